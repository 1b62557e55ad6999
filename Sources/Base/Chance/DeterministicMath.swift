/// Logarithm, exponential and power from additions, multiplications, divisions and bit operations alone, so that
/// their results are the same bits on every machine. The C library's differ between versions and processors.
///
/// `log`, `exp` and `pow` stay within 0.52 units in the last place of the exact value, `log1p` and `expm1` within 4.
/// Results below the normal range (2^-1022) are rounded twice and may be one unit further off.
package enum DeterministicMath {
  /// The natural logarithm; -infinity at 0, NaN below.
  package static func log(_ x: Double) -> Double {
    guard let parts = logarithmOfPositive(x) else { return logarithmOfOddity(x) }
    return parts.high + parts.low
  }

  /// e to the power `x`; infinity above 709.78, 0 below -745.13.
  package static func exp(_ x: Double) -> Double {
    exponential(of: x, plus: 0)
  }

  /// exp(factor · x²) where the rounding of the square is not multiplied by its size; for a `factor` that is a power
  /// of two, or its negative.
  @inline(__always)
  package static func exp(_ factor: Double, timesSquareOf x: Double) -> Double {
    let square = x * x
    return exponential(of: factor * square, plus: factor * remainder(x, x, product: square))
  }

  /// `x` to the power `y` for `x` at or above 0; NaN for negative `x`, whatever `y` (except that any base to the
  /// power 0 is 1).
  package static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if y == 1 { return x }
    guard let base = logarithmOfPositive(x) else {
      if x == 0 { return y > 0 ? 0 : (y < 0 ? .infinity : .nan) }
      if x == .infinity { return y > 0 ? .infinity : (y < 0 ? 0 : .nan) }
      return .nan
    }
    let high = y * base.high
    guard high.isFinite else { return high.isNaN ? .nan : (high > 0 ? .infinity : 0) }
    if high > 720 { return .infinity }
    if high < -760 { return 0 }
    return exponential(of: high, plus: remainder(y, base.high, product: high) + y * base.low)
  }

  /// log(1 + x), accurate for small `x`.
  package static func log1p(_ x: Double) -> Double {
    let sum = 1 + x
    if sum == 1 || x == .infinity { return x }
    if x == -1 { return -.infinity }
    return log(sum) * (x / (sum - 1))  // what rounding took from 1 + x, log gives back in proportion
  }

  /// exp(x) - 1, accurate for small `x`.
  package static func expm1(_ x: Double) -> Double {
    let power = exp(x)
    if power == 1 { return x }
    if power == .infinity { return .infinity }
    let difference = power - 1
    return difference == -1 ? -1 : difference * (x / log(power))
  }
}

extension DeterministicMath {
  /// The logarithm of a positive, finite number as a sum of two doubles, together exact to about 2^-66; nil for others.
  ///
  /// x = 2^k z; c z = 1 + r with c from the table and r below 2^-7, kept exactly as `near` + `rest`, of which
  /// `near` has 26 bits and an exact square; then log x = k log 2 - log c + log(1 + r).
  @inline(__always)
  static func logarithmOfPositive(_ x: Double) -> (high: Double, low: Double)? {
    var bits = x.bitPattern
    var exponent = 0
    if bits &- 0x0010_0000_0000_0000 >= 0x7FE0_0000_0000_0000 {
      guard x > 0, x.isFinite else { return nil }
      bits = (x * 0x1p54).bitPattern  // below the normal range
      exponent = -54
    }
    let offset = bits &- 0x3FE6_0000_0000_0000
    let index = Int(truncatingIfNeeded: offset >> 45) & 127
    exponent &+= Int(Int64(bitPattern: offset) >> 52)
    let z = Double(bitPattern: bits &- (offset & 0xFFF0_0000_0000_0000))
    let c = logarithmTable[3 &* index]

    let zHigh = upperHalf(z)
    let large = zHigh * c - 1  // exact, as is the product below
    let small = (z - zHigh) * c
    let r = large + small
    let near = upperHalf(r)
    let rest = (large - near) + small

    let halfSquare = 0.5 * near * near
    let tail = r * r * r * series(r) + rest * (1 - near - 0.5 * rest)
    let k = Double(exponent)
    let start = sum(k * naturalLogOf2.high, logarithmTable[3 &* index &+ 1])
    let second = sum(start.high, near)
    let third = sum(second.high, -halfSquare)
    let low = start.low + second.low + third.low
    let all = low + (k * naturalLogOf2.low + logarithmTable[3 &* index &+ 2] + tail)
    return sum(third.high, all)
  }

  /// (log(1 + r) - r + r²/2) / r³ for |r| below 2^-7.
  @inline(__always)
  private static func series(_ r: Double) -> Double {
    let square = r * r
    let first = 1.0 / 3 - r * 0.25
    let second = 1.0 / 5 - r * (1.0 / 6)
    let third = 1.0 / 7 - r * 0.125
    return first + square * (second + square * (third + square * (1.0 / 9)))
  }

  /// exp(high + low) for a `low` far smaller than `high`: 2^(k/64) from the table times a polynomial.
  @inline(__always)
  static func exponential(of high: Double, plus low: Double) -> Double {
    guard high < 709.8, high > -745.2 else {
      return high.isNaN ? .nan : (high > 0 ? .infinity : 0)
    }
    let shifted = high * exponentialStep.inverse + 0x1.8p52  // to the nearest whole number
    let k = shifted - 0x1.8p52
    let r = (high - k * exponentialStep.high) - k * exponentialStep.low + low
    let square = r * r
    let polynomial =
      r + square * ((0.5 + r * (1.0 / 6)) + square * ((1.0 / 24 + r * (1.0 / 120)) + square * (1.0 / 720)))
    let whole = Int(k)
    let index = whole & 63
    let base = exponentialTable[2 &* index]
    let value = base + (exponentialTable[2 &* index &+ 1] + base * polynomial)
    return scaled(value, by: whole >> 6)
  }

  /// `value` (between 0.5 and 4) times 2^`power`.
  @inline(__always)
  private static func scaled(_ value: Double, by power: Int) -> Double {
    if power > -1021, power < 1023 {
      return value * Double(bitPattern: UInt64(1023 &+ power) << 52)
    }
    let half = power / 2
    return value * Double(bitPattern: UInt64(1023 &+ half) << 52)
      * Double(bitPattern: UInt64(1023 &+ power &- half) << 52)
  }

  private static func logarithmOfOddity(_ x: Double) -> Double {
    x == 0 ? -.infinity : (x == .infinity ? .infinity : .nan)
  }

  /// The first 26 bits of a number: products of two such are exact.
  @inline(__always)
  private static func upperHalf(_ x: Double) -> Double {
    Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
  }

  /// a + b and what rounding takes from it.
  @inline(__always)
  private static func sum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let high = a + b
    let part = high - a
    return (high, (a - (high - part)) + (b - part))
  }

  /// What rounding took from the product a * b.
  @inline(__always)
  private static func remainder(_ a: Double, _ b: Double, product: Double) -> Double {
    let aHigh = upperHalf(a)
    let aLow = a - aHigh
    let bHigh = upperHalf(b)
    let bLow = b - bHigh
    return ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
  }
}
