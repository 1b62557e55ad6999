import CIntrinsics

// Batched access: all tag lines of a batch are asked for first, then all cells that match, so that the misses of many
// keys overlap. It pays where the table does not fit the caches.

extension Table {
  /// Asks for the line that holds the tags (or bucket, or words) of this hash.
  @inlinable @inline(__always)
  func prefetchTags(_ hash: UInt64) {
    let word = main[hash]
    if _slowPath(word.isMoved) { return }
    let layout = word.layoutBits
    let position = word.position(hash)
    if layout == 0 || layout == 0x60 {
      ci_prefetch(word.base + position &* 16)
    } else if layout == 0x20 {
      ci_prefetch(word.base + position &* Shape.bucketStride)
    } else {
      ci_prefetch(word.base + position &* 2)
      ci_prefetch(Self.robinhoodCells(word) + position)
    }
  }

  /// Asks for the first cell whose tag matches, once its tag line has arrived.
  @inlinable @inline(__always)
  func prefetchCells(_ hash: UInt64) {
    let word = main[hash]
    if _slowPath(word.isMoved) { return }
    let layout = word.layoutBits
    let position = word.position(hash)
    if layout == 0 {
      let matches = ci_match16(word.base + position &* 16, Self.tag(hash)) & 0x7FFF
      let cells = (word.base + Shape.groupedSlotsOffset(word.exponent)).assumingMemoryBound(to: Entry.self)
      if matches != 0 { ci_prefetch(cells + (position &* 15 &+ matches.trailingZeroBitCount)) }
    } else if layout == 0x20 {
      let bucket = word.base + position &* Shape.bucketStride
      let matches = Self.laneMatches(bucket.load(as: UInt64.self), Self.tag(hash))
      if matches != 0 { ci_prefetch(Self.bucketCells(bucket) + (matches.trailingZeroBitCount &>> 3)) }
    } else if layout == 0x60 {
      let matches = ci_match16(word.base + position &* 16, Self.tag(hash)) & 0x7FFF
      if matches != 0 {
        ci_prefetch(pool.cell(Self.references(word)[position &* 15 &+ matches.trailingZeroBitCount]))
      }
    } else {
      let probe = ci_robin8(word.base + position &* 2, Self.tag(hash), 0) & 0xFF
      if probe != 0 { ci_prefetch(Self.robinhoodCells(word) + (position &+ probe.trailingZeroBitCount)) }
    }
  }
}
