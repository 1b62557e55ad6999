/// Sizes and offsets of the four layouts for cells of one type; all fold to constants once specialised.
@usableFromInline
enum Geometry<Key, Value> {
  @usableFromInline typealias Entry = Cell<Key, Value>

  @inlinable @inline(__always)
  static var stride: Int { MemoryLayout<Entry>.stride }

  // MARK: grouped and compact: 16 bytes of tags a group, then the slots (cells, or 32-bit references)

  @usableFromInline static var slotsPerGroup: Int {
    @inlinable @inline(__always) get { 15 }
  }

  // MARK: chaining: 16 bytes of tags and link, then seven cells

  @usableFromInline static var cellsPerBucket: Int {
    @inlinable @inline(__always) get { 7 }
  }

  @inlinable @inline(__always)
  static var bucketHeader: Int { max(16, MemoryLayout<Entry>.alignment) }

  @inlinable @inline(__always)
  static var bucketStride: Int { bucketHeader + 7 * stride }

  /// A quarter of the primary buckets: at the target load of five entries a bucket, 13 % of them overflow
  /// (Poisson with mean 5, more than 7), and a second overflow is rare.
  @inlinable @inline(__always)
  static func overflowCapacity(_ exponent: Int) -> Int { max(2, (1 << exponent) / 4) }

  // MARK: robinhood: 16-bit words, then cells; a tail instead of wrapping around

  /// Slots beyond the last home: runs at the end lie there, and no probe wraps.
  @inlinable @inline(__always)
  static func tail(_ exponent: Int) -> Int { 16 + (((1 << exponent) >> 7) << 3) }

  /// Bytes of the words; eight of slack keep a vector load at the last slot inside the block.
  @inlinable
  static func wordBytes(_ exponent: Int) -> Int { ((1 << exponent) + tail(exponent) + 8) * 2 }

  // MARK: common

  /// Bytes below a segment's anchor: its cells or references.
  @inlinable
  static func bytesBelow(_ layout: Layout, _ exponent: Int) -> Int {
    let positions = 1 << exponent
    let bytes: Int
    switch layout {
    case .grouped: bytes = positions * slotsPerGroup * stride
    case .compact: bytes = positions * slotsPerGroup * 4
    case .robinhood: bytes = (positions + tail(exponent)) * stride
    case .chaining: bytes = 0
    }
    return (bytes + 255) & ~255
  }

  /// Bytes of a segment's room for cells.
  @inlinable
  static func cellBytes(_ layout: Layout, _ exponent: Int) -> Int {
    let positions = 1 << exponent
    switch layout {
    case .grouped: return positions * slotsPerGroup * stride
    case .robinhood: return (positions + tail(exponent)) * stride
    case .chaining: return (positions + overflowCapacity(exponent)) * cellsPerBucket * stride
    case .compact: return 0
    }
  }

  /// Bytes of a segment's whole block.
  @inlinable
  static func blockBytes(_ layout: Layout, _ exponent: Int) -> Int {
    let above: Int
    switch layout {
    case .grouped, .compact: above = 16 << exponent
    case .robinhood: above = wordBytes(exponent)
    case .chaining: above = ((1 << exponent) + overflowCapacity(exponent)) * bucketStride
    }
    return bytesBelow(layout, exponent) + SegmentHeader.bytes + above
  }

  /// Entries a fresh segment takes before it grows: 7/8 of the slots (grouped, compact: beyond it misses walk),
  /// five a bucket (chaining), 0.81 (robinhood: beyond it insertions shift too far).
  @inlinable
  static func capacity(_ layout: Layout, _ exponent: Int) -> Int {
    let positions = 1 << exponent
    switch layout {
    case .grouped, .compact: return positions * slotsPerGroup * 7 / 8
    case .chaining: return positions * 5
    case .robinhood: return positions * 81 / 100
    }
  }

  /// Slots of a segment, the denominator of its load factor.
  @inlinable
  static func slots(_ layout: Layout, _ exponent: Int) -> Int {
    let positions = 1 << exponent
    switch layout {
    case .grouped, .compact: return positions * slotsPerGroup
    case .chaining: return positions * cellsPerBucket
    case .robinhood: return positions
    }
  }

  @inlinable
  static func smallestExponent(_ layout: Layout) -> Int {
    switch layout {
    case .grouped, .compact, .chaining: 1
    case .robinhood: 4
    }
  }

  /// The largest exponent whose slots fit in `bytes`; a compact segment holds as many groups as a grouped one,
  /// so that converting one changes no boundaries.
  @inlinable
  static func largestExponent(_ layout: Layout, within bytes: Int) -> Int {
    let unit: Int
    switch layout {
    case .grouped, .compact: unit = slotsPerGroup * stride
    case .chaining: unit = bucketStride
    case .robinhood: unit = stride
    }
    var exponent = smallestExponent(layout)
    while exponent < 26, unit << (exponent + 1) <= bytes { exponent += 1 }
    return exponent
  }

  /// The smallest exponent that holds `entries` at the layout's load limit; 31, the largest a directory word can
  /// say, for more than any memory holds.
  @inlinable
  static func exponent(_ layout: Layout, holding entries: Int) -> Int {
    var exponent = smallestExponent(layout)
    while exponent < 31, capacity(layout, exponent) < entries { exponent += 1 }
    return exponent
  }
}
