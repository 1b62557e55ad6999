import CIntrinsics

// Batched access: all tag lines of a batch are asked for first, then all cells that match, so that the misses of many
// keys overlap. It pays where the table does not fit the caches.

extension Table {
  /// Look-ups from here on find their lines asked for, until `endPrefetched()` or a change of the segments.
  @inlinable @inline(__always)
  func beginPrefetched() { asksAhead = false }

  @inlinable @inline(__always)
  func endPrefetched() { asksAhead = segmentBytes > 1 << 20 }

  /// Asks for the line that holds the tags (or bucket, or words) of this hash.
  @inlinable @inline(__always)
  func prefetchTags(_ hash: UInt64) {
    let word = main[hash]
    if _slowPath(word.isMoved) { return }
    let position = word.position(hash)
    if word.isGrouped {
      ci_prefetch(word.base + position &* 16)
    } else if word.elseIsChaining {
      ci_prefetch(word.base + position &* Shape.bucketStride)
    } else if word.elseIsRobinhood {
      ci_prefetch(word.base + position &* 2)
      ci_prefetch(word.cell(position, Entry.self))
    } else {
      ci_prefetch(word.base + position &* 16)
    }
  }

  /// Asks for the first cell whose tag matches, once its tag line has arrived.
  @inlinable @inline(__always)
  func prefetchCells(_ hash: UInt64) {
    let word = main[hash]
    if _slowPath(word.isMoved) { return }
    let position = word.position(hash)
    if word.isGrouped {
      let matches = ci_match16_hash(word.base + position &* 16, hash) & 0x7FFF
      if matches != 0 { ci_prefetch(word.cell(position &* 15 &+ matches.trailingZeroBitCount, Entry.self)) }
    } else if word.elseIsChaining {
      let bucket = word.base + position &* Shape.bucketStride
      let matches = ci_match8_hash(bucket, hash) & 0x7F
      if matches != 0 { ci_prefetch(Self.bucketCells(bucket) + matches.trailingZeroBitCount) }
    } else if word.elseIsRobinhood {
      let probe = ci_robin8(word.base + position &* 2, Self.tag(hash), 0) & 0xFF
      if probe != 0 { ci_prefetch(word.cell(position &+ probe.trailingZeroBitCount, Entry.self)) }
    } else {
      let matches = ci_match16_hash(word.base + position &* 16, hash) & 0x7FFF
      if matches != 0 {
        ci_prefetch(pool.cell(word.cell(position &* 15 &+ matches.trailingZeroBitCount, UInt32.self).pointee))
      }
    }
  }
}
