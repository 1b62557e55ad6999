import CIntrinsics

/// Walks the live entries of one segment, in memory order, whatever its layout.
@frozen
@usableFromInline
struct SegmentCursor<Key, Value> {
  @usableFromInline typealias Entry = Cell<Key, Value>
  @usableFromInline typealias Shape = Geometry<Key, Value>

  @usableFromInline let word: SegmentWord
  @usableFromInline let layout: Layout
  @usableFromInline let pool: CellPool<Key, Value>
  /// One beyond the last unit: groups, buckets (overflow ones too) or slots.
  @usableFromInline let end: Int
  /// The unit in hand and the lanes of it still to visit.
  @usableFromInline var unit: Int
  @usableFromInline var lanes: UInt32
  /// The lane visited last.
  @usableFromInline var lane: Int

  @inlinable
  init(_ word: SegmentWord, pool: CellPool<Key, Value>, from start: Int = 0, units: Int = .max) {
    self.word = word
    self.pool = pool
    layout = word.layout
    let total: Int
    switch layout {
    case .grouped, .compact: total = 1 << word.exponent
    case .chaining: total = Int(word.header.pointee.freshBucket)
    case .robinhood: total = (1 << word.exponent) + Shape.tail(word.exponent)
    }
    end = units > total - start ? total : start + units
    unit = start - 1
    lanes = 0
    lane = 0
  }

  /// The next live entry, or nil.
  @inlinable
  mutating func next() -> UnsafeMutablePointer<Entry>? {
    if layout == .robinhood {
      let words = word.base.assumingMemoryBound(to: UInt16.self)
      unit &+= 1
      while unit < end {
        // The low byte is the fingerprint: zero in empty slots and tombstones.
        if words[unit] & 0xFF != 0 { return cell }
        unit &+= 1
      }
      return nil
    }
    while lanes == 0 {
      unit &+= 1
      guard unit < end else { return nil }
      switch layout {
      case .chaining: lanes = ~ci_match8(word.base + unit &* Shape.bucketStride, 0) & 0x7F
      default: lanes = ~ci_match16(word.base + unit &* 16, 0) & 0x7FFF
      }
    }
    lane = lanes.trailingZeroBitCount
    lanes &= lanes &- 1
    return cell
  }

  /// The pool reference of the entry visited last (`compact` only).
  @inlinable
  var reference: UInt32 {
    word.cell(unit &* 15 &+ lane, UInt32.self).pointee
  }

  /// The cell visited last.
  @inlinable
  var cell: UnsafeMutablePointer<Entry> {
    switch layout {
    case .grouped:
      return word.cell(unit &* 15 &+ lane, Entry.self)
    case .compact: return pool.cell(reference)
    case .chaining:
      return (word.base + unit &* Shape.bucketStride + Shape.bucketHeader).assumingMemoryBound(to: Entry.self)
        + lane
    case .robinhood:
      return word.cell(unit, Entry.self)
    }
  }

  /// The tag or word of the entry visited last.
  @inlinable
  var mark: UnsafeMutableRawPointer {
    switch layout {
    case .grouped, .compact: word.base + (unit &* 16 &+ lane)
    case .chaining: word.base + (unit &* Shape.bucketStride &+ lane)
    case .robinhood: word.base + unit &* 2
    }
  }
}

// The same walk over segments of byte strings that hold their cells themselves (all but `compact`): a loop for each
// layout, without a cursor's state, where every nanosecond counts.
extension SegmentWord {
  private typealias Entry = Cell<ByteCell, ByteCell>
  private typealias Shape = Geometry<ByteCell, ByteCell>

  /// Cells of the segment, empty ones too.
  var ownCells: Int {
    if isGrouped { return 15 << exponent }
    if elseIsChaining { return 7 &* Int(header.pointee.freshBucket) }
    return (1 << exponent) + Shape.tail(exponent)
  }

  /// Calls `body` with every live cell, in memory order. O(cells).
  @inline(__always)
  func forEachOwnCell(_ body: (UnsafeMutablePointer<Cell<ByteCell, ByteCell>>) -> Void) {
    let base = base
    if isGrouped {
      for group in 0..<1 << exponent {
        var lanes = ~ci_match16(base + group &* 16, 0) & 0x7FFF
        while lanes != 0 {
          body(cell(group &* 15 &+ lanes.trailingZeroBitCount, Entry.self))
          lanes &= lanes &- 1
        }
      }
    } else if elseIsChaining {
      for bucket in 0..<Int(header.pointee.freshBucket) {
        let start = base + bucket &* Shape.bucketStride
        let cells = (start + Shape.bucketHeader).assumingMemoryBound(to: Entry.self)
        var lanes = ~ci_match8(start, 0) & 0x7F
        while lanes != 0 {
          body(cells + lanes.trailingZeroBitCount)
          lanes &= lanes &- 1
        }
      }
    } else {
      let words = base.assumingMemoryBound(to: UInt16.self)
      // The low byte is the fingerprint: zero in empty slots and tombstones.
      for slot in 0..<ownCells where words[slot] & 0xFF != 0 { body(cell(slot, Entry.self)) }
    }
  }
}
