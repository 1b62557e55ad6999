import TestSupport
import Testing

@testable import Terminal

@Suite struct SummaryTests {
  private static var state: SummaryState {
    var state = SummaryState()
    state.cycle = 12
    state.instant = "2026-11-16T04:00:00Z"
    state.isOK = true
    state.options = 400
    state.solved = 398
    state.rows = 204
    state.detail = "full"
    state.budgets = [("provider", 1), ("storage", 0.4), ("analytics", 0.05)]
    state.phases = [("fetch", 12.34), ("sync", 0)]
    var nifty = SummaryState.Index()
    nifty.name = "NIFTY"
    nifty.status = "OK"
    nifty.price = 24_812.35
    nifty.atTheMoney = 24_800
    nifty.options = 104
    nifty.solved = 104
    nifty.coverage = 1
    nifty.quality = 0.97
    var empty = SummaryState.Index()
    empty.name = "SENSEX"
    empty.status = "EMPTY"
    empty.coverage = .nan
    state.indices = [nifty, empty]
    state.alerts = (1...5).map { .init(severity: $0 == 1 ? "critical" : "warning", text: "alert \($0)") }
    state.health = "DEGRADED"
    state.reasons = "budget_analytics: 5 % left"
    state.age = 3.2
    return state
  }

  @Test func aSummaryReadsAsText() throws {
    let text = SummaryText(Self.state, isCompact: false).text
    #expect(try Repository.difference(text, from: "Tests/Goldens/terminal/summary.txt") == nil)
    let short = SummaryText(Self.state, isCompact: true).text
    #expect(try Repository.difference(short, from: "Tests/Goldens/terminal/summary-compact.txt") == nil)
    #expect(short.split(separator: "\n").count < text.split(separator: "\n").count)
  }

  /// Every size has a screen of exactly that size, and names the source and how to leave.
  @Test func aScreenFitsItsTerminal() {
    var model = SummaryModel(source: "data/panels", isCompact: false) { .state(Self.state) }
    #expect(model.view(Size(columns: 80, rows: 24)).text.contains("nothing was read yet"))
    let hasMore = model.look()
    #expect(!hasMore)
    for (columns, rows) in [(1, 1), (20, 3), (80, 24), (200, 60)] {
      let screen = model.view(Size(columns: columns, rows: rows))
      #expect(screen.text.split(separator: "\n", omittingEmptySubsequences: false).count == rows + 1)
    }
    let text = model.view(Size(columns: 100, rows: 30)).text
    for part in [
      "data/panels", "q quit", "cycle 12", "24812.35", "SENSEX       EMPTY", "! alert 1", "DEGRADED",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  /// What was read last stays, with what went wrong since, until the source answers again.
  @Test func troubleIsShownOverTheLastState() {
    var looks: [SummaryLook] = [.state(Self.state), .trouble("data/panels: gone"), .state(Self.state)]
    var now: UInt64 = 0
    let clock = { now }
    var model = SummaryModel(source: "s", isCompact: true, now: clock) { looks.removeFirst() }
    var seen: [String] = []
    for _ in 0..<3 {
      _ = model.look()
      seen.append(model.view(Size(columns: 100, rows: 24)).text)
      now += 8_000_000_000
    }
    // What does not answer grows older, and nobody knows how well it is.
    #expect(seen.map { $0.contains("  3 s old") } == [true, false, true], "\(seen)")
    #expect(seen[1].contains("  11 s old") && seen[1].contains("UNKNOWN  memory"), "\(seen[1])")
    #expect(!seen[1].contains("DEGRADED") && seen[0].contains("DEGRADED"))
    #expect(seen.map { $0.contains("data/panels: gone") } == [false, true, false])
    #expect(seen.allSatisfy { $0.contains("cycle 12") })
  }

  /// The last cycle of a collector that has ended is shown though it came between two looks.
  @Test func troubleMayComeWithANewerState() {
    var later = Self.state
    later.cycle = 13
    var looks: [SummaryLook] = [.state(Self.state), .trouble("no answer", last: later)]
    var model = SummaryModel(source: "s", isCompact: true) { looks.removeFirst() }
    _ = model.look()
    _ = model.look()
    let text = model.view(Size(columns: 100, rows: 24)).text
    #expect(text.contains("cycle 13") && text.contains("no answer"), "\(text)")
  }

  /// What does not fit is left out, column by column and figure by figure: nothing of them is cut.
  @Test func narrowScreensLeaveOutWholeColumns() {
    var model = SummaryModel(source: "s", isCompact: true) { .state(Self.state) }
    _ = model.look()
    for columns in 20...90 {
      let lines = model.view(Size(columns: columns, rows: 24)).text.split(separator: "\n")
      for line in lines
      where ["cycle 12", "index", "NIFTY", "SENSEX", "budgets"].contains(where: line.contains) {
        #expect(!line.contains("…"), "\(columns): \(line)")
      }
    }
    let text = model.view(Size(columns: 40, rows: 24)).text
    for part in [
      "index        status    options  quality", "NIFTY        OK            104     97 %", "analytics 5 %",
    ] {
      #expect(text.contains(part), "\(part): \(text)")
    }
    #expect(!text.contains("level") && text.contains("cycle 12  ok  400 options  3 s old"), "\(text)")
  }

  @Test func keysLeaveAndLookAgain() {
    var model = SummaryModel(source: "s", isCompact: true) { .trouble("x") }
    let keys: [Key] = [.character("q"), .escape, .character("r"), .up]
    let outcomes = keys.map { model.press($0) }
    #expect(outcomes == [.leaves, .leaves, .refreshes, .stays])
  }
}
