import Base

/// Whether an option is the right to buy or to sell.
package enum OptionKind: String, Sendable, CaseIterable {
  case call = "C"
  case put = "P"
}

/// What became of a price that was asked for its volatility.
package enum VolatilityStatus: String, Sendable, CaseIterable {
  /// The volatility is right to max(1e-12, 4 · 2^-52 · price / (sigma · vega)), relative, with the price of the side out of the
  /// money.
  case ok
  /// No volatility gives so little: the price lies below what exercise would bring.
  case belowIntrinsic
  /// No volatility gives so much.
  case aboveMaximum
  /// What lies above the intrinsic value is lost in the rounding of the price, or too little is left of it for that bound.
  case noTimeValue
  /// No time is left.
  case expired
  /// A number is missing, not finite, or not positive where it must be.
  case noQuote
}

/// The volatility that Black's formula needs for a price.
package struct ImpliedVolatility: Sendable, Equatable {
  /// Annual, as a fraction (0.13 is 13 %); NaN unless `status` is `ok`.
  package let sigma: Double
  /// Whether there is one, and why not.
  package let status: VolatilityStatus

  private init(_ status: VolatilityStatus) {
    sigma = .nan
    self.status = status
  }

  private init(sigma: Double) {
    self.sigma = sigma
    status = .ok
  }

  /// The volatility of a European option on `forward` at `strike`, `years` before its expiry, that costs `price` in
  /// the money of the expiry date (divide a price of today by the discount factor first). Never fails: see `status`. O(1).
  package static func solve(
    _ kind: OptionKind, forward: Double, strike: Double, years: Double, price: Double
  ) -> ImpliedVolatility {
    guard forward > 0, strike > 0, price > 0, forward.isFinite, strike.isFinite, price.isFinite,
      years.isFinite
    else { return ImpliedVolatility(.noQuote) }
    guard years > 0 else { return ImpliedVolatility(.expired) }
    let (high, low) = kind == .call ? (forward, strike) : (strike, forward)
    let ahead = high - low
    // What rounding took from the difference counts as soon as the strike is far from the forward (Knuth's TwoSum).
    let back = ahead - high
    let lost = (high - (ahead - back)) - (low + back)
    let timeValue = ahead > 0 ? (price - ahead) - lost : price
    guard timeValue >= 0 else { return ImpliedVolatility(.belowIntrinsic) }
    guard price < (kind == .call ? forward : strike) else { return ImpliedVolatility(.aboveMaximum) }
    guard timeValue > 0 else { return ImpliedVolatility(.noTimeValue) }

    // The side out of the money costs the time value.
    let x = -abs(NormalisedBlack.moneyness(forward, strike))
    let root = forward.squareRoot() * strike.squareRoot()
    let s = DeviationSolver.solve(wanted: timeValue / root, x: x)
    // One unit in the price's last place moves sigma by this share of it.
    let point = NormalisedBlack.Point(x: x, s: s)
    let weight = s * point.slope * root
    let doubt = price.ulp / weight
    // An option in the money has its volatility in what little it costs beyond exercise, and the bound is that of this. So
    // has one whose price is among the smallest numbers, which have few digits.
    let allowed = max(1e-12, 4 * Double.ulpOfOne * timeValue / weight)
    guard doubt < uselessDoubt, 0.5 * doubt <= 0.9 * allowed else {
      return ImpliedVolatility(
        2 * timeValue < root * DeterministicMath.exp(0.5 * x) ? .noTimeValue : .aboveMaximum)
    }
    return ImpliedVolatility(sigma: s / years.squareRoot())
  }

  /// A volatility that the rounding of its price moves by more than this share is none.
  private static let uselessDoubt = 1e-3
}
