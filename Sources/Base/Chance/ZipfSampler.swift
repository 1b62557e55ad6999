/// Draws key k of 0..<keys in proportion to 1 / (k + 1)^exponent, exactly, in constant time and memory.
///
/// Rejection-inversion (Hörmann and Derflinger 1996): inverts the integral of the continuous curve and accepts the
/// nearest whole number, which needs no table and no approximation for exponents below, at or above 1. On average fewer
/// than 1.1 trials, of which most need one exponential and two logarithms.
package struct ZipfSampler: Sendable {
  /// The exponent, above 0.
  package let exponent: Double
  /// The number of keys, at least 1.
  package private(set) var keys: UInt64

  private let power: Double  // 1 - exponent
  private let start: Double
  private let sureAcceptance: Double
  private var end: Double

  /// A sampler of 0..<`keys`; an exponent must be above 0 and finite, a key space not empty.
  package init(exponent: Double, keys: UInt64) {
    self.exponent = exponent
    self.power = 1 - exponent
    self.keys = max(keys, 1)
    start = Self.integral(1.5, power) - 1
    sureAcceptance = 2 - Self.inverse(Self.integral(2.5, power) - DeterministicMath.pow(2, -exponent), power)
    end = 0
    end = Self.integral(Double(self.keys) + 0.5, power)
  }

  /// Changes the number of keys; the frequencies among those that remain keep their proportions.
  package mutating func resize(keys: UInt64) {
    self.keys = max(keys, 1)
    end = Self.integral(Double(self.keys) + 0.5, power)
  }

  /// The next key.
  package func next(_ random: inout SeededRandom) -> UInt64 {
    if keys == 1 { return 0 }
    while true {
      let area = end + random.unit() * (start - end)
      let x = Self.inverse(area, power)
      let rank = min(max(Self.nearest(x), 1), keys)
      let whole = Double(rank)
      if whole - x <= sureAcceptance
        || area >= Self.integral(whole + 0.5, power)
          - DeterministicMath.exp(-exponent * DeterministicMath.log(whole))
      {
        return rank &- 1
      }
    }
  }

  private static func nearest(_ x: Double) -> UInt64 {
    x < 0x1p63 ? UInt64(max(x, 0) + 0.5) : UInt64(1) << 63
  }

  /// The integral of t^-exponent from 1 to `x`: (x^power - 1) / power, or log x when the power is 0.
  @inline(__always)
  private static func integral(_ x: Double, _ power: Double) -> Double {
    let logarithm = DeterministicMath.log(x)
    let t = power * logarithm
    return abs(t) < 1e-9 ? logarithm * (1 + 0.5 * t) : DeterministicMath.expm1(t) / power
  }

  /// The `x` whose integral is `area`: (1 + power area)^(1 / power), or exp(area) when the power is 0.
  @inline(__always)
  private static func inverse(_ area: Double, _ power: Double) -> Double {
    let t = max(power * area, -1)
    if abs(t) < 1e-9 { return DeterministicMath.exp(area * (1 - 0.5 * t)) }
    return DeterministicMath.exp(DeterministicMath.log1p(t) / power)
  }
}
