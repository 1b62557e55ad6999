/// A directory word: the address of a segment's anchor (256-byte aligned), its layout in bits 6...7 and, in bits
/// 0...5, the shift that turns a hash into a position. A look-up therefore never reads the segment's header.
///
/// The header lies at the anchor; tags, words or buckets above it; cells (or references) below it, growing downwards,
/// so that no address depends on the segment's size.
@frozen
@usableFromInline
struct SegmentWord: Equatable {
  @usableFromInline let bits: UInt64

  @inlinable @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inlinable @inline(__always)
  init(anchor: UnsafeMutableRawPointer, layout: Layout, exponent: Int) {
    bits = UInt64(UInt(bitPattern: anchor)) | UInt64(layout.rawValue) << 6 | UInt64(64 - exponent)
  }

  /// Stands in the directory where a reseed has already moved the entries away: no anchor, and the layout that look-ups
  /// ask for last, so that the others need not ask whether a word is this one.
  @inlinable @inline(__always)
  static var moved: SegmentWord { SegmentWord(bits: 0xC0) }

  @inlinable @inline(__always)
  var isMoved: Bool { bits == 0xC0 }

  @inlinable @inline(__always)
  var anchor: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: UInt(bits & ~255)).unsafelyUnwrapped
  }

  /// The first tags, words or bucket.
  @inlinable @inline(__always)
  var base: UnsafeMutableRawPointer { anchor + SegmentHeader.bytes }

  /// Cell number `index` of a layout that keeps its cells below the anchor.
  @inlinable @inline(__always)
  func cell<Entry>(_ index: Int, _: Entry.Type) -> UnsafeMutablePointer<Entry> {
    // ~index is -(index + 1), without the overflow check that negating brings.
    anchor.assumingMemoryBound(to: Entry.self) + ~index
  }

  // Tests of single bits, in this order: compilers turn comparisons of one value into a jump table, which costs an
  // indirect branch where these cost a predicted one.

  @inlinable @inline(__always)
  var isGrouped: Bool { bits & 0xC0 == 0 }

  /// Of a word that is not grouped.
  @inlinable @inline(__always)
  var elseIsChaining: Bool { bits & 0x80 == 0 }

  /// Of a word that is neither grouped nor chaining.
  @inlinable @inline(__always)
  var elseIsRobinhood: Bool { bits & 0x40 == 0 }

  @inlinable @inline(__always)
  var layout: Layout { Layout(rawValue: UInt8(truncatingIfNeeded: bits >> 6) & 3).unsafelyUnwrapped }

  /// Binary logarithm of the number of positions (groups, buckets or home slots).
  @inlinable @inline(__always)
  var exponent: Int { 64 - Int(bits & 63) }

  /// The position of a hash: its topmost bits, so that a split (which reads the low half) keeps it. Exponents are
  /// at least 1, since a shift by all 64 bits is none.
  @inlinable @inline(__always)
  func position(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> bits) }

  @inlinable @inline(__always)
  var header: UnsafeMutablePointer<SegmentHeader> {
    anchor.assumingMemoryBound(to: SegmentHeader.self)
  }
}

/// The 128 bytes at a segment's anchor: what writes need and look-ups do not.
@frozen
@usableFromInline
struct SegmentHeader {
  @usableFromInline static var bytes: Int {
    @inlinable get { 128 }
  }

  /// Live entries.
  @usableFromInline var count: Int32
  /// Entries that may still be inserted before the segment must be rebuilt, doubled or split. It falls below
  /// capacity minus count when deletions leave traces (overflow bits, tombstones), so that drift is bounded.
  @usableFromInline var budget: Int32
  /// Deleted entries whose place is still marked (`robinhood` with tombstones only).
  @usableFromInline var tombstones: Int32
  /// How many low-half hash bits, from the top, all keys of this segment share.
  @usableFromInline var depth: Int32
  /// Those bits.
  @usableFromInline var prefix: UInt32
  /// Head of the list of overflow buckets given back (`chaining` only; 0 is the end).
  @usableFromInline var freeBucket: UInt32
  /// The first overflow bucket never used yet (`chaining` only).
  @usableFromInline var freshBucket: UInt32
  /// Overflow buckets in use (`chaining` only).
  @usableFromInline var overflowBuckets: Int32
  /// Bytes of the whole block, header included.
  @usableFromInline var blockBytes: Int

  @inlinable
  init(blockBytes: Int, budget: Int, depth: Int, prefix: UInt32) {
    count = 0
    self.budget = Int32(truncatingIfNeeded: budget)
    tombstones = 0
    self.depth = Int32(truncatingIfNeeded: depth)
    self.prefix = prefix
    freeBucket = 0
    freshBucket = 0
    overflowBuckets = 0
    self.blockBytes = blockBytes
  }
}
