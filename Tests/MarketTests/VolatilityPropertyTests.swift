import Base
import Testing

@testable import Market

/// What must hold for every option, on seeded random ones.
struct VolatilityPropertyTests {
  private struct Draw {
    let kind: OptionKind
    let forward: Double
    let strike: Double
    let years: Double
    let sigma: Double

    init(_ random: inout SeededRandom) {
      func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.unit() }
      forward = [1e-3, 1, 100, 24800][Int(random.below(4))]
      let spread = [0, 1e-6, 0.02, 0.5, 3][Int(random.below(5))]
      strike = forward * DeterministicMath.exp(between(-spread, spread))
      years = [between(1e-4, 0.05), between(0.05, 2), between(2, 30)][Int(random.below(3))]
      sigma = [between(0.01, 0.1), between(0.05, 0.8), between(0.5, 4)][Int(random.below(3))]
      // The side out of the money: its price is all time value.
      kind = strike >= forward ? .call : .put
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func aPriceGivesItsVolatilityBack(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var solved = 0
    for round in 0..<5_000 {
      let draw = Draw(&random)
      let terms = OptionTerms(
        draw.kind, .forward(draw.forward), strike: draw.strike, years: draw.years, rate: 0)
      let priced = terms.valued(at: draw.sigma)
      guard priced.value > 1e-300 else { continue }
      let found = terms.impliedVolatility(at: priced.value)
      // Both formulas round: a few units in the last place of the price, magnified by what the price says about sigma.
      let doubt = priced.value.ulp / (draw.sigma * priced.vega)
      if found.status != .ok {
        #expect(doubt > 1e-4, "seed \(seed), round \(round): \(draw) is \(found.status)")
        continue
      }
      solved += 1
      let relative = abs(found.sigma - draw.sigma) / draw.sigma
      // The value is right to a few units times |log moneyness| / deviation², of which vega takes back the same.
      let deviation = draw.sigma * draw.years.squareRoot()
      let moneyness = abs(DeterministicMath.log(draw.forward / draw.strike))
      let allowed = max(1e-12, 16 * doubt * max(1, (moneyness + 1e-16 / deviation) / (deviation * deviation)))
      #expect(relative <= allowed, "seed \(seed), round \(round): \(draw) gives \(found.sigma)")
    }
    #expect(solved > 3_000)
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func anOptionInTheMoneyHasTheVolatilityOfItsOtherSideOrNone(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var (solved, refused) = (0, 0)
    for round in 0..<5_000 {
      let draw = Draw(&random)
      func terms(_ kind: OptionKind) -> OptionTerms {
        OptionTerms(kind, .forward(draw.forward), strike: draw.strike, years: draw.years, rate: 0)
      }
      let priced = terms(draw.kind).valued(at: draw.sigma)
      guard priced.value > 1e-300 else { continue }
      // What exercise brings and the time value, rounded once.
      let (high, low) = (max(draw.forward, draw.strike), min(draw.forward, draw.strike))
      let ahead = high - low
      let back = ahead - high
      let price = ahead + (priced.value + ((high - (ahead - back)) - (low + back)))
      let found = terms(draw.kind == .call ? .put : .call).impliedVolatility(at: price)
      let weight = draw.sigma * priced.vega
      if found.status != .ok {
        refused += 1
        #expect(
          0.5 * price.ulp / weight > 0.8e-12, "seed \(seed), round \(round): \(draw) is \(found.status)")
        continue
      }
      solved += 1
      let relative = abs(found.sigma - draw.sigma) / draw.sigma
      let deviation = draw.sigma * draw.years.squareRoot()
      let moneyness = abs(DeterministicMath.log(draw.forward / draw.strike))
      let doubt = priced.value.ulp / weight
      let allowed = max(1e-12, 16 * doubt * max(1, (moneyness + 1e-16 / deviation) / (deviation * deviation)))
      #expect(relative <= allowed, "seed \(seed), round \(round): \(draw) gives \(found.sigma)")
    }
    #expect(solved > 2_000 && refused > 100)
  }

  @Test func aTimeValueThatThePriceHoldsOnlyRoughlyIsNone() {
    // Sixty digits give 1.95819037172657 for this price and 1.9581903717 for the one it was rounded from: 1e-9 apart.
    let found = ImpliedVolatility.solve(
      .call, forward: 11.346352385530881, strike: 0.3524441186920189, years: 0.1173775357322134,
      price: 10.993908293091309)
    #expect(found.status == .noTimeValue)
  }

  @Test func volatilityRisesWithThePrice() {
    for strike in stride(from: 50.0, through: 200, by: 7.5) {
      var last = 0.0
      for step in 1..<400 {
        let price = max(0, 100 - strike) + (min(100, strike)) * Double(step) / 400
        let found = ImpliedVolatility.solve(.call, forward: 100, strike: strike, years: 1, price: price)
        #expect(found.status == .ok)
        #expect(found.sigma > last, "strike \(strike), price \(price)")
        last = found.sigma
      }
    }
  }

  @Test func pricesThatNoVolatilityGives() {
    func status(_ price: Double, years: Double = 1, strike: Double = 50, forward: Double = 100)
      -> VolatilityStatus
    {
      ImpliedVolatility.solve(.call, forward: forward, strike: strike, years: years, price: price).status
    }
    #expect(status(49.999) == .belowIntrinsic)
    #expect(status(50) == .noTimeValue)
    #expect(status(50.000_000_000_000_01) == .noTimeValue)
    #expect(status(100) == .aboveMaximum)
    #expect(status(99.999_999_999_999_99) == .aboveMaximum)
    #expect(status(150) == .aboveMaximum)
    #expect(status(51, years: 0) == .expired)
    #expect(status(51, years: -1) == .expired)
    for bad in [0, -1, Double.nan, .infinity] {
      #expect(status(bad) == .noQuote)
      #expect(status(51, strike: bad) == .noQuote)
      #expect(status(51, forward: bad) == .noQuote)
    }
    #expect(status(51, years: .nan) == .noQuote)
  }

  @Test func outOfReachOfNothing() {
    // Prices from the smallest numbers there are to just below the maximum.
    for exponent in stride(from: -1020, through: -1, by: 1) {
      let price = 100 * DeterministicMath.pow(2, Double(exponent))
      let found = ImpliedVolatility.solve(.call, forward: 100, strike: 150, years: 1, price: price)
      #expect(found.status == .ok && found.sigma > 0 && found.sigma < 10, "2^\(exponent): \(found)")
    }
  }
}
