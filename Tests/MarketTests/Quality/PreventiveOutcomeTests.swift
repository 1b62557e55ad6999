import Base
import Testing

@testable import Market

/// What the ancestor's validator decided, row by row, as exact cases.
struct PreventiveOutcomeTests {
  private let fair = FairChain(strikesEachSide: 6)

  /// Spoils the fourth row and gives back what was found about it, and whether it was dropped.
  private func outcome(_ spoil: (inout QuoteCandidate) -> Void) -> (rules: [String], isDropped: Bool) {
    var rows = fair.rows
    spoil(&rows[3])
    var check = QualityCheck()
    _ = check.check(rows, fair.context)
    return (check.findings(of: 3).map(\.id), check.isLeftOut(3))
  }

  @Test func rows() {
    #expect(outcome { _ in } == ([], false))
    #expect(outcome { $0.strike = .nan } == (["non_numeric_strike"], true))
    #expect(outcome { $0.strike = .infinity } == (["non_numeric_strike"], true))
    #expect(outcome { $0.strike = 0 } == (["non_positive_strike"], true))
    #expect(outcome { $0.strike = -50 } == (["non_positive_strike"], true))
    #expect(outcome { $0.strike = 40_000 } == (["strike_out_of_band"], true))
    #expect(outcome { $0.expiry = .unreadable } == (["unparseable_expiry"], true))
    #expect(outcome { $0.expiry = .missing } == (["imputed_expiry"], false))
    #expect(outcome { $0.expiry = .day(FairChain.expiry.adding(days: 7)) } == (["foreign_expiry"], true))
    let far = CivilDate(year: 2050, month: 1, day: 1)!
    #expect(outcome { $0.expiry = .day(far) } == (["dummy_far_future_expiry"], true))
    #expect(outcome { $0.expiry = .day(far.adding(days: -1)) } == (["foreign_expiry"], true))
    #expect(outcome { $0.kind = nil } == (["bad_instrument_type"], true))
    #expect(
      outcome {
        $0.last = .nan
        $0.openInterest = .nan
      } == (["empty_quote"], true))
    #expect(outcome { $0.last = .nan } == ([], false), "open interest alone is something")
    #expect(outcome { $0.last = 0 } == (["zero_price"], true))
    #expect(outcome { $0.last = -1 } == (["zero_price"], true))
    #expect(
      outcome {
        $0.last = 0
        $0.bid = $0.ask.isNaN ? 950 : 0
        $0.ask = 951
      }.isDropped == false)
    #expect(outcome { $0.volume = -1 } == (["negative_quantity"], false))
    #expect(
      outcome {
        $0.bid = $0.last + 1
        $0.ask = $0.last - 1
      } == (["crossed_book"], false))
    #expect(outcome { $0.time = FairChain.now - 46_000_000_000 } == (["stale_quote"], false))
    #expect(outcome { $0.time = FairChain.now - 45_000_000_000 } == ([], false))
    #expect(outcome { $0.time = FairChain.now + 6_000_000_000 } == (["future_quote"], false))
    #expect(outcome { $0.time = nil } == ([], false))
    // Everything is collected, not only the first finding.
    #expect(
      outcome {
        $0.strike = -1
        $0.expiry = .unreadable
        $0.kind = nil
        $0.last = -2
        $0.volume = -3
      }
        == (
          [
            "non_positive_strike", "unparseable_expiry", "bad_instrument_type", "zero_price",
            "negative_quantity",
          ], true
        ))
  }

  @Test func batches() {
    var check = QualityCheck()
    var context = fair.context
    context.expiry = nil
    let unresolved = check.check(fair.rows, context)
    #expect(!unresolved.isUsable && unresolved.kept == 0 && unresolved.score == 0)
    #expect(unresolved[.badResolvedExpiry] == 1 && unresolved.dropped == fair.rows.count)
    #expect(unresolved.issues.map(\.rule) == [.badResolvedExpiry])

    // Nine strikes are few, three still usable, two are not.
    let few = check.check(Array(fair.rows.prefix(18)), fair.context)
    #expect(few.isUsable && few[.insufficientStrikeCoverage] == 1 && few.strikes == 9)
    #expect(abs(few.score - 90) < 1e-9, "\(few.score)")
    // Who asked for nine, or for three, has all of them; who asked for nine and got three does not.
    var asked = fair.context
    for (wanted, rows, score) in [(9, 18, 100.0), (3, 6, 100), (9, 6, 100.0 / 3), (40, 18, 90)] {
      asked.strikes = wanted
      let thinned = check.check(Array(fair.rows.prefix(rows)), asked)
      #expect(abs(thinned.score - score) < 1e-9, "\(wanted) asked for, \(rows) rows: \(thinned.score)")
      #expect((thinned[.insufficientStrikeCoverage] == 0) == (score == 100))
      #expect(thinned.isBelievable == (score >= QualityReport.leastScore))
    }
    #expect(check.check(Array(fair.rows.prefix(20)), fair.context)[.insufficientStrikeCoverage] == 0)
    #expect(check.check(Array(fair.rows.prefix(6)), fair.context).isUsable)
    #expect(!check.check(Array(fair.rows.prefix(4)), fair.context).isUsable)
    let nothing = check.check([QuoteCandidate](), fair.context)
    #expect(!nothing.isUsable && nothing.score.isNaN && nothing.isBelievable && nothing.zeroVolumeRatio.isNaN)

    // Without a level of the index the median strike stands in.
    context = fair.context
    context.index = IndexQuote("NIFTY", price: 0, time: FairChain.now)
    var rows = fair.rows
    rows[0].strike = 60_000
    let levelless = check.check(rows, context)
    #expect(levelless[.badIndexQuote] == 1 && levelless[.strikeOutOfBand] == 1 && levelless.isUsable)
    var upsideDown = IndexQuote("NIFTY", price: 24_800, time: FairChain.now)
    upsideDown.high = 24_000
    upsideDown.low = 25_000
    context.index = upsideDown
    #expect(check.check(fair.rows, context)[.badIndexQuote] == 1)
    context.index = nil
    #expect(check.check(fair.rows, context)[.badIndexQuote] == 0)
  }

  @Test func rowsOfAnotherExpiryAreNeverRelabelled() {
    var rows = fair.rows
    for place in rows.indices { rows[place].expiry = .day(FairChain.expiry.adding(days: 7)) }
    var check = QualityCheck()
    let report = check.check(rows, fair.context)
    #expect(report.kept == 0 && report[.foreignExpiry] == rows.count && !report.isUsable)
    #expect(check.chain.strikes.isEmpty && report.issues.count == rows.count + 1)
  }
}
