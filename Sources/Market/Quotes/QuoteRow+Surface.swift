extension QuoteRow {
  /// The row as a point of a surface, and why it has no volatility if it has none; nil when the row does not say what it is
  /// about. A volatility that stands there counts before a price. O(1).
  package var surfacePoint: (point: SurfacePoint, status: VolatilityStatus)? {
    guard let terms else { return nil }
    let forward = terms.carry.forward
    let found = surfaceVolatility(terms, forward)
    let point = SurfacePoint(
      years: terms.years, forward: forward, strike: terms.strike, kind: terms.kind, sigma: found.sigma)
    return (point, found.status)
  }

  /// The volatility of the row, given or solved.
  private func surfaceVolatility(
    _ terms: OptionTerms, _ forward: Double
  ) -> (sigma: Double, status: VolatilityStatus) {
    let sigma = self[.sigma]
    guard !sigma.isNaN else {
      let solved = terms.impliedVolatility(at: self[.price])
      return (solved.sigma, solved.status)
    }
    if terms.years <= 0 { return (.nan, .expired) }
    let isSound = [sigma, forward, terms.strike, terms.years].allSatisfy { $0 > 0 && $0.isFinite }
    return isSound ? (sigma, .ok) : (.nan, .noQuote)
  }
}
