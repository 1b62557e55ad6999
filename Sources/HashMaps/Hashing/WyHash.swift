/// Multiply-and-fold hashing in the style of wyhash (Wang Yi): a 64x64 -> 128-bit product, halves xored.
@usableFromInline
enum WyHash {
  /// Odd constants with balanced bits; those of wyhash's final version 4.
  @usableFromInline static let c0: UInt64 = 0x2D35_8DCC_AA6C_78A5
  @usableFromInline static let c1: UInt64 = 0x8BB8_4B93_962E_ACC9

  @inlinable @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inlinable @inline(__always)
  static func hash(word: UInt64, _ seed: HashSeed) -> UInt64 {
    fold(word ^ seed.k0, 0x8BB8_4B93_962E_ACC9)
  }

  /// Two secret words keep either factor from being zero but for one key in 2^64.
  @inlinable @inline(__always)
  static func hash(low: UInt64, high: UInt64, _ seed: HashSeed) -> UInt64 {
    fold(low ^ seed.k0, high ^ seed.k1)
  }

  /// The hash of `bytes`, any length; O(count).
  static func hash(_ bytes: UnsafeRawBufferPointer, _ seed: HashSeed) -> UInt64 {
    guard let base = bytes.baseAddress, bytes.count > 16 else {
      var low: UInt64 = 0
      var high: UInt64 = 0
      for (index, byte) in bytes.enumerated() {
        if index < 8 {
          low |= UInt64(byte) << UInt64(8 * index)
        } else {
          high |= UInt64(byte) << UInt64(8 * (index - 8))
        }
      }
      return fold(fold(low ^ seed.k0, high ^ seed.k1) ^ c0, UInt64(bytes.count) ^ c1)
    }
    @inline(__always) func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    // No factor may be zero for bytes that can be chosen without the seed: it would swallow the other one.
    let blind0 = c0 ^ seed.k1
    let blind1 = c1 ^ seed.k0
    var state = seed.k0
    var second = seed.k1
    var offset = 0
    while bytes.count - offset > 32 {
      state = fold(word(offset) ^ blind0, word(offset + 8) ^ state)
      second = fold(word(offset + 16) ^ blind1, word(offset + 24) ^ second)
      offset += 32
    }
    if bytes.count - offset > 16 {
      state = fold(word(offset) ^ blind0, word(offset + 8) ^ state)
    }
    // The last sixteen bytes, overlapping what was read before where the length asks for it.
    state = fold(word(bytes.count - 16) ^ seed.k1, word(bytes.count - 8) ^ state ^ second)
    return fold(state ^ c0, UInt64(bytes.count) ^ c1)
  }
}
