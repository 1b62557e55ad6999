import Foundation
import HashMaps
import TestSupport
import Testing

@testable import Console

@Suite struct RunCSVTests {
  /// The program with a `run-csv` that replays nothing and prints the options it was given.
  static let program: Program = {
    let run = RunCSVCommand.spec { options, session throws(Failure) in
      let map = options.configuration
      let shown: [(String, Any?)] = [
        ("csv", options.csv), ("limits", options.limits), ("mode", options.mode), ("layout", map.layout),
        ("adaptive", map.isAdaptive), ("policy", map.policy), ("seed", map.seed), ("hash", map.hash),
        ("segment", map.segmentBytes), ("tombstones", map.usesTombstones), ("capacity", map.initialCapacity),
        ("budget", map.memoryBudget), ("interval", options.compactInterval), ("memory", options.maxMemory),
        ("engine", options.engine), ("plan", options.plan), ("socket", options.controlSocket),
        ("decisions", options.decisions), ("recorded", options.decisionsOut),
        ("tick ops", options.tickOps),
        ("tick ns", options.tickInterval), ("sample", options.latencySampleEvery),
        ("buckets", options.latencyBuckets), ("metrics", options.metricsOutDir),
        ("ticks", options.metricsMaxTicks), ("summary", options.jsonSummaryOut),
        ("digest", options.wantsDigest), ("progress", options.progress),
      ]
      let text = shown.map { "\($0.0): \($0.1.map { "\($0)" } ?? "nil")\n" }.joined()
      try session.succeed(text: text) { json in json.field("result", text) }
    }
    let cli = Program.hashmapCLI
    return Program(
      name: cli.name, summary: cli.summary, version: cli.version, globals: cli.globals,
      commands: cli.commands.filter { $0.name != run.name } + [run])
  }()

  private func run(_ line: String, environment: [String: String] = [:]) throws -> InProcess {
    let words = line.split(separator: " ").map(String.init)
    return try InProcess(["run-csv"] + words, environment: environment, program: Self.program)
  }

  @Test func optionsOfACommandLine() throws {
    let lines = [
      "--csv w.csv",
      """
      --csv=- --csv-max-rows 0 --csv-max-bytes 2GiB --csv-max-line-bytes=1K --mode memory-tight --seed 0 --hash sip \
      --segment-bytes unlimited --tombstones --compact-interval .5 --max-memory 1_000_000 --tick-ops 0 \
      --tick-interval 0 --latency-sample-every -1 --latency-buckets micro --metrics-out-dir m --metrics-max-ticks 10 \
      --json-summary-out s.json --digest --progress never
      """,
      "--csv w --policy thresholds --memory-budget 64MiB --decisions-out d --tick-interval 1e-12 --mode adaptive",
      "--csv w --decisions d --decisions-out e",
    ]
    let environment = ["ADAPTIVE_START_BACKEND": "chaining", "ADHASH_LATENCY_BUCKETS": "default"]
    var transcript = ""
    for line in lines {
      let ended = try run(line, environment: environment)
      #expect(ended.exitCode == 0 && ended.errors.isEmpty, "\(line): \(ended.errors)")
      transcript += "$ run-csv \(line)\n\(ended.output)\n"
    }
    #expect(try Repository.difference(transcript, from: "Tests/Goldens/console/run-csv-options.txt") == nil)
  }

