import Base
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Workloads

@Suite struct MetricsValidatorTests {
  private func validate(_ text: String) throws -> MetricsReport {
    let folder = try TemporaryFolder()
    return try MetricsValidator.validate(path: try folder.write("metrics.ndjson", text))
  }

  /// Lines of a run as this program writes them.
  private func run(_ ticks: Int, id: String = "run") -> [String] {
    var latency = OperationLatency()
    var builder = FrameBuilder(runID: id, buckets: .micro, thresholds: .init(loadFactor: 0.5))
    var writer = JSONWriter()
    return (0..<ticks).map { index in
      for sample in 0..<(index * 10) {
        latency.record(kind: sample % 3, nanoseconds: UInt64(sample * index * 99))
      }
      builder.note(
        TickEvent(index == 0 ? .start : .compaction, seconds: Double(index), operation: UInt64(index)))
      var map = MapReading()
      map.backend = "grouped"
      map.loadFactor = index % 2 == 0 ? 0.4 : 0.6
      map.probeHistogram = [ProbeCount(distance: 0, count: index), ProbeCount(distance: 3, count: 1)]
      map.heatmap = KeyHeatmap(regions: [index, 2, 3])
      map.entries = index % 2 == 0 ? 40 : 60
      map.regions = MapRegions([.init(entries: 30, slots: 50), .init(entries: map.entries - 30, slots: 50)])
      map.structure = [
        StructuralTotal(
          name: "split", events: UInt64(index), entries: 1, nanoseconds: 1, longestNanoseconds: 1)
      ]
      let count = UInt64(index * 1000)
      let tick = builder.tick(
        at: Double(index) + 0.5,
        counts: .init(puts: count, gets: count, deletes: count, hits: 5 * UInt64(index)),
        map: map, latency: latency, loopLatency: latency)
      writer.reset()
      tick.render(into: &writer)
      return String(writer.text.dropLast())
    }
  }

