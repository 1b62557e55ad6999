import Base

/// Black's formula without units: an option out of the money as a function of two numbers.
///
/// With x = -|log(forward / strike)| and s = sigma · √years, the undiscounted price is √(forward · strike) times
/// b(x, s) = e^(x/2) Φ(x/s + s/2) - e^(-x/2) Φ(x/s - s/2), which rises in s from 0 to e^(x/2).
/// P. Jäckel, "Let's Be Rational", Wilmott (2015), section 2.
enum NormalisedBlack {
  /// log(forward / strike), right to the last digits at the money and in both wings; for positive, finite numbers.
  @inline(__always)
  static func moneyness(_ forward: Double, _ strike: Double) -> Double {
    let ratio = forward / strike
    // Here the difference is exact, and near the money it is all there is. Farther out it is what hides the smaller number.
    if ratio > 0.5, ratio < 2 { return DeterministicMath.log1p((forward - strike) / strike) }
    // Beyond the range of numbers the ratio is none, and its logarithm too large for a difference of two to cancel.
    guard ratio.isNormal else { return DeterministicMath.log(forward) - DeterministicMath.log(strike) }
    return DeterministicMath.log(ratio)
  }

  /// b and what its derivatives need, at one point.
  struct Point {
    let x: Double
    let s: Double
    /// x / s and s / 2.
    let h: Double
    let t: Double

    @inline(__always)
    init(x: Double, s: Double) {
      self.x = x
      self.s = s
      h = x / s
      t = 0.5 * s
    }

    /// b over its slope: Φ/φ at h + t less Φ/φ at h - t. For h + t up to about 37.
    @inline(__always)
    var valueOverSlope: Double {
      if s < 0.1, x > -0.1 { return series }
      return NormalDistribution.ratio(h + t) - NormalDistribution.ratio(h - t)
    }

    /// The same by Taylor's series in t, where the difference would cancel: twice the sum of Y⁽ⁿ⁾(h) tⁿ/n! over odd n,
    /// with Y' = 1 + h Y and Y⁽ⁿ⁺¹⁾ = h Y⁽ⁿ⁾ + n Y⁽ⁿ⁻¹⁾. What is left out lies below 2^-53 of it.
    private var series: Double {
      var even = NormalDistribution.ratio(h)
      var odd = 1 + h * even
      let square = t * t
      var power = 1.0
      var sum = odd
      var n = 1.0
      while n < 11 {
        even = h * odd + n * even
        odd = h * even + (n + 1) * odd
        power *= square / ((n + 1) * (n + 2))
        sum += odd * power
        n += 2
      }
      return s * sum
    }

    /// db/ds = φ(h + t) e^(x/2).
    @inline(__always)
    var slope: Double { DeterministicMath.exp(-0.5 * (h * h + t * t)) / NormalDistribution.rootOfTwoPi }

    /// log b, also where b itself is below the smallest number.
    @inline(__always)
    func logarithm(_ valueOverSlope: Double) -> Double {
      DeterministicMath.log(valueOverSlope / NormalDistribution.rootOfTwoPi) - 0.5 * (h * h + t * t)
    }

    /// e^(x/2) - b, which does not cancel.
    @inline(__always)
    var remainder: Double {
      DeterministicMath.exp(0.5 * x) * NormalDistribution.cumulative(-h - t)
        + DeterministicMath.exp(-0.5 * x) * NormalDistribution.cumulative(h - t)
    }

    /// b. Relative precision of a few 2^-52 · max(1, |x| / s²).
    var value: Double {
      if h + t > 1 {
        return DeterministicMath.exp(0.5 * x) * NormalDistribution.cumulative(h + t)
          - DeterministicMath.exp(-0.5 * x) * NormalDistribution.cumulative(h - t)
      }
      return slope * valueOverSlope
    }

    /// The second and third derivatives by s over the first.
    @inline(__always)
    var higherDerivatives: (second: Double, third: Double) {
      let second = h * h / s - 0.25 * s
      let bend = h / s
      return (second, second * second - 3 * bend * bend - 0.25)
    }
  }
}
