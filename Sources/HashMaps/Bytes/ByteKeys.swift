#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Byte strings as keys: short ones are two words, long ones carry 32 bits of hash beside their reference.
@frozen
@usableFromInline
struct ByteKeys: KeySpace {
  @usableFromInline typealias Stored = ByteCell

  @usableFromInline let arena: Arena

  @inlinable @inline(__always)
  func hash(_ stored: UnsafePointer<ByteCell>, _ seed: HashSeed) -> UInt64 {
    let cell = stored.pointee
    return _fastPath(cell.isInline) ? Self.hash(short: cell, seed) : Self.spread(cell.carriedHash)
  }

  @usableFromInline
  func freshHash(_ stored: UnsafePointer<ByteCell>, _ seed: HashSeed) -> UInt64 {
    if stored.pointee.isInline { return Self.hash(short: stored.pointee, seed) }
    return Self.spread(Self.hash32(long: bytes(stored.pointee), seed))
  }

  @inlinable @inline(__always)
  func rehash(_ stored: UnsafeMutablePointer<ByteCell>, _ seed: HashSeed) -> UInt64 {
    if _fastPath(stored.pointee.isInline) { return Self.hash(short: stored.pointee, seed) }
    let folded = Self.hash32(long: bytes(stored.pointee), seed)
    stored.pointee.carriedHash = folded
    return Self.spread(folded)
  }

  @usableFromInline
  func bytes(_ long: ByteCell) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: arena.pointer(long.reference), count: long.count)
  }

  @inlinable @inline(__always)
  static func hash(short cell: ByteCell, _ seed: HashSeed) -> UInt64 {
    if _slowPath(seed.kind == .sip) {
      return SipHash.hash(low: cell.low, high: cell.high, k0: seed.k0, k1: seed.k1)
    }
    return WyHash.hash(low: cell.low, high: cell.high, seed)
  }

  /// What a long key's cell keeps of its hash, so that splits and conversions never touch the arena.
  @usableFromInline
  static func hash32(long bytes: UnsafeRawBufferPointer, _ seed: HashSeed) -> UInt32 {
    let full =
      seed.kind == .sip ? SipHash.hash(bytes, k0: seed.k0, k1: seed.k1) : WyHash.hash(bytes, seed)
    return UInt32(truncatingIfNeeded: full ^ full >> 32)
  }

  /// The 64 placement bits of a long key: a function of the 32 bits it carries.
  @inlinable @inline(__always)
  static func spread(_ hash: UInt32) -> UInt64 {
    WyHash.fold(UInt64(hash) ^ 0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9)
  }
}

/// A key of at most fifteen bytes: comparing is comparing two words.
@frozen
@usableFromInline
struct ShortQuery: KeyQuery {
  @usableFromInline typealias Keys = ByteKeys

  @usableFromInline let cell: ByteCell

  @inlinable @inline(__always)
  init(cell: ByteCell) { self.cell = cell }

  @inlinable @inline(__always)
  func matches(_ stored: UnsafePointer<ByteCell>) -> Bool {
    (stored.pointee.low ^ cell.low) | (stored.pointee.high ^ cell.high) == 0
  }

  @inlinable @inline(__always)
  func hash(_ seed: HashSeed) -> UInt64 { ByteKeys.hash(short: cell, seed) }
}

/// A longer key: equal length, then equal bytes.
@usableFromInline
struct LongQuery: KeyQuery {
  @usableFromInline typealias Keys = ByteKeys

  let bytes: UnsafeRawBufferPointer
  let arena: Arena

  @usableFromInline
  func matches(_ stored: UnsafePointer<ByteCell>) -> Bool {
    guard !stored.pointee.isInline, stored.pointee.count == bytes.count else { return false }
    return memcmp(arena.pointer(stored.pointee.reference), bytes.baseAddress.unsafelyUnwrapped, bytes.count)
      == 0
  }

  @usableFromInline
  func hash(_ seed: HashSeed) -> UInt64 { ByteKeys.spread(ByteKeys.hash32(long: bytes, seed)) }
}
