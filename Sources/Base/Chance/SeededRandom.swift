/// A reproducible stream of random numbers: the same seed gives the same numbers on every machine.
///
/// xoshiro256++ (Blackman and Vigna), its state filled from the seed by splitmix64. Not for secrets.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// A generator for `seed`; every seed is as good as any other.
  package init(seed: UInt64) {
    var state = seed
    a = Self.splitmix(&state)
    b = Self.splitmix(&state)
    c = Self.splitmix(&state)
    d = Self.splitmix(&state)
  }

  /// 64 random bits.
  @inline(__always)
  package mutating func next() -> UInt64 {
    let sum = a &+ d
    let result = (sum << 23 | sum >> 41) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d << 45 | d >> 19
    return result
  }

  /// A number in 0..<`bound`, every one equally likely; 0 when the bound is 0.
  ///
  /// Multiply and shift with rejection (Lemire 2019), so there is no bias however large the bound.
  @inline(__always)
  package mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A number in [0, 1), a multiple of 2^-53.
  @inline(__always)
  package mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An independent generator for one purpose of several that share a seed; advances this one.
  package mutating func split() -> SeededRandom {
    SeededRandom(seed: next())
  }

  /// The next output of splitmix64 (Steele, Lea and Flood), a bijection of a counter.
  package static func splitmix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
