import Base

@testable import Market

/// A chain without arbitrage, for tests to spoil: Black's prices on one forward with a smile.
struct FairChain {
  static let now: Int64 = 1_750_000_000_000_000_000
  static let expiry = CivilDate(year: 2025, month: 6, day: 26)!

  var forward = 24_800.0
  var discount = 0.998
  var years = 0.03
  var step = 50.0
  var strikesEachSide = 20
  /// Half of bid and ask, as a share of the price; 0 for last prices alone.
  var halfSpread = 0.0

  var rate: Double { -DeterministicMath.log(discount) / years }
  var strikes: [Double] {
    let middle = (forward / step).rounded() * step
    return (-strikesEachSide...strikesEachSide).map { middle + step * Double($0) }
  }

  func sigma(_ strike: Double) -> Double {
    let moneyness = DeterministicMath.log(strike / forward)
    return 0.14 - 0.2 * moneyness + 1.5 * moneyness * moneyness
  }

  func price(_ kind: OptionKind, _ strike: Double) -> Double {
    OptionTerms(kind, .forward(forward), strike: strike, years: years, rate: rate).valued(at: sigma(strike))
      .value
  }

  /// Calls and puts by turns, strikes ascending.
  var rows: [QuoteCandidate] {
    strikes.flatMap { strike in
      OptionKind.allCases.map { kind in
        var row = QuoteCandidate(strike: strike, expiry: .day(Self.expiry), kind: kind)
        row.last = price(kind, strike)
        if halfSpread > 0 {
          row.bid = row.last * (1 - halfSpread)
          row.ask = row.last * (1 + halfSpread)
        }
        row.volume = 100
        row.openInterest = 1_000
        row.time = Self.now
        return row
      }
    }
  }

  var chain: OptionChain {
    var chain = OptionChain()
    chain.load(rows)
    return chain
  }

  var context: QualityContext {
    QualityContext(
      expiry: Self.expiry, now: Self.now, index: IndexQuote("NIFTY", price: forward * 0.999, time: Self.now),
      years: years)
  }
}
