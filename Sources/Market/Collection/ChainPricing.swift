import Base

extension ExpirySlice {
  /// Finds volatilities of all quotes, and Greeks where they are wanted. O(options), nothing is allocated.
  ///
  /// `forward` and `discount` are known by now; an option's value is that of Black's model on the forward.
  mutating func solve(withGreeks: Bool) {
    guard forward > 0, discount > 0, years > 0 else {
      for place in legs.indices where legs[place].quote != nil {
        legs[place].status = years > 0 ? .noQuote : .expired
      }
      return
    }
    let rate = -DeterministicMath.log(discount) / years
    for place in legs.indices where legs[place].quote != nil {
      let strike = Double(strikes[place / 2]) / 100
      let terms = OptionTerms(
        place % 2 == 0 ? .call : .put, .forward(forward), strike: strike, years: years, rate: rate)
      let found = terms.impliedVolatility(at: legs[place].solvedPrice)
      legs[place].volatility = found.sigma
      legs[place].status = found.status
      if withGreeks, found.status == .ok { legs[place].valuation = terms.valued(at: found.sigma) }
    }
  }
}

extension RowSide {
  /// What is written of an option, its Greeks in the units of desks.
  init(_ leg: Leg) {
    self.init()
    guard let quote = leg.quote else { return }
    price = quote.last
    average = quote.average
    volume = quote.volume
    openInterest = quote.openInterest
    volatility = leg.volatility
    delta = leg.valuation.delta
    gamma = leg.valuation.gamma
    vega = leg.valuation.vega / 100
    theta = leg.valuation.theta / 365
    rho = leg.valuation.rho / 100
  }
}
