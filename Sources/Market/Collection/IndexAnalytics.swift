import Base

/// What the chains of one index come to together: its volatility surface and the risk of one contract of each option.
package struct IndexAnalytics: Sendable {
  /// Volatilities by moneyness and expiry; nil where not even one could be solved.
  package let surface: VolatilitySurface?
  /// Sums of Greeks by moneyness, in units of the currency; see `RiskSums`.
  package let risk: RiskBook

  /// Adds up what a harvest holds once it is priced. O(options log options).
  init(_ harvest: IndexHarvest, lotSize: (CivilDate) throws(MarketError) -> Int) throws(MarketError) {
    var points: [SurfacePoint] = []
    var book = RiskBook()
    for slice in harvest.slices where slice.forward > 0 {
      let lot = Double(try lotSize(slice.expiry))
      for (place, leg) in slice.legs.enumerated() where leg.quote != nil {
        let strike = Double(slice.strikes[place / 2]) / 100
        points.append(
          SurfacePoint(
            years: slice.years, forward: slice.forward, strike: strike, kind: place % 2 == 0 ? .call : .put,
            sigma: leg.volatility))
        if leg.status == .ok {
          book.add(RiskPosition(strike: strike, forward: slice.forward, greeks: leg.valuation, lot: lot))
        }
      }
    }
    surface = points.isEmpty ? nil : try VolatilitySurface(points)
    risk = book
  }
}
