import Base

/// What an option's price refers to.
package enum PriceBasis: Sendable, Equatable {
  /// The price of the underlying for delivery at expiry.
  case forward(Double)
  /// The price of the underlying today, and its dividend or carry yield: continuous, a year.
  case spot(Double, dividend: Double)
}

/// A European option as Black's model sees it.
package struct OptionTerms: Sendable, Equatable {
  let kind: OptionKind
  let basis: PriceBasis
  let strike: Double
  /// Until expiry, in years.
  let years: Double
  /// The interest rate: continuous, a year.
  let rate: Double

  /// Terms are checked when they are priced.
  package init(_ kind: OptionKind, _ basis: PriceBasis, strike: Double, years: Double, rate: Double) {
    self.kind = kind
    self.basis = basis
    self.strike = strike
    self.years = years
    self.rate = rate
  }
}

/// What an option is worth today and how that changes with what it depends on.
package struct Valuation: Sendable, Equatable {
  /// In the currency of the strike.
  package var value = Double.nan
  /// For one unit of the basis: of the forward, or of the spot.
  package var delta = Double.nan
  /// Change of delta for one unit of the basis.
  package var gamma = Double.nan
  /// For 1.00 of volatility.
  package var vega = Double.nan
  /// For one year that passes.
  package var theta = Double.nan
  /// For 1.00 of the interest rate; on a forward, with the forward held.
  package var rho = Double.nan
  /// `ok`, `expired` or `noQuote`.
  package var status: VolatilityStatus
}

extension OptionTerms {
  /// The forward, what one unit of the basis is worth at expiry seen from today, and the discount factor.
  @inline(__always)
  var carry: (forward: Double, carried: Double, discount: Double) {
    let discount = DeterministicMath.exp(-rate * years)
    switch basis {
    case .forward(let price): return (price, discount, discount)
    case .spot(let price, let dividend):
      let carried = dividend == 0 ? 1 : DeterministicMath.exp(-dividend * years)
      return (price * (carried / discount), carried, discount)
    }
  }

  /// The volatility at which the option costs `price` today; see `ImpliedVolatility.solve`. O(1).
  package func impliedVolatility(at price: Double) -> ImpliedVolatility {
    let (forward, _, discount) = carry
    return ImpliedVolatility.solve(
      kind, forward: forward, strike: strike, years: years, price: price / discount)
  }

  /// The option's value and Greeks at the annual volatility `sigma` (0.13 is 13 %).
  ///
  /// F. Black, "The pricing of commodity contracts" (1976), with the forward of a yield where the basis is the spot
  /// (R. Merton, 1973); Greeks as in E. Haug, "Option Pricing Formulas", chapter 2. `status` is `ok`, `expired` (every
  /// number but the status is then NaN) or `noQuote` for terms that make no sense, and for those of which a number lies
  /// beyond the largest there is. O(1), no allocation.
  package func valued(at sigma: Double) -> Valuation {
    let (forward, carried, discount) = carry
    guard forward > 0, strike > 0, sigma >= 0, forward.isFinite, strike.isFinite, sigma.isFinite,
      years.isFinite, rate.isFinite
    else { return Valuation(status: .noQuote) }
    guard years > 0 else { return Valuation(status: .expired) }
    return valued(forward: forward, carried: carried, discount: discount, sigma: sigma)
  }

  @inline(__always)
  private func valued(forward: Double, carried: Double, discount: Double, sigma: Double) -> Valuation {
    let root = years.squareRoot()
    let deviation = sigma * root
    let moneyness = NormalisedBlack.moneyness(forward, strike)
    // Without deviation the option is its intrinsic value, and an option at the money is half in it.
    let middle = deviation > 0 ? moneyness / deviation : (moneyness == 0 ? 0 : moneyness * .infinity)
    let d1 = middle + 0.5 * deviation
    let d2 = middle - 0.5 * deviation
    let density = NormalDistribution.density(d1)
    let sign: Double = kind == .call ? 1 : -1
    let first: Double
    let second: Double
    let undiscounted: Double
    var slope = discount * forward * density
    if Self.usualPrices.contains(forward), Self.usualPrices.contains(strike) {
      // φ(d2) strike = φ(d1) forward: one exponential serves both.
      first = NormalDistribution.cumulative(sign * d1, density: density)
      second = NormalDistribution.cumulative(sign * d2, density: density * (forward / strike))
      // Both shares have full relative precision when they are small, and so has the price of an option far out of the money.
      undiscounted = max(0, sign * (forward * first - strike * second))
    } else {
      first = NormalDistribution.cumulative(sign * d1)
      second = NormalDistribution.cumulative(sign * d2)
      (undiscounted, slope) = wide(forward: forward, moneyness: moneyness, deviation: deviation)
      slope *= discount
    }

    var result = Valuation(status: .ok)
    result.value = discount * undiscounted
    result.delta = sign * carried * first
    result.vega = slope * root
    let decay = -0.5 * result.vega * sigma / years
    switch basis {
    case .forward:
      result.gamma = deviation > 0 ? carried * density / (forward * deviation) : 0
      result.theta = decay + rate * result.value
      result.rho = -years * result.value
    case .spot(let price, let dividend):
      result.gamma = deviation > 0 ? carried * density / (price * deviation) : 0
      let kept = sign * strike * discount * second
      result.theta = decay + dividend * price * result.delta - rate * kept
      result.rho = kept * years
    }
    // Times zero, only what is finite is zero. In pairs, which do not wait for one another.
    let worth = 0 * result.value + 0 * result.delta
    let slopes = 0 * result.gamma + 0 * result.vega
    let nothing = (worth + slopes) + (0 * result.theta + 0 * result.rho)
    return nothing == 0 ? result : Valuation(status: .noQuote)
  }

  /// Prices between which no share of them that counts falls below the smallest number.
  private static let usualPrices = 1e-15...1e15

  /// The undiscounted value and its change with the deviation where one of the shares may be lost: from the formula
  /// without units. NaN where forward and strike are more than e^1419 apart.
  @inline(never)
  private func wide(forward: Double, moneyness: Double, deviation: Double) -> (value: Double, slope: Double) {
    let ahead = max(0, kind == .call ? forward - strike : strike - forward)
    guard deviation > 0 else { return (ahead, 0) }
    let point = NormalisedBlack.Point(x: -abs(moneyness), s: deviation)
    let root = forward.squareRoot() * strike.squareRoot()
    return (ahead + root * point.value, root * point.slope)
  }
}
