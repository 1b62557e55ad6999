import Base

/// The standard normal distribution. Every function is O(1).
package enum NormalDistribution {
  /// √2π.
  static var rootOfTwoPi: Double { 2.506628274631000502415765 }

  /// The density at `z`.
  @inline(__always)
  package static func density(_ z: Double) -> Double {
    DeterministicMath.exp(-0.5, timesSquareOf: z) / rootOfTwoPi
  }

  /// The probability of a value below `z`, with full relative precision in the left tail.
  package static func cumulative(_ z: Double) -> Double { cumulative(z, density: density(z)) }

  /// The same where the density at `z` is known.
  @inline(__always)
  static func cumulative(_ z: Double, density: Double) -> Double {
    let scaled = z * 0.7071067811865475244008444  // 1/√2
    if abs(scaled) <= ErrorFunction.centre { return 0.5 + 0.5 * ErrorFunction.central(scaled) }
    let tail = density * ratio(-abs(z))
    return z < 0 ? tail : 1 - tail
  }

  /// The cumulative probability over the density, Φ(z) / φ(z): smooth, and free of underflow on the left. Infinite above
  /// about 37.
  @inline(__always)
  static func ratio(_ z: Double) -> Double {
    // √(π/2) and 1/√2.
    1.253314137315500251207883 * ErrorFunction.scaledComplement(z * -0.7071067811865475244008444)
  }

  /// The value whose probability of being exceeded is `tail`, to about seven digits, for `tail` in (0, 1/2].
  ///
  /// Rational approximations of M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), routine PPND7. Good
  /// for a first guess.
  static func roughQuantile(exceededWith tail: Double) -> Double {
    let q = 0.5 - tail
    if q <= 0.425 {
      let r = 0.180625 - q * q
      let top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
      let bottom = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1
      return q * top / bottom
    }
    let r = (-DeterministicMath.log(tail)).squareRoot()
    if r <= 5 {
      let s = r - 1.6
      let top = ((0.17023821103 * s + 1.3067284816) * s + 2.7568153900) * s + 1.4234372777
      return top / ((0.12021132975 * s + 0.73700164250) * s + 1)
    }
    let s = r - 5
    let top = ((0.017337203997 * s + 0.42868294337) * s + 3.0812263860) * s + 6.6579051150
    return top / ((0.012258202635 * s + 0.24197894225) * s + 1)
  }
}
