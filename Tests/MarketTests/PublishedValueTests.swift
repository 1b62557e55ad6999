import Testing

@testable import Market

/// Values printed in E. Haug, "The Complete Guide to Option Pricing Formulas" (1998), and J. Hull, to their last digit.
struct PublishedValueTests {
  struct Example: Sendable {
    let kind: OptionKind
    let strike: Double
    let spot: Double
    let dividend: Double
    let rate: Double
    let years: Double
    let sigma: Double
    let value: Double

    init(
      _ kind: OptionKind, _ strike: Double, _ spot: Double, _ dividend: Double, _ rate: Double,
      _ years: Double,
      _ sigma: Double, _ value: Double
    ) {
      self.kind = kind
      self.strike = strike
      self.spot = spot
      self.dividend = dividend
      self.rate = rate
      self.years = years
      self.sigma = sigma
      self.value = value
    }

    var terms: OptionTerms {
      OptionTerms(kind, .spot(spot, dividend: dividend), strike: strike, years: years, rate: rate)
    }
  }

  @Test(arguments: [
    Example(.call, 65, 60, 0, 0.08, 0.25, 0.30, 2.1334),
    Example(.put, 95, 100, 0.05, 0.10, 0.50, 0.20, 2.4648),
    Example(.put, 19, 19, 0.10, 0.10, 0.75, 0.28, 1.7011),
    Example(.call, 19, 19, 0.10, 0.10, 0.75, 0.28, 1.7011),
    Example(.call, 1.60, 1.56, 0.08, 0.06, 0.50, 0.12, 0.0291),
    Example(.put, 70, 75, 0.05, 0.10, 0.50, 0.35, 4.0870),
    Example(.call, 100, 90, 0.10, 0.10, 0.10, 0.15, 0.0205),
    Example(.call, 100, 110, 0.10, 0.10, 0.10, 0.15, 9.9413),
    Example(.call, 100, 90, 0.10, 0.10, 0.10, 0.35, 0.9474),
    Example(.call, 100, 110, 0.10, 0.10, 0.10, 0.35, 11.1381),
    Example(.call, 100, 90, 0.10, 0.10, 0.50, 0.25, 2.7026),
    Example(.call, 100, 110, 0.10, 0.10, 0.50, 0.25, 12.7857),
    Example(.put, 100, 90, 0.10, 0.10, 0.10, 0.25, 10.2155),
    Example(.put, 100, 110, 0.10, 0.10, 0.10, 0.25, 0.4551),
    Example(.put, 100, 90, 0.10, 0.10, 0.50, 0.15, 10.3192),
    Example(.put, 100, 110, 0.10, 0.10, 0.50, 0.15, 1.0646),
    Example(.put, 100, 90, 0.10, 0.10, 0.50, 0.35, 14.4452),
    Example(.put, 100, 110, 0.10, 0.10, 0.50, 0.35, 5.7963),
  ])
  func valuesOfHaug(_ example: Example) {
    let found = example.terms.valued(at: example.sigma)
    #expect(found.status == .ok)
    #expect(abs(found.value - example.value) <= 0.5e-4 + 1e-9, "\(found.value)")
  }

  @Test func valuesOfHull() {
    let terms = { OptionTerms($0, .spot(42, dividend: 0), strike: 40, years: 0.5, rate: 0.10) }
    #expect(abs(terms(.call).valued(at: 0.20).value - 4.76) <= 0.005)
    #expect(abs(terms(.put).valued(at: 0.20).value - 0.81) <= 0.005)
  }

  @Test func greeksOfHaug() {
    func greeks(
      _ kind: OptionKind, _ spot: Double, _ strike: Double, _ dividend: Double, _ rate: Double,
      _ years: Double,
      _ sigma: Double
    ) -> Valuation {
      Example(kind, strike, spot, dividend, rate, years, sigma, 0).terms.valued(at: sigma)
    }
    #expect(abs(greeks(.call, 105, 100, 0.10, 0.10, 0.5, 0.36).delta - 0.5946) <= 0.5e-4)
    #expect(abs(greeks(.put, 105, 100, 0.10, 0.10, 0.5, 0.36).delta + 0.3566) <= 0.5e-4)
    #expect(abs(greeks(.call, 55, 60, 0, 0.10, 0.75, 0.30).gamma - 0.0278) <= 0.5e-4)
    #expect(abs(greeks(.call, 55, 60, 0, 0.10, 0.75, 0.30).vega - 18.9358) <= 0.5e-4)
    #expect(abs(greeks(.put, 430, 405, 0.05, 0.07, 1.0 / 12, 0.20).theta + 31.1924) <= 0.5e-4)
    #expect(abs(greeks(.call, 72, 75, 0, 0.09, 1, 0.19).rho - 38.7325) <= 0.5e-4)
  }
}
