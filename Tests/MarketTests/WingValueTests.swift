import Base
import Testing

@testable import Market

/// Values far from the money and at the ends of the range of numbers.
struct WingValueTests {
  /// Undiscounted value, delta and vega of options on a forward: kind, forward, strike, years, sigma; value, delta, vega.
  ///
  /// Computed with sixty digits (mpmath 1.3, `d1 = log(F/K)/(s√t) + s√t/2`, Φ from `erfc`) and rounded once.
  private static let exact: [(OptionKind, Double, Double, Double, Double, Double, Double, Double)] = [
    (.call, 100.0, 10000000.0, 1.0, 3.0, 0.4994756108096577, 0.009702918259610433, 2.5959356479364173),
    (.call, 100.0, 10000000000.0, 4.0, 2.0, 0.26061270527159336, 0.0045914317574699635, 2.6802846038819137),
    (.call, 100.0, 1e+16, 4.0, 3.0, 0.6013658194736128, 0.008829334674026334, 4.780425828517383),
    (.call, 1.0, 1e+30, 9.0, 3.0, 0.0005379863952915167, 0.0007484505129305148, 0.00773856234414393),
    (.call, 1.0, 300000.0, 1.0, 2.5, 2.7711804255567454e-05, 7.393633574569145e-05, 0.0002979781437405536),
    (.call, 100.0, 210.0, 1.0, 0.2, 0.0007183377020797619, 0.00015328351406996437, 0.0590903607438775),
    (.call, 100.0, 199.0, 1.0, 0.2, 0.002076562090456354, 0.0004178776781279166, 0.15049626073607414),
    (.put, 10000000.0, 100.0, 1.0, 3.0, 0.4994756108096577, -4.708162151513857e-08, 2.5959356479364173),
    (.put, 10000000000.0, 100.0, 4.0, 2.0, 0.26061270527159336, -1.9853047047540302e-11, 2.6802846038819137),
    (.put, 1e+16, 100.0, 4.0, 3.0, 0.6013658194736128, -2.8156764792902073e-17, 4.780425828517383),
    (.put, 100.0, 45.0, 1.0, 0.3, 0.023937943796697177, -0.0024640809651868237, 0.7659983981504799),
    (
      .call, 1e-200, 1e+200, 16.0, 8.0, 7.338513394858486e-238, 1.0292667707773471e-37, 5.294390656450828e-236
    ),
    (.put, 1e+200, 1e-200, 16.0, 8.0, 7.338513394858486e-238, -0.0, 5.294390656450828e-236),
    (.put, 100.0, 10000000000.0, 4.0, 2.0, 9999999900.260612, -0.99540856824253, 2.6802846038819137),
    (.call, 10000000000.0, 100.0, 4.0, 2.0, 9999999900.260612, 0.999999999980147, 2.6802846038819137),
  ]

  @Test func valuesAreRightToTheLastDigitsInBothWings() {
    for (kind, forward, strike, years, sigma, value, delta, vega) in Self.exact {
      let found = OptionTerms(kind, .forward(forward), strike: strike, years: years, rate: 0).valued(
        at: sigma)
      let name = "\(kind) \(forward) at \(strike)"
      #expect(found.status == .ok)
      #expect(abs(found.value - value) <= 1e-13 * value, "\(name): \(found.value)")
      #expect(abs(found.delta - delta) <= 1e-13 * abs(delta), "\(name): \(found.delta)")
      #expect(abs(found.vega - vega) <= 1e-13 * vega, "\(name): \(found.vega)")
    }
  }

  @Test func theirVolatilitiesAreFoundAgain() {
    for (kind, forward, strike, years, sigma, value, _, _) in Self.exact {
      let found = ImpliedVolatility.solve(kind, forward: forward, strike: strike, years: years, price: value)
      let name = "\(kind) \(forward) at \(strike)"
      if kind == .call ? forward > strike : strike > forward {
        #expect(found.status == .noTimeValue, "\(name): ten digits of the price are what exercise brings")
      } else {
        #expect(found.status == .ok && abs(found.sigma / sigma - 1) <= 1e-12, "\(name): \(found)")
      }
    }
  }

  @Test func moneynessIsRightEverywhere() {
    // The logarithms with sixty digits (mpmath 1.3).
    let exact: [(Double, Double, Double)] = [
      (100.0, 10000000.0, -11.512925464970229),
      (100.0, 1e+16, -32.23619130191664),
      (1.0, 1e+30, -69.07755278982137),
      (1e+16, 100.0, 32.23619130191664),
      (100.0, 199.9, -0.692647055518263),
      (100.0, 200.1, -0.6936470556015963),
      (200.1, 100.0, 0.6936470556015963),
      (100.0, 100.00000000000001, -1.4210854715202002e-16),
      (1e+308, 1e-308, 1418.3924172843322),
      (1e-308, 1e+308, -1418.3924172843322),
      (.leastNonzeroMagnitude, 1e+308, -1453.6362805635474),
    ]
    for (forward, strike, logarithm) in exact {
      let found = NormalisedBlack.moneyness(forward, strike)
      #expect(abs(found - logarithm) <= 4 * logarithm.ulp, "\(forward) / \(strike): \(found)")
    }
    #expect(NormalisedBlack.moneyness(24800, 24800) == 0)
  }

  @Test func whatIsBeyondTheRangeOfNumbersIsNoQuote() {
    func valued(_ basis: PriceBasis, strike: Double, rate: Double, sigma: Double = 0.2) -> Valuation {
      OptionTerms(.call, basis, strike: strike, years: 1, rate: rate).valued(at: sigma)
    }
    for basis in [PriceBasis.forward(100), .spot(100, dividend: 0)] {
      let found = valued(basis, strike: 100, rate: -1000)
      #expect(found.status == .noQuote && found.value.isNaN && found.delta.isNaN, "\(basis)")
    }
    // So far apart that their ratio is no number, but every answer is one.
    let far = valued(.spot(1e308, dividend: 0), strike: 1e-308, rate: 0)
    #expect(far.status == .ok && far.value == 1e308 && far.delta == 1 && far.gamma == 0 && far.vega == 0)
    #expect(far.theta == 0 && far.rho == 1e-308)
    let none = valued(.forward(1e-308), strike: 1e308, rate: 0)
    #expect(none.status == .ok && none.value == 0 && none.delta == 0)
    // A gamma beyond the largest number.
    #expect(valued(.forward(1e-300), strike: 1e-300, rate: 0, sigma: 1e-12).status == .noQuote)
    #expect(valued(.forward(1e200), strike: 1e-200, rate: 0, sigma: 0).value == 1e200)
  }

  @Test func aPriceOfFewDigitsHoldsNoVolatility() {
    // The smallest numbers have few bits: this one has twelve.
    let found = ImpliedVolatility.solve(
      .call, forward: 25_000, strike: 35_000, years: 2 / 365.25, price: 4e-305 * 1e-15)
    #expect(found.status == .noTimeValue)
  }
}