  @Test func filesOfThisProgramAndOfTheEarlierOneAreValid() throws {
    for ticks in [1, 2, 40] {
      let report = try validate(run(ticks).joined(separator: "\n") + "\n")
      #expect(
        report.isValid && report.lines == ticks && report.runs == 1 && report.badLines == 0,
        "\(report.problems)")
    }
    for (mode, lines) in [("adaptive", 5), ("alerts", 3), ("fast_lookup", 5)] {
      let path = Repository.path("Tests/Corpus/ancestor/run/\(mode)/metrics.ndjson")
      let report = try MetricsValidator.validate(path: path)
      #expect(report.isValid && report.lines == lines, "\(mode): \(report.problems)")
    }
    #expect(try validate(run(3).joined(separator: "\r\n")).isValid, "the last line feed may be missing")
  }

  /// One damage to the third of five lines, and what the report must say of which lines.
  @Test func everyKindOfDamageIsNamed() throws {
    let table: [(find: String, replace: String, said: [String])] = [
      (
        #""schema":"metrics.v1""#, #""schema":"metrics.v2""#,
        [#"line 3: schema: expected "metrics.v1", found the text "metrics.v2""#]
      ),
      (#""ops":6000"#, #""ops":6001"#, ["line 3: ops_by_type: adds up to 6000, but ops is 6001"]),
      (
        #""ops":6000"#, #""ops":"6000""#,
        [#"line 3: ops: expected a whole number of at least 0, found the text "6000""#]
      ),
      (
        #""ops":6000"#, #""ops":-1"#,
        [
          "line 3: ops: expected a whole number of at least 0, found -1",
          "line 3: ops: falls from 3000 of line 2 to -1",
        ]
      ),
      (
        #""ops":6000"#, #""ops":0.5"#,
        [
          "line 3: ops: expected a whole number of at least 0, found 0.5",
          "line 3: ops: falls from 3000 of line 2 to 0.5",
        ]
      ),
      (#""ops":6000,"#, "", ["line 3: ops: missing"]),
      (#""puts":2000"#, #""puts":2001"#, ["line 3: puts: is 2001, but ops_by_type.put is 2000"]),
      (
        #""hits":10"#, #""hits":3000"#,
        ["line 3: hits: 3000 of 2000 gets", "line 4: hits: falls from 3000 of line 3 to 15"]
      ),
      (#""hits":10,"#, "", ["line 3: hits: missing"]),
      (
        #""frame":3"#, #""frame":4"#,
        ["line 3: frame: 4 follows 2 of line 2", "line 4: frame: 4 follows 4 of line 3"]
      ),
      (
        #""t":2.5"#, #""t":1.25"#,
        ["line 3: events[0].t: 2.0 is after the tick's 1.25", "line 3: t: 1.25 is before 1.5 of line 2"]
      ),
      (
        #""run_id":"run""#, #""run_id":"two""#,
        [
          "line 3: run_id: another run begins here; a file holds one run",
          "line 4: run_id: another run begins here; a file holds one run",
        ]
      ),
      (
        #""load_factor":0.4"#, #""load_factor":1.01"#,
        ["line 3: load_factor: expected a number from 0 to 1, found 1.01"]
      ),
      (#""load_factor":0.4"#, #""load_factor":NaN"#, ["line 3: column 0: expected a value, found 'N'"]),
      (
        #""events":2,"entries""#, #""events":0,"entries""#,
        ["line 3: structure.split.events: falls from 1 of line 2 to 0"]
      ),
      (
        #""implied_latency_ms":"#, #""implied_latency_ms":-"#,
        ["line 3: implied_latency_ms: expected a number of at least 0 or null, found -0.4166666666666667"]
      ),
      (
        #""state":"running""#, #""state":"gone""#,
        [#"line 3: state: expected one of running, idle, found the text "gone""#]
      ),
      (#""idle":false"#, #""idle":0"#, ["line 3: idle: expected true or false, found 0"]),
      (#""backend":"grouped""#, #""backend":null"#, ["line 3: backend: expected a text, found null"]),
      (#""segments":{}"#, #""segments":[]"#, ["line 3: segments: expected an object, found an array"]),
      (
        #""segments":{}"#, #""segments":{"grouped":-1}"#,
        ["line 3: segments.grouped: expected a whole number of at least 0, found -1"]
      ),
      (
        #""memory_bytes":{"#, #""memory_bytes":7,"x":{"#,
        ["line 3: memory_bytes: expected an object, found 7"]
      ),
      (
        #""memory_bytes":{"total":0"#, #""memory_bytes":{"total":1"#,
        ["line 3: memory_bytes.total: is not the sum of the others"]
      ),
      (#""probe_hist":[[0,2]"#, #""probe_hist":[[5,2]"#, ["line 3: probe_hist: distances must ascend"]),
      (
        #""probe_hist":[[0,2]"#, #""probe_hist":[[0,2,4]"#,
        ["line 3: probe_hist[0]: expected an array of 2 values, found an array"]
      ),
      (#""probe_hist":["#, #""probe_hist":1,"x":["#, ["line 3: probe_hist: expected an array, found 1"]),
      (
        #""matrix":[[2,2,3]]"#, #""matrix":[[2,2,3,1]]"#,
        [
          "line 3: key_heatmap.matrix: is not of rows times cols",
          "line 3: key_heatmap.total: is not the sum of the matrix",
        ]
      ),
      (
        #""matrix":[[2,2,3]],"max":3"#, #""matrix":[[2,2,3]],"max":4"#,
        ["line 3: key_heatmap.max: is not the largest cell"]
      ),
      (
        #""settled":[0,0]"#, #""settled":[0]"#,
        ["line 3: regions: columns must be of one length, a power of two"]
      ),
      (#""settled":[0,0]"#, #""settled":[1,0]"#, ["line 3: regions.settled: is more than the segments"]),
      (
        #""entries":[30,10]"#, #""entries":[30,11]"#,
        ["line 3: regions.entries: adds up to 41, but the tick says 40"]
      ),
      (
        #""slots":100"#, #""slots":160"#,
        [
          "line 3: regions.slots: adds up to 100, but the tick says 160",
          "line 3: load_factor: is 0.4, but 40 of 160 slots are taken",
        ]
      ),
      (
        #""latency_hist_ns":{"overall":[[10,2]"#, #""latency_hist_ns":{"overall":[[10,3]"#,
        ["line 3: latency_hist_ns.overall: adds up to 31, but latency_ms.overall.count is 30"]
      ),
      (
        #""latency_hist_ns":{"overall":[[10,2]"#, #""latency_hist_ns":{"overall":[[10,0]"#,
        [
          "line 3: latency_hist_ns.overall: holds an empty class",
          "line 3: latency_hist_ns.overall: adds up to 28, but latency_ms.overall.count is 30",
          "line 3: latency_hist_ns.overall ≤ 10 ns: falls from 1 of line 2 to 0",
        ]
      ),
      (
        #""latency_hist_ns":{"overall":[[10,2]"#, #""latency_hist_ns":{"overall":[[9000000,2]"#,
        [
          "line 3: latency_hist_ns.overall: bounds must ascend",
          "line 3: latency_hist_ns.overall ≤ 10 ns: falls from 1 of line 2 to 0",
          "line 4: latency_hist_ns.overall ≤ 9000000 ns: falls from 2 of line 3 to 0",
        ]
      ),
      (
        #""type":"compaction","t":2.0,"op":2"#, #""type":"compaction","t":1.0,"op":1"#,
        ["line 3: events[0]: compaction at 1.0 s was reported before"]
      ),
      (#""type":"compaction","#, "", ["line 3: events[0].type: missing"]),
      (
        #""alerts":[]"#,
        #""alerts":[{"metric":"load_factor","value":0.4,"threshold":0.5,"severity":"warning","backend":"b","message":"m","clears_below":0.45,"since":1.0}]"#,
        [
          "line 3: alerts[0]: 0.4 has not reached the threshold 0.45",
          "line 3: alert_flags.load_factor: does not agree with alerts",
        ]
      ),
      (
        #""latency_ns":{"p50":"#, #""latency_ns":{"p50":9"#,
        [
          "line 3: latency_ns: non-monotonic latency percentiles: p50=9891, p90=3169, p99=3762, p99_9=3762, p99_99=3762, max=3762"
        ]
      ),
      (
        #"{"le":"+Inf","count":30}"#, #"{"le":"+Inf","count":31}"#,
        [
          "line 3: latency_hist_ms.overall: holds 31 samples, but latency_ms.overall.count is 30",
          "line 3: latency_hist_ms.overall: holds 31 samples, put, get and del 30",
        ]
      ),
      (
        #"{"le":"+Inf","count":30}"#, #"{"le":"+Inf","count":30,"x":1}"#,
        ["line 3: latency_hist_ms.overall[13].x: not a member of this object"]
      ),
      (
        #"{"le":"+Inf","count":30}"#, #"{"le":"20.0","count":30}"#,
        ["line 3: latency_hist_ms.overall: bounds must ascend and end with +Inf"]
      ),
      (
        #"{"le":"0.005000","count":30}"#, #"{"le":"0.005000","count":40}"#,
        ["line 3: latency_hist_ms.overall: counts fall from one bound to the next; they must be cumulative"]
      ),
      (
        #""del":[{"le""#, #""dell":[{"le""#,
        ["line 3: latency_hist_ms.del: missing", "line 3: latency_hist_ms.dell: not a member of this object"]
      ),
      (#"{"schema""#, #"["schema""#, ["line 3: column 0: expected ',' or ']', found ':'"]),
    ]
    for (find, replace, said) in table {
      var lines = run(5)
      let place = try #require(lines[2].range(of: find), "\(find)")
      lines[2].replaceSubrange(place, with: replace)
      let report = try validate(lines.joined(separator: "\n") + "\n")
      let found = report.problems.map { problem in
        "\(problem)".replacing(/column \d+/, with: "column 0")
      }
      #expect(found == said, "\(find) -> \(replace)")
      #expect(report.lines == 5 && report.badLines == Set(report.problems.map(\.line)).count)
    }
  }

  @Test func filesThatAreNoMetrics() throws {
    let table: [(String, [String], Int)] = [
      ("", ["the file holds no tick"], 0), ("\n", ["line 1: the line is empty"], 1),
      ("7\n", ["line 1: expected an object, found 7"], 1),
      (
        "{\"a\":",
        ["line 1: column 6: expected a value, found the end of the text (the file ends inside this line)"], 1
      ),
      (
        "{}\n \t\r\n",
        ["schema", "t", "backend", "ops", "load_factor", "latency_ms"].map { "line 1: \($0): missing" } + [
          "line 2: the line is empty"
        ], 2
      ),
    ]
    for (text, said, lines) in table {
      let report = try validate(text)
      #expect(
        report.problems.map(\.description) == said && report.lines == lines && !report.isValid, "\(text)")
    }
    #expect(throws: SystemError.self) { try MetricsValidator.validate(path: "/no/such/file") }
    #expect(throws: SystemError.self) { try MetricsValidator.validate(path: "/") }
  }

  /// The earlier program appended a second run to the file of the first, and let histograms fall.
  @Test func defectsOfEarlierFilesAreFound() throws {
    let text = try Repository.text("Tests/Corpus/ancestor/run/alerts/metrics.ndjson")
    let report = try validate(text + text)
    #expect(report.problems.count == 1 && report.runs == 2 && report.badLines == 1, "\(report.problems)")
    #expect(
      report.problems[0].line == 4 && report.problems[0].reason.hasSuffix("another run seems to begin here"))
    let fallen = text.replacing("\"le\": \"+Inf\", \"count\": 15", with: "\"le\": \"+Inf\", \"count\": 7")
    let problems = try validate(fallen).problems.map(\.description)
    #expect(
      problems.contains("line 3: latency_hist_ms.overall[8].count: falls from 8 of line 2 to 7"),
      "\(problems)")
  }

  @Test func manyProblemsAreAllReportedAndTheFirstOnesKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("m", String(repeating: "x\n", count: 50_000))
    var seen = 0
    let report = try MetricsValidator.validate(path: path, problemLimit: 7) { _ in seen += 1 }
    #expect(
      seen == 50_000 && report.problemCount == 50_000 && report.problems.count == 7
        && report.badLines == 50_000)
  }

  @Test func linesOfAnyLengthAreReadInBlocks() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("m", "ab\n\n\(String(repeating: "y", count: 700_000))\ncd")
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var reader = LineReader(descriptor: descriptor, limit: 600_000)
    var found: [String] = []
    while let line = try reader.next(path: path) {
      switch line {
      case .whole(let bytes): found.append("whole \(bytes.count)")
      case .torn(let bytes): found.append("torn \(bytes.count)")
      case .tooLong: found.append("too long")
      }
    }
    #expect(found == ["whole 2", "whole 0", "too long", "torn 2"])
    try folder.write("m", String(repeating: "y", count: 700_000))
    let again = open(path, O_RDONLY)
    defer { close(again) }
    reader = LineReader(descriptor: again, limit: 600_000)
    guard case .tooLong = try reader.next(path: path) else {
      Issue.record("a line without an end was not too long")
      return
    }
    #expect(try reader.next(path: path) == nil)
  }
}
