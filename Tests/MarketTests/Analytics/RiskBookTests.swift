import Base
import Testing

@testable import Market

struct RiskBookTests {
  private func greeks(
    _ delta: Double, _ gamma: Double = 0, vega: Double = 0, theta: Double = 0, rho: Double = 0
  ) -> Valuation {
    var valuation = Valuation(status: .ok)
    valuation.delta = delta
    valuation.gamma = gamma
    valuation.vega = vega
    valuation.theta = theta
    valuation.rho = rho
    return valuation
  }

  @Test func sumsHaveTheUnitsTheyClaim() {
    var book = RiskBook()
    #expect(book.utilisation.isNaN && book.total == RiskSums())
    book.add(
      RiskPosition(
        strike: 25_000, forward: 24_800, greeks: greeks(0.4, 0.001, vega: 1_000, theta: -2_000, rho: 50),
        lot: 75))
    book.add(
      RiskPosition(
        strike: 24_000, forward: 24_800, greeks: greeks(-0.2, 0.0005, vega: 800, theta: -1_500, rho: -40),
        lot: 75, contracts: -2))
    let (calls, puts) = (book.sums[4], book.sums[3])
    #expect(calls.count == 1 && calls.delta == 30 && abs(calls.gamma - 0.075) < 1e-15 && calls.vega == 75_000)
    #expect(calls.theta == -150_000 && calls.rho == 3_750)
    // Thirty units at 24,800; a move of 248 adds 18.6 units; 750 for a point of volatility.
    #expect(calls.deltaNotional == 744_000 && abs(calls.gammaNotional - 18.6 * 24_800) < 1e-6)
    #expect(calls.vegaNotional == 750)
    #expect(puts.delta == 30 && puts.vega == -120_000 && puts.vegaNotional == -1_200)
    #expect(
      book.total.delta == 60 && book.total.count == 2 && book.utilisation == 0.25 && book.passedOver == 0)
    book.clear()
    #expect(book.total == RiskSums() && book.utilisation.isNaN)
  }

  @Test func whatIsNotKnownIsPassedOverAndCounted() {
    var book = RiskBook()
    book.add(RiskPosition(strike: 100, forward: 100, greeks: Valuation(status: .noQuote), lot: 75))
    book.add(RiskPosition(strike: 100, forward: .nan, greeks: greeks(0.5), lot: 75))
    book.add(RiskPosition(strike: 0, forward: 100, greeks: greeks(0.5), lot: 75))
    book.add(RiskPosition(strike: 100, forward: 100, greeks: greeks(0.5), lot: .nan))
    #expect(book.passedOver == 4 && book.total == RiskSums())
  }

  @Test func aggregatesAgreeWithTheMarketMoved() {
    // A book's delta and gamma notionals foretell what its value does when the underlying moves.
    let fair = FairChain(years: 0.2)
    var book = RiskBook()
    func value(_ forward: Double) -> Double {
      fair.strikes.reduce(0) { sum, strike in
        sum + 75
          * OptionTerms(.call, .forward(forward), strike: strike, years: fair.years, rate: 0).valued(at: 0.14)
          .value
      }
    }
    for strike in fair.strikes {
      let greeks = OptionTerms(.call, .forward(fair.forward), strike: strike, years: fair.years, rate: 0)
        .valued(at: 0.14)
      book.add(RiskPosition(strike: strike, forward: fair.forward, greeks: greeks, lot: 75))
    }
    let total = book.total
    let move = fair.forward / 1_000
    let change = value(fair.forward + move) - value(fair.forward)
    // A tenth of a percent: delta notional / 1000, and half of gamma notional's share of it.
    let foretold = total.deltaNotional / 1_000 + 0.5 * (total.gammaNotional / 10) / 1_000
    #expect(abs(change - foretold) < abs(change) * 2e-4, "\(change) \(foretold)")
  }
}
