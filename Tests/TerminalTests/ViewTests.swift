import Base
import Telemetry
import TestSupport
import Testing

@testable import Terminal

@Suite struct ViewTests {
  /// Settled screens, whole: the numbers in them are those of the frame.
  @Test func goldens() throws {
    var paused = SampleRun.model()
    for _ in 0..<21 { _ = paused.update(.key(.character("["))) }
    var zoomed = SampleRun.model()
    for key in [Key.tab, .enter] { _ = zoomed.update(.key(key)) }
    var help = SampleRun.model()
    _ = help.update(.key(.character("?")))
    var probes = SampleRun.model(30)
    for key in ["h", "e", "e", "-", "+", "+"] { _ = probes.update(.key(.character(Character(key)))) }
    var trace = SampleRun.model(wantsTrace: true)
    let json = """
      {"backend":"robinhood","operation":"get","key_repr":"k1","found":true,"path":[{"step":0,"slot":3,"matches":false},
      {"step":1,"slot":4,"matches":true}]}
      """
    _ = trace.update(.trace(try ProbeText(json: Array(json.utf8), name: "trace.json"), problem: nil))
    let table: [(String, Model, Size)] = [
      ("80x24", SampleRun.model(), Size(columns: 80, rows: 24)),
      ("60x16", SampleRun.model(), Size(columns: 60, rows: 16)),
      ("100x30-migrating", SampleRun.model(20), Size(columns: 100, rows: 30)),
      ("120x36-paused", paused, Size(columns: 120, rows: 36)),
      ("200x50", SampleRun.model(), Size(columns: 200, rows: 50)),
      ("80x24-zoom", zoomed, Size(columns: 80, rows: 24)),
      ("80x24-help", help, Size(columns: 80, rows: 24)),
      ("80x24-probes", probes, Size(columns: 80, rows: 24)),
      ("130x36-trace", trace, Size(columns: 130, rows: 36)),
      ("100x30-advice", SampleRun.model(12, advice: SampleRun.advice), Size(columns: 100, rows: 30)),
      ("40x12-small", SampleRun.model(), Size(columns: 40, rows: 12)),
      ("80x24-empty", Model(source: "http://127.0.0.1:9090/"), Size(columns: 80, rows: 24)),
    ]
    for (name, model, size) in table {
      let difference = try Repository.difference(
        model.view(size).text, from: "Tests/Goldens/terminal/\(name).txt")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// A forecast is read whole in the narrow list of a terminal of 80 columns.
  @Test func aForecastIsNotCutOff() {
    var event = TickEvent(.forecast, seconds: 12.345, operation: 9_876_543)
    event.reason = "breach:avg_probe_estimate"
    event.message =
      "next avg_probe_estimate breach near op 12,345,678 (80 %: 11,111,111 to 13,333,333)"
    let lines = Happening(event).lines(columns: 39)
    #expect(lines.count <= 4 && lines.allSatisfy { $0.count <= 39 }, "\(lines)")
    #expect(lines.joined(separator: "").contains("80 %") && lines[lines.count - 1].hasSuffix("13,333,333)"))
    #expect(Happening(event).lines(columns: 200).count == 1)
    event.message = String(repeating: "word ", count: 100)
    #expect(Happening(event).lines(columns: 39).count == Happening.mostLines)
    event.message = String(repeating: "x", count: 100)
    #expect(Happening(event).lines(columns: 1).count <= Happening.mostLines)
    #expect(Happening(TickEvent(.start, seconds: 1, operation: 1)).lines(columns: 3).count == 1)
  }

  /// Every size, every number of frames: nothing traps, and every screen has its size.
  @Test func everySizeIsDrawn() {
    for count in [0, 1, 2, 17, 40] {
      let model = SampleRun.model(count, wantsTrace: true)
      for columns in [1, 2, 19, 59, 60, 61, 80, 109, 110, 189, 190, 400] {
        for rows in [1, 2, 7, 15, 16, 17, 24, 60] {
          let size = Size(columns: columns, rows: rows)
          for zoomed in [false, true] {
            var model = model
            model.isZoomed = zoomed
            model.showsHelp = rows == 17
            for focus in zoomed ? Panel.allCases : [.throughput] {
              model.focus = focus
              #expect(model.view(size).size == size)
            }
          }
        }
      }
    }
  }

  @Test func hostileTextsStayInTheirPlace() {
    var model = SampleRun.model(1)
    let evil = "\u{1B}[2J\u{1B}]0;owned\u{7}<script>\u{202E}" + String(repeating: "日\u{301}", count: 1 << 18)
    var map = MapReading()
    map.backend = evil
    map.migratingTo = evil
    map.segments = [NamedCount(name: evil, count: 1 << 40), NamedCount(name: "", count: 0)]
    map.ledger = [
      LedgerEntry(
        operation: .max, kind: evil, reason: evil, segment: .max, from: evil, to: evil, entries: .max,
        bytes: .max,
        nanoseconds: .max)
    ]
    map.probeHistogram = [ProbeCount(distance: .max, count: 1 << 40)]
    map.loadFactor = .infinity
    map.averageProbe = .nan
    var event = TickEvent(.error, seconds: .infinity, operation: .max)
    event.message = evil
    let frame = Frame(
      frame: .max, runID: evil, seconds: .infinity,
      counts: .init(puts: .max, gets: .max, deletes: 3, hits: .max),
      map: map, instantRate: .nan, smoothedRate: -.infinity, latency: Self.absurd, loopLatency: Self.absurd,
      buckets: .standard, window: Self.absurd.overall, events: [event], eventsOmitted: .max, eventTotals: [],
      alerts: [
        Alert(
          metric: evil, value: .nan, threshold: .nan, clearsBelow: 0, severity: evil, since: .infinity,
          backend: evil,
          message: evil)
      ], alertsRaised: .max, alertFlags: [], isIdle: false)
    var news = FrameNews()
    news.frames = [frame]
    news.gap = 0...(.max)
    news.problem = evil
    _ = model.update(.news(news))
    _ = model.update(.news(news))
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60), Size(columns: 30, rows: 9)] {
      let text = model.view(size).text
      #expect(
        text.unicodeScalars.allSatisfy {
          $0 == "\n" || !($0.value < 0x20 || (0x7F..<0xA0).contains($0.value))
        })
      #expect(!text.unicodeScalars.contains("\u{202E}"))
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == size.rows + 1)
    }
    #expect(FrameLine.lines(frame).allSatisfy { $0.count <= 401 && !$0.contains("\u{1B}") })
  }

  private static let absurd = LatencyReading(
    overall: LatencySummary(
      count: .max, sum: .max, quantiles: [.max, 0, .max, 1, 2, .max],
      cumulative: [9, 3, .max, 0, 0, 0, 0, 0, 4]),
    byKind: Array(
      repeating: LatencySummary(count: 0, sum: 0, quantiles: [0, 0, 0, 0, 0, 0], cumulative: []), count: 3))

  @Test func linesForPipes() {
    let frames = SampleRun.frames()
    #expect(
      FrameLine.lines(frames[20]) == [
        "frame 21  5.000 s  migrating  \(Figures.grouped(frames[20].counts.total)) ops  "
          + "\(Figures.scaled(frames[20].instantRate))/s  "
          + "p50 \(Figures.duration(nanoseconds: Double(frames[20].window.quantiles[0])))  "
          + "p99 \(Figures.duration(nanoseconds: Double(frames[20].window.quantiles[2])))  "
          + "load 0.558  chaining 45 grouped 19  → chaining"
      ])
    let last = FrameLine.lines(frames[39])
    #expect(last.count == 3 && last[1].hasPrefix("  ! ") && last[2].contains("workload completed"), "\(last)")
  }
}
