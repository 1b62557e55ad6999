import Base
import TestSupport
import Testing

@testable import Market

struct QualityCheckTests {
  private let fair = FairChain()

  private func find(_ settings: [String] = [], _ spoil: (inout [QuoteCandidate]) -> Void) throws
    -> QualityReport
  {
    var rows = fair.rows
    spoil(&rows)
    var check = QualityCheck(try QualitySettings(settings))
    return check.check(rows, fair.context)
  }

  @Test(arguments: [0.0, 0.005]) func aFairChainIsWithoutBlame(halfSpread: Double) {
    for (forward, step) in [(24_800.0, 50.0), (24_777.3, 50), (57_012.5, 100), (80_000, 100), (13.7, 0.05)] {
      for years in [0.002, 0.03, 0.5] {
        let fair = FairChain(
          forward: forward, discount: 1 - 0.06 * years, years: years, step: step, halfSpread: halfSpread)
        var check = QualityCheck()
        let report = check.check(fair.rows, fair.context)
        #expect(report.issues.isEmpty, "\(forward), \(years): \(report.issues.prefix(3))")
        #expect(report.score == 100 && report.kept == 82 && report.isUsable && report.flagged == 0)
        #expect(abs((report.forward?.forward ?? .nan) / forward - 1) < 1e-6)
      }
    }
  }

