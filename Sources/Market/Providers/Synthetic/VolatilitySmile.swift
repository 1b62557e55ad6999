import Base

/// Total implied variance over moneyness and time, without arbitrage: the surface SSVI of J. Gatheral and A. Jacquier,
/// "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), with φ(θ) = η / √(θ (1 + θ)).
///
/// η² (1 + |ρ|) ≤ 4 excludes butterflies; the variance at the money grows with time, which excludes calendar spreads.
struct VolatilitySmile: Sendable {
  /// Slope: negative where low strikes cost more.
  let correlation: Double
  /// Curvature, below 1.6.
  let curvature: Double
  /// Variance a year now, and in the long run.
  let variance: Double
  let longVariance: Double
  /// How fast the one becomes the other, per year.
  static let reversion = 4.0

  /// Total variance at the money after so many years.
  func varianceAtTheMoney(years: Double) -> Double {
    let faded = -DeterministicMath.expm1(-Self.reversion * years) / Self.reversion
    return longVariance * years + (variance - longVariance) * faded
  }

  /// Volatility (annual, a fraction) at the logarithm of strike over forward. `years` is positive.
  func volatility(logMoneyness k: Double, years: Double) -> Double {
    let theta = varianceAtTheMoney(years: years)
    let phi = curvature / (theta * (1 + theta)).squareRoot()
    let shifted = phi * k + correlation
    let root = (shifted * shifted + 1 - correlation * correlation).squareRoot()
    return (0.5 * theta * (1 + correlation * phi * k + root) / years).squareRoot()
  }
}