  @Test func theOldReservoirFlagWarnsOnce() throws {
    let ended = try run("--csv w --latency-sample-k 0")
    #expect(
      ended.exitCode == 0 && ended.errors.components(separatedBy: "[WARNING]").count == 2, "\(ended.errors)")
    #expect(try !InProcess(["run-csv", "--help"], program: Self.program).output.contains("latency-sample-k"))
  }

  @Test(arguments: [
    ("", "needs --csv FILE"), ("--csv", "needs a value"), ("--csv=", "empty"), ("--csv a --csv b", "twice"),
    ("--csv w --compact-interval 0", "out of range"), ("--csv w --max-memory 0", "out of range"),
    ("--csv w --tick-interval -1", "out of range"), ("--csv w --tick-interval nan", "not a number"),
    ("--csv w --metrics-max-ticks 5", "needs --metrics-out-dir"),
    ("--csv w --mode compact --decisions d", "no effect in mode compact"),
    ("--csv w --mode fast-insert --decisions-out d", "no effect in mode fast-insert"),
    ("--csv w --decisions d --policy thresholds", "contradict"),
    ("--csv w --decisions d --decisions-out d", "same file"),
    ("--csv w --mode grouped --memory-budget 1G", "no effect in mode grouped"),
    ("--csv w --latency-buckets fine", "not one of"),
    ("--csv w --snapshot-into s", "unknown flag --snapshot-into"),
  ])
  func wrongLines(line: String, detail: String) throws {
    let ended = try run(line)
    #expect(ended.exitCode == 2 && ended.output.isEmpty, "\(line)")
    #expect(
      ended.errors.hasPrefix("{\"error\":\"BadInput\"") && ended.errors.contains(detail), "\(ended.errors)")
  }

  @Test func dryRun() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write("good.csv", "op,key,value\nput,a,1\nget,a,\ndel,a,\n")
    let ended = try run("--csv \(good) --dry-run")
    #expect(ended.output == "\(good): 3 rows, 35 B, valid\n" && ended.exitCode == 0)
    let json = try run("--csv \(good) --dry-run --json --mode fast-insert").output
    #expect(
      json.hasPrefix(
        """
        {"ok":true,"command":"run-csv","status":"validated","csv":"\(good)","mode":"fast-insert","rows":3,\
        "size_bytes":35,"size_mib":3.33
        """), "\(json)")
    let bad = try folder.write(
      "bad.csv", "op,key,value\n" + String(repeating: "frob,a,1\n", count: 30) + "get,,\n")
    let faulty = try run("--csv \(bad) --dry-run --quiet")
    let lines = faulty.output.split(separator: "\n")
    #expect(faulty.exitCode == 2 && lines.count == 20, "\(faulty.output)")
    #expect(lines.allSatisfy { $0.hasPrefix("\(bad): ") && $0.contains("frob") }, "\(faulty.output)")
    #expect(
      faulty.errors.contains("31 problems; the first: ") && faulty.errors.hasPrefix("{"), "\(faulty.errors)")
    let listed = try run("--csv \(bad) --dry-run --json")
    #expect(
      listed.exitCode == 2
        && listed.output.hasPrefix("{\"ok\":false,\"command\":\"run-csv\",\"status\":\"invalid\""))
    #expect(listed.output.contains("\"problem_count\":31,\"problems\":[{\"line\":2,"), "\(listed.output)")
    #expect(try run("--csv \(folder.file("none.csv")) --dry-run").exitCode == 5)
    #expect(try run("--csv \(folder.path) --dry-run").exitCode == 5)
    #expect(try run("--csv \(good) --dry-run --csv-max-rows 2").exitCode == 2)
    #expect(try run("--csv \(try folder.write("empty.csv", "")) --dry-run").exitCode == 2)
  }

  @Test func helpPage() throws {
    let page = try InProcess(["run-csv", "--help"], program: Self.program).output
    #expect(try Repository.difference(page, from: "Tests/Goldens/console/help/run-csv.txt") == nil)
  }

  @Test func everyModeHasItsMap() {
    for mode in MapMode.allCases {
      #expect((mode.layout == nil) == (mode == .adaptive))
      if let layout = mode.layout {
        #expect(mode.name == layout.name || mode.help.hasPrefix("layout \(layout.name)"), "\(mode)")
      }
    }
    for layout in Layout.allCases { #expect(MapMode(named: layout.name)?.layout == layout) }
  }
}
