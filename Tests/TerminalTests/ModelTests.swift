import Base
import Documents
import Telemetry
import TestSupport
import Testing

@testable import Terminal

@Suite struct ModelTests {
  private func news(_ frames: [Frame]) -> Event {
    var news = FrameNews()
    news.frames = frames
    return .news(news)
  }

  @Test func keysDoWhatTheHelpSays() {
    var model = SampleRun.model(wantsTrace: true)
    #expect(model.update(.key(.character("q"))) == [.quit])
    #expect(model.update(.key(.character("r"))) == [.refresh])
    #expect(model.update(.key(.character("p"))) == [.reloadTrace] && model.focus == .probe)
    #expect(model.update(.key(.character("?"))).isEmpty && model.showsHelp)
    #expect(model.update(.key(.character("x"))).isEmpty && !model.showsHelp)
    _ = model.update(.key(.character("?")))
    #expect(model.update(.key(.character("q"))) == [.quit])
    var seen: [Panel] = []
    model.focus = .throughput
    for _ in Panel.allCases {
      seen.append(model.focus)
      _ = model.update(.key(.tab))
    }
    #expect(seen == Panel.allCases && model.focus == .throughput)
    _ = model.update(.key(.left))
    #expect(model.focus == .probe)
    for (key, scroll) in [(Key.down, 1), (.pageDown, 11), (.up, 10), (.pageUp, 0), (.up, 0)] {
      _ = model.update(.key(key))
      #expect(model.scroll == scroll && model.focus == .probe)
    }
    _ = model.update(.key(.backTab))
    _ = model.update(.key(.backTab))
    #expect(model.focus == .histogram)
    _ = model.update(.key(.down))
    #expect(model.focus == .happenings)
    _ = model.update(.key(.enter))
    #expect(model.isZoomed)
    _ = model.update(.key(.escape))
    #expect(!model.isZoomed && model.update(.key(.character("z"))).isEmpty)
  }

  @Test func withoutATraceThereIsNoPanelForIt() {
    var model = SampleRun.model()
    #expect(model.update(.key(.character("p"))).isEmpty && model.focus == .throughput)
    #expect(!model.panels.contains(.probe))
  }

  @Test func pauseHoldsAFrameWhileOthersArrive() {
    let frames = SampleRun.frames()
    var model = SampleRun.model(10)
    _ = model.update(.key(.character(" ")))
    _ = model.update(news(Array(frames[10...])))
    #expect(model.current?.frame == 10 && model.isPaused && model.frames.count == 40)
    for (key, frame) in [("[", 9), (",", 8), ("]", 9), (".", 10)] as [(Character, UInt64)] {
      _ = model.update(.key(.character(key)))
      #expect(model.current?.frame == frame)
    }
    _ = model.update(.key(.home))
    #expect(model.current?.frame == 1)
    _ = model.update(.key(.character("[")))
    #expect(model.current?.frame == 1)
    _ = model.update(.key(.end))
    #expect(model.current?.frame == 40 && !model.isPaused)
    _ = model.update(.key(.character("]")))
    #expect(!model.isPaused, "beyond the newest frame the view follows")
  }

  @Test func framesAreKeptOnceInOrderAndBounded() {
    let frames = SampleRun.frames()
    var model = Model(source: "x", limit: 16)
    _ = model.update(news(Array(frames[..<5])))
    _ = model.update(news(Array(frames[2..<8])))
    #expect(model.frames.map(\.frame) == Array(1...8))
    _ = model.update(.key(.home))
    for frame in frames[8...] { _ = model.update(news([frame])) }
    #expect((16...20).contains(model.frames.count) && model.frames.last?.frame == 40)
    #expect(model.held == model.frames.first?.frame, "what is held moves on when it is no longer kept")
    #expect(model.current != nil)
  }

  @Test func anotherRunBeginsAnew() {
    var model = SampleRun.model()
    _ = model.update(.key(.home))
    _ = model.update(news(SampleRun.frames(3, id: "other")))
    #expect(model.frames.map(\.frame) == [1, 2, 3] && !model.isPaused && model.earlierRuns == 1)
    #expect(model.view(Size(columns: 100, rows: 30)).text.contains("run 2"))
  }

  @Test func whatIsWrongWithTheSourceIsSeen() {
    var model = SampleRun.model(3)
    var news = FrameNews()
    news.problem = "no answer from 127.0.0.1:9090"
    news.gap = 4...9
    news.refused = 2
    _ = model.update(.news(news))
    let text = model.view(Size(columns: 120, rows: 30)).text
    #expect(text.contains("no answer from") && text.contains("6 frames lost") && text.contains("2 bad lines"))
    _ = model.update(.news(FrameNews()))
    #expect(!model.view(Size(columns: 120, rows: 30)).text.contains("no answer from"))
    news.isOver = true
    _ = model.update(.news(news))
    #expect(model.view(Size(columns: 120, rows: 30)).text.contains("ended"))
  }

  @Test func theTimeWindowBoundsTheCharts() {
    var model = SampleRun.model()
    #expect(model.windowed.count == 40)
    _ = model.update(.key(.character("+")))
    #expect(model.windowed.map(\.frame) == Array(21...40))
    for _ in 0..<40 { _ = model.update(.key(.character("+"))) }
    #expect(model.windowed.map(\.frame) == [40])
    for _ in 0..<40 { _ = model.update(.key(.character("-"))) }
    #expect(model.window == nil && model.windowed.count == 40)
  }

