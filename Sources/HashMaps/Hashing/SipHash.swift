/// SipHash-1-3 in one shot (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
///
/// The standard library's `Hasher` computes the same function as a resumable state machine, at three to four
/// times the cost for short keys.
public enum SipHash {
  /// The hash of `bytes` under the 128-bit key (k0, k1). O(count).
  public static func hash(_ bytes: UnsafeRawBufferPointer, k0: UInt64, k1: UInt64) -> UInt64 {
    var state = State(k0: k0, k1: k1)
    var offset = 0
    while offset + 8 <= bytes.count {
      state.compress(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    var shift: UInt64 = 0
    while offset < bytes.count {
      last |= UInt64(bytes[offset]) << shift
      offset += 1
      shift += 8
    }
    state.compress(last)
    return state.finish()
  }

  /// The hash of the eight bytes of `word`, little end first.
  @inlinable
  public static func hash(word: UInt64, k0: UInt64, k1: UInt64) -> UInt64 {
    var state = State(k0: k0, k1: k1)
    state.compress(word)
    state.compress(8 << 56)
    return state.finish()
  }

  /// The hash of the sixteen bytes of two words, little end first.
  @inlinable
  static func hash(low: UInt64, high: UInt64, k0: UInt64, k1: UInt64) -> UInt64 {
    var state = State(k0: k0, k1: k1)
    state.compress(low)
    state.compress(high)
    state.compress(16 << 56)
    return state.finish()
  }

  @usableFromInline
  struct State {
    @usableFromInline var v0: UInt64
    @usableFromInline var v1: UInt64
    @usableFromInline var v2: UInt64
    @usableFromInline var v3: UInt64

    @inlinable
    init(k0: UInt64, k1: UInt64) {
      // "somepseudorandomlygeneratedbytes", the constants of the paper.
      v0 = k0 ^ 0x736F_6D65_7073_6575
      v1 = k1 ^ 0x646F_7261_6E64_6F6D
      v2 = k0 ^ 0x6C79_6765_6E65_7261
      v3 = k1 ^ 0x7465_6462_7974_6573
    }

    @inlinable @inline(__always)
    mutating func round() {
      v0 &+= v1
      v1 = v1 &<< 13 | v1 &>> 51
      v1 ^= v0
      v0 = v0 &<< 32 | v0 &>> 32
      v2 &+= v3
      v3 = v3 &<< 16 | v3 &>> 48
      v3 ^= v2
      v0 &+= v3
      v3 = v3 &<< 21 | v3 &>> 43
      v3 ^= v0
      v2 &+= v1
      v1 = v1 &<< 17 | v1 &>> 47
      v1 ^= v2
      v2 = v2 &<< 32 | v2 &>> 32
    }

    @inlinable @inline(__always)
    mutating func compress(_ word: UInt64) {
      v3 ^= word
      round()
      v0 ^= word
    }

    @inlinable @inline(__always)
    mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      round()
      round()
      round()
      return v0 ^ v1 ^ v2 ^ v3
    }
  }
}
