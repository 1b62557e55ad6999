import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The normal distribution with mean 0 and standard deviation 1.
package enum StandardNormal {
  /// The probability of a value above `z`.
  package static func upperTail(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

  /// The value that is exceeded with probability 1 − `p`; `p` lies between 0 and 1, at either end it is infinite.
  ///
  /// Newton's method on the logarithm of the tail; converges to a relative 1e-15 in some ten steps.
  package static func quantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    // The tail at -x is at most exp(-x²/2) / 2, so this lies below the root; the logarithm is concave, so that every step
    // from there stays below it.
    var z = -(-2 * DeterministicMath.log(p)).squareRoot()
    for _ in 0..<64 {
      let tail = upperTail(-z)
      let density = DeterministicMath.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      let step = (DeterministicMath.log(tail) - DeterministicMath.log(p)) * tail / density
      z -= step
      if abs(step) < 1e-15 * max(1, abs(z)) { break }
    }
    return z
  }
}