  @Test func happeningsAreNewestFirstAndChosen() {
    var model = SampleRun.model(24)
    let all = model.happenings(limit: 100)
    #expect(all.first?.text.hasPrefix("5.500 s  switch  grouped → chaining") == true, "\(all.map(\.text))")
    #expect(all.contains { $0.text.contains("… 6 more in this frame") })
    _ = model.update(.key(.character("e")))
    #expect(model.happenings(limit: 100).count == 3)
    _ = model.update(.key(.character("e")))
    let ledger = model.happenings(limit: 100)
    #expect(
      ledger.count { $0.text.contains("convert") } == 18, "by itself the ledger is shown entry by entry")
    #expect(all.count { $0.text.contains("3 segments  3,900 entries  46.2 µs  regret") } == 6)
    #expect(model.happenings(limit: 4).count == 4)
  }

  /// Random keys and news: the model never traps, and what it shows exists.
  @Test(arguments: 0..<TestScale.pick(quick: 8, full: 60, deep: 500))
  func randomEvents(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let keys: [Key] =
      "qrp? heeexz+-[],.".map { Key.character($0) }
      + [.tab, .backTab, .enter, .escape, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end]
    let runs = [SampleRun.frames(), SampleRun.frames(20, id: "second")]
    var model = Model(source: "random", limit: 12, wantsTrace: random.next() % 2 == 0)
    for step in 0..<300 {
      if random.next() % 3 == 0 {
        let run = runs[step < 200 ? 0 : 1]
        let start = Int(random.next() % UInt64(run.count))
        _ = model.update(news(Array(run[start..<min(run.count, start + 4)])))
      } else {
        _ = model.update(.key(keys[Int(random.next() % UInt64(keys.count))]))
      }
      let size = Size(columns: 50 + Int(random.next() % 160), rows: 12 + Int(random.next() % 40))
      if step % 10 == 0 { #expect(model.view(size).size == size, "seed \(seed), step \(step)") }
      #expect(model.panels.contains(model.focus), "seed \(seed), step \(step)")
      #expect(model.frames.isEmpty || model.current != nil, "seed \(seed), step \(step)")
      #expect(zip(model.frames, model.frames.dropFirst()).allSatisfy { $0.frame < $1.frame }, "seed \(seed)")
    }
  }

  @Test func tracesOfAnyShapeAreShown() throws {
    let text = try ProbeText(
      json: Array("{\"ok\":true,\"trace\":{\"a\":1,\"b\":null,\"c\":[1,2],\"path\":[{\"x\":true},3]}}".utf8),
      name: "t")
    #expect(text.lines == ["a 1   b null", "c [1 2]", "1. x yes", "2. 3"])
    let many = try ProbeText(
      json: Array("{\"path\":[\(Array(repeating: "{}", count: 1200).joined(separator: ","))]}".utf8),
      name: "t")
    #expect(many.lines.count == 1001 && many.lines.last == "… 200 more steps")
    for bad in ["", "[]", "{", "7"] {
      #expect(throws: DocumentError.self) { try ProbeText(json: Array(bad.utf8), name: "t") }
    }
  }

  @Test func alertsHaveALineEachTheGravestFirst() {
    let base = SampleRun.frames(3)[2]
    let alerts = (1...4).map { number in
      Alert(
        metric: "m\(number)", value: 1, threshold: 1, clearsBelow: 1,
        severity: number == 3 ? "critical" : "warning",
        since: 0.5, backend: "grouped", message: "alert number \(number)")
    }
    let frame = Frame(
      frame: 3, runID: base.runID, seconds: base.seconds, counts: base.counts, map: base.map, instantRate: 1,
      smoothedRate: 1, latency: base.latency, loopLatency: base.loopLatency, buckets: base.buckets,
      window: base.window, events: [], eventsOmitted: 0, eventTotals: [], alerts: alerts, alertsRaised: 4,
      alertFlags: [], isIdle: true)
    var model = Model(source: "x")
    _ = model.update(news([frame]))
    func banners(_ rows: Int) -> [String] {
      model.view(Size(columns: 90, rows: rows)).text.split(separator: "\n").map(String.init).filter {
        $0.contains("alert number")
      }
    }
    #expect(
      banners(24) == [
        " ! critical: alert number 3  since 0.500 s", " ! warning: alert number 1  since 0.500 s  (+2 more)",
      ])
    #expect(
      banners(16) == [" ! critical: alert number 3  since 0.500 s  (+3 more)"] && banners(50).count == 4)
    #expect(model.view(Size(columns: 90, rows: 24)).text.contains("│ idle │"))
  }

  @Test func states() {
    let frames = SampleRun.frames()
    #expect(
      RunState(frames[3]) == .running && RunState(frames[16]) == .migrating
        && RunState(frames[39]) == .complete)
    let words = [RunState.running, .idle, .migrating, .complete, .interrupted, .stopped, .failed].map(\.word)
    #expect(Set(words).count == 7)
  }
}
