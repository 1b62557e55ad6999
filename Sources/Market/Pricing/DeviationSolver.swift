import Base

/// Finds the s for which `NormalisedBlack` gives a wanted value.
///
/// The value is first made a nearly straight function of s, by one of three objectives, and then Householder's
/// iteration of the third order (each step quadruples the right digits) is held inside a bracket. The objectives are
/// those of P. Jäckel, "Let's Be Rational" (2015), equations 3.5-3.7. Three or four steps; O(1).
enum DeviationSolver {
  /// More than any input needs; the bracket alone, halved so often, would do.
  private static let stepLimit = 100

  /// The total deviation sigma · √years for `wanted` in (0, e^(x/2)) and `x` at or below 0.
  static func solve(wanted: Double, x: Double) -> Double {
    // Here b turns from convex to concave: x/s = -s/2, so that Φ/φ is asked for at 0 and at x/s - s/2 = -s.
    let bend = (-2 * x).squareRoot()
    let slope = DeterministicMath.exp(0.5 * x) / NormalDistribution.rootOfTwoPi
    let atBend = x == 0 ? 0 : slope * NormalisedBlack.Point(x: x, s: bend).valueOverSlope
    if wanted < atBend { return solveLow(wanted, x, bend, atBend) }
    let limit = DeterministicMath.exp(0.5 * x)
    let guess = firstGuess(wanted, bend, atBend, limit, slope)
    return wanted < 0.5 * limit
      ? solveMiddle(wanted, x, from: guess, above: bend)
      : solveHigh(limit - wanted, x, from: guess, above: bend)
  }

  /// Below the bend: 1 / log b, nearly linear in s² where b vanishes.
  private static func solveLow(_ wanted: Double, _ x: Double, _ bend: Double, _ atBend: Double) -> Double {
    let goal = DeterministicMath.log(wanted)
    // log b is about -x²/2s² + constant as s vanishes; exact at the bend.
    let spread = 2 * (DeterministicMath.log(atBend) - goal) - 0.5 * x
    return iterate(from: -x / spread.squareRoot(), within: (0, bend)) { s in
      let point = NormalisedBlack.Point(x: x, s: s)
      let ratio = point.valueOverSlope
      let value = point.logarithm(ratio)
      let (second, third) = point.higherDerivatives
      let p = 1 / ratio
      let inverse = 1 / value
      let factor = 1 + 2 * inverse
      return Objective(
        newton: (goal - value) * (value / goal) * ratio,
        second: second - p * factor,
        third: third + 2 * p * p * (1 + 3 * inverse * (1 + inverse)) - 3 * second * p * factor)
    }
  }

  /// b itself.
  private static func solveMiddle(_ wanted: Double, _ x: Double, from guess: Double, above bend: Double)
    -> Double
  {
    iterate(from: guess, within: (bend, .infinity)) { s in
      let point = NormalisedBlack.Point(x: x, s: s)
      let slope = point.slope
      let (second, third) = point.higherDerivatives
      return Objective(newton: wanted / slope - point.valueOverSlope, second: second, third: third)
    }
  }

  /// The logarithm of what is missing to the maximum.
  private static func solveHigh(_ missing: Double, _ x: Double, from guess: Double, above bend: Double)
    -> Double
  {
    iterate(from: guess, within: (bend, .infinity)) { s in
      let point = NormalisedBlack.Point(x: x, s: s)
      let remainder = point.remainder
      let p = point.slope / remainder
      let (second, third) = point.higherDerivatives
      return Objective(
        newton: DeterministicMath.log(remainder / missing) / p,
        second: second + p,
        third: third + 3 * p * second + 2 * p * p)
    }
  }

  /// Above the bend: along the tangent near it, farther by the normal tail that b nears its limit with.
  private static func firstGuess(
    _ wanted: Double, _ bend: Double, _ atBend: Double, _ limit: Double, _ slope: Double
  ) -> Double {
    let share = (wanted - atBend) / (limit - atBend)
    if share < 0.1 { return bend + (wanted - atBend) / slope }
    let tail = (1 - share) * NormalDistribution.cumulative(-0.5 * bend)
    return 2 * NormalDistribution.roughQuantile(exceededWith: tail)
  }

  /// An objective g at one s: Newton's step -g/g', and the second and third derivatives over the first.
  private struct Objective {
    let newton: Double
    let second: Double
    let third: Double

    /// Householder's step of the third order.
    @inline(__always)
    var step: Double {
      newton * (1 + 0.5 * second * newton) / (1 + newton * (second + third * newton * (1.0 / 6)))
    }
  }

  @inline(__always)
  private static func iterate(
    from guess: Double, within bounds: (low: Double, high: Double), _ objective: (Double) -> Objective
  ) -> Double {
    var (low, high) = bounds
    var s = guess
    for _ in 0..<stepLimit {
      let here = objective(s)
      // Newton's step points at the solution whatever its length: every objective is monotonic.
      if here.newton > 0 { low = s } else { high = s }
      var next = s + here.step
      if !(next > low && next < high) {
        if here.newton == 0 { return s }
        next = high.isFinite ? 0.5 * (low + high) : 2 * s
        if next == s { return s }
        s = next
        continue
      }
      // The error left is about the fourth power of this.
      let isDone = abs(next - s) <= 1e-5 * next
      s = next
      if isDone { return s }
    }
    return s
  }
}
