import Base
import Testing

@testable import Market

/// Greeks are derivatives: held against differences of the value, of the eighth order, on seeded random options.
struct GreeksTests {
  private struct Point {
    var kind: OptionKind
    var price: Double
    var isForward: Bool
    var strike: Double
    var years: Double
    var rate: Double
    var dividend: Double
    var sigma: Double

    var valuation: Valuation {
      OptionTerms(
        kind, isForward ? .forward(price) : .spot(price, dividend: dividend), strike: strike, years: years,
        rate: rate
      ).valued(at: sigma)
    }
  }

  /// The derivative of the value along one number of the point.
  private func derivative(
    _ point: Point, of value: (Valuation) -> Double = { $0.value },
    along path: WritableKeyPath<Point, Double>, step: Double
  ) -> Double {
    func at(_ steps: Double) -> Double {
      var moved = point
      moved[keyPath: path] += steps * step
      return value(moved.valuation)
    }
    let weights = [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280]
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight * (at(Double(index + 1)) - at(-Double(index + 1)))
    }
    return sum / step
  }

  @Test(arguments: [11, 12] as [UInt64])
  func areDerivatives(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.unit() }
    for round in 0..<300 {
      let point = Point(
        kind: random.below(2) == 0 ? .call : .put, price: 100, isForward: random.below(2) == 0,
        strike: between(80, 125), years: between(0.2, 2), rate: between(-0.02, 0.1),
        dividend: between(0, 0.06),
        sigma: between(0.15, 0.6))
      let found = point.valuation
      func check(_ greek: Double, _ difference: Double, _ name: String) {
        #expect(
          abs(greek - difference) <= 1e-8 * max(1, abs(greek)),
          "seed \(seed), round \(round), \(name): \(point)")
      }
      check(found.delta, derivative(point, along: \.price, step: 0.5), "delta")
      check(found.gamma, derivative(point, of: \.delta, along: \.price, step: 0.5), "gamma")
      check(found.vega, derivative(point, along: \.sigma, step: 0.005), "vega")
      check(-found.theta, derivative(point, along: \.years, step: 0.005), "theta")
      check(found.rho, derivative(point, along: \.rate, step: 0.005), "rho")
    }
  }

  @Test func parityHolds() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<1_000 {
      let strike = 50 + 100 * random.unit()
      let years = 0.01 + random.unit()
      let sigma = 0.05 + random.unit()
      func value(_ kind: OptionKind) -> Double {
        OptionTerms(kind, .spot(100, dividend: 0.02), strike: strike, years: years, rate: 0.05).valued(
          at: sigma
        ).value
      }
      let forward = 100 * DeterministicMath.exp(0.03 * years)
      let wanted = DeterministicMath.exp(-0.05 * years) * (forward - strike)
      #expect(abs(value(.call) - value(.put) - wanted) < 1e-12 * 100)
    }
  }

  @Test func withoutDeviationTheIntrinsicValueIsLeft() {
    let call = OptionTerms(.call, .forward(100), strike: 90, years: 1, rate: 0).valued(at: 0)
    #expect(call == Valuation(value: 10, delta: 1, gamma: 0, vega: 0, theta: 0, rho: -10, status: .ok))
    let put = OptionTerms(.put, .forward(100), strike: 90, years: 1, rate: 0).valued(at: 0)
    #expect(put.value == 0 && put.delta == 0)
  }

  @Test func termsThatMakeNoSense() {
    func status(_ forward: Double = 100, _ strike: Double = 100, _ years: Double = 1, _ sigma: Double = 0.2)
      -> VolatilityStatus
    {
      OptionTerms(.call, .forward(forward), strike: strike, years: years, rate: 0).valued(at: sigma).status
    }
    #expect(status() == .ok)
    #expect(status(100, 100, 0) == .expired)
    #expect(status(-1) == .noQuote && status(100, 0) == .noQuote && status(100, 100, 1, -0.1) == .noQuote)
    #expect(status(.nan) == .noQuote && status(100, 100, 1, .nan) == .noQuote)
  }
}
