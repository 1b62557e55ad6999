import Testing

@testable import Market

/// Volatilities known to full precision, from prices of the undiscounted formula.
struct PublishedVolatilityTests {
  @Test(arguments: [
    (OptionKind.call, 24800.0, 24800.0, 0.02, 0.13, 181.89216008426787),
    (.put, 24800, 22000, 0.0191780821917808, 0.28, 0.251301046945919),
    (.put, 81000, 81000, 0.000684931506849315, 0.10, 84.570428848998091),
    (.call, 100, 200, 1, 0.05, 2.680842079928561e-44),
    (.call, 100, 50, 0.5, 3.0, 80.159076564022312),
  ])
  func knownToFullPrecision(
    kind: OptionKind, forward: Double, strike: Double, years: Double, sigma: Double, price: Double
  ) {
    let found = ImpliedVolatility.solve(kind, forward: forward, strike: strike, years: years, price: price)
    #expect(found.status == .ok)
    // The figures have fifteen to sixteen digits; the second one, fifteen.
    #expect(abs(found.sigma - sigma) <= 2e-15 * sigma, "\(found.sigma)")
  }
}