  @Test func eachRuleOfTheChainFindsItsFault() throws {
    // Rows are calls and puts by turns; 40 and 41 are at the money.
    let parity = try find { $0[40].last += 40 }
    #expect(parity[.parity] == 2 && parity.issues.contains { $0.rule == .parity && $0.row == 40 })
    #expect(parity.forward?.rejected == 1, "it does not move the forward")
    let dear = try find { $0[60].last = $0[56].last + 10 }
    #expect(dear[.monotonicity] > 0 && dear.issues.contains { $0.rule == .monotonicity && $0.row == 60 })
    let bulge = try find { $0[44].last += 12 }
    #expect(bulge.issues.contains { $0.rule == .convexity && $0.row == 44 })
    let free = try find { $0[0].last = 10 }
    #expect(free.issues.contains { $0.rule == .priceBounds && $0.row == 0 }, "a deep call for nothing")
    let enormous = try find { $0[81].last = 30_000 }
    #expect(enormous.issues.contains { $0.rule == .priceBounds && $0.row == 81 }, "a put above its strike")
    let steep = try find { $0[0].last += 100 }
    #expect(
      steep.issues.contains { $0.rule == .monotonicity && $0.row == 0 }, "more than the distance of strikes")
    let outlier = try find { $0[48].last *= 2 }
    #expect(outlier[.outlier] == 1 && outlier.issues.contains { $0.rule == .outlier && $0.row == 48 })
    let twice = try find { $0.append($0[4]) }
    #expect(twice[.duplicateQuote] == 1 && twice.issues.first?.row == 82 && twice.dropped == 1)
  }

  @Test func whatLiesBetweenBidAndAskIsNoArbitrage() {
    let wide = FairChain(halfSpread: 0.08)
    var rows = wide.rows
    // Last prices are nonsense, but nobody can deal at them.
    for place in rows.indices { rows[place].last *= place % 3 == 0 ? 1.9 : 0.6 }
    var check = QualityCheck()
    #expect(check.check(rows, wide.context).issues.isEmpty)
    rows[40].bid *= 1.5
    rows[40].ask *= 1.5
    #expect(check.check(rows, wide.context)[.parity] == 2)
  }

  @Test func rulesAreDataThatCanBeChanged() throws {
    #expect(try find { $0[48].last *= 2 }[.outlier] == 1)
    #expect(try find(["outlier=off"]) { $0[48].last *= 2 }[.outlier] == 0)
    let dropping = try find(["outlier=drop"]) { $0[48].last *= 2 }
    #expect(dropping.dropped == 1 && dropping.kept == 81)
    func old(_ rows: inout [QuoteCandidate]) {
      rows[5].time = FairChain.now - 20_000_000_000
    }
    #expect(try find([], old)[.staleQuote] == 0)
    #expect(try find(["stale_quote=drop:10"], old).dropped == 1)
    let settings = try QualitySettings(["parity=flag:0.5", "wide_spread=flag", "zero_price=off"])
    #expect(settings.threshold(of: .parity) == 0.5 && settings.effect(of: .wideSpread) == .flag)
    #expect(settings.effect(of: .zeroPrice) == .off && settings.threshold(of: .wideSpread) == 0.05)
  }

  @Test(arguments: [
    ("parity", "no equals sign"), ("party=off", "did you mean parity?"), ("parity=maybe", "no effect"),
    ("parity=flag:x", "no threshold"), ("parity=flag:-1", "no threshold"),
    ("parity=flag:inf", "no threshold"),
    ("zero_price=drop:3", "has no threshold"), ("bad_index_quote=drop", "whole batch"),
    ("", "no equals sign"),
  ])
  func changesThatMakeNoSenseAreRefused(change: String, reason: String) {
    let error = #expect(throws: MarketError.self) { try QualitySettings([change]) }
    #expect(error?.kind == .config && error?.message.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func theScoreIsItsFormula() throws {
    // 82 rows: one dropped error, one warning, one information, one row with both.
    let report = try find {
      $0[0].kind = nil
      $0[10].time = FairChain.now - 60_000_000_000
      $0[20].expiry = .missing
      $0[30].time = FairChain.now - 60_000_000_000
      $0[30].volume = -1
    }
    #expect(abs(report.score - 100 * (1 - (1 + 0.5 + 0 + 1) / 82)) < 1e-9)
    #expect(report.kept == 81 && report.flagged == 2 && report.dropped == 1)
    let silent = try find { for place in 0..<41 { $0[place].volume = 0 } }
    #expect(silent.zeroVolumeRatio == 0.5)
  }

  @Test func findingsAreBoundedAndCountedExactly() throws {
    let report = try find { for place in $0.indices { $0[place].time = 0 } }
    #expect(report.issues.count == QualityReport.issueLimit && report[.staleQuote] == 82)
    var json = JSONWriter()
    report.render(into: &json)
    let text = String(decoding: json.bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        "{\"rows\":82,\"kept\":82,\"dropped\":0,\"flagged\":82,\"strikes\":41,\"usable\":true,\"score\":50"))
    #expect(text.contains("\"rules\":{\"stale_quote\":82}"))
  }

  @Test func nonsenseOfAnyKindIsSurvivedAndNeverKeptAsGood() {
    for seed in 1...60 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      func wild() -> Double {
        [.nan, 0, -1, .infinity, -.infinity, 1e308, 1e-300, 24_800, 0.05][Int(random.below(9))]
      }
      var rows = fair.rows
      for _ in 0..<Int(random.below(60)) {
        let place = Int(random.below(UInt64(rows.count)))
        switch random.below(8) {
        case 0: rows[place].strike = wild()
        case 1: rows[place].last = wild()
        case 2: rows[place].bid = wild()
        case 3: rows[place].ask = wild()
        case 4: rows[place].volume = wild()
        case 5: rows[place].openInterest = wild()
        case 6: rows[place].time = [Int64.min, .max, 0][Int(random.below(3))]
        default: rows[place].expiry = [.missing, .unreadable][Int(random.below(2))]
        }
      }
      var check = QualityCheck()
      let report = check.check(rows, fair.context)
      #expect((0...100).contains(report.score), "seed \(seed)")
      #expect(report.kept + report.dropped == rows.count && report.flagged <= report.kept, "seed \(seed)")
      for (place, row) in rows.enumerated() where !check.isLeftOut(place) {
        #expect(
          row.strike > 0 && row.kind != nil && !(row.last < 0) && row.last != .infinity,
          "seed \(seed), row \(place)")
      }
      // The same rows in the same order give the same report, whatever the buffers held before.
      #expect(check.check(fair.rows, fair.context).issues.isEmpty, "seed \(seed)")
      let again = check.check(rows, fair.context)
      #expect(again.counts == report.counts && again.score == report.score, "seed \(seed)")
    }
  }

  @Test func theTableIsWhole() {
    #expect(Set(QualityRule.allCases.map(\.id)).count == QualityRule.allCases.count)
    for rule in QualityRule.allCases {
      #expect(QualityRule(id: rule.id) == rule)
      #expect(!(rule.facts.scope == .batch && rule.facts.effect == .drop), "\(rule.id)")
    }
    #expect(QualityRule(id: "nothing") == nil && QualityRule.allCases.count <= UInt32.bitWidth)
  }
}
