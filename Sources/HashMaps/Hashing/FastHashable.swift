/// A key that can hash itself in one shot under a map's seed.
///
/// Every `Hashable` type conforms by an empty extension, through the standard library's seeded hash. Types on a
/// hot path implement `fastHash(_:)` themselves; all 64 bits of the result are used, so all must be well mixed.
public protocol FastHashable: Hashable {
  /// A 64-bit hash of this key under `seed`; equal keys give equal hashes for equal seeds.
  func fastHash(_ seed: HashSeed) -> UInt64
}

extension FastHashable {
  /// The standard library's seeded hash, folded with the rest of the seed.
  @inlinable
  public func fastHash(_ seed: HashSeed) -> UInt64 {
    // One keyed hash of the standard library, folded with the second key word.
    let raw = UInt64(truncatingIfNeeded: _rawHashValue(seed: Int(truncatingIfNeeded: seed.k0)))
    return WyHash.fold(raw ^ seed.k1, 0x8BB8_4B93_962E_ACC9)
  }
}

extension FastHashable where Self: FixedWidthInteger {
  /// One multiplication; SipHash-1-3 under a keyed seed.
  @inlinable @inline(__always)
  public func fastHash(_ seed: HashSeed) -> UInt64 {
    let word = UInt64(truncatingIfNeeded: self)
    if _slowPath(seed.kind == .sip) { return SipHash.hash(word: word, k0: seed.k0, k1: seed.k1) }
    return WyHash.hash(word: word, seed)
  }
}

extension UInt64: FastHashable {}
extension Int64: FastHashable {}
extension UInt32: FastHashable {}
extension Int32: FastHashable {}
extension UInt: FastHashable {}
extension Int: FastHashable {}

extension String: FastHashable {
  /// The standard library's seeded hash, folded with the rest of the seed.
  @inlinable
  public func fastHash(_ seed: HashSeed) -> UInt64 {
    // Strings compare by canonical equivalence, so the hash must be the standard library's.
    let raw = UInt64(truncatingIfNeeded: _rawHashValue(seed: Int(truncatingIfNeeded: seed.k0)))
    return WyHash.fold(raw ^ seed.k1, 0x8BB8_4B93_962E_ACC9)
  }
}
