import CIntrinsics

// The groups of `grouped`, with 32-bit references into the pool in place of the cells.

extension Table {
  @inlinable @inline(__always)
  static func references(_ word: SegmentWord) -> UnsafeMutablePointer<UInt32> {
    (word.base + (16 << word.exponent)).assumingMemoryBound(to: UInt32.self)
  }

  @inlinable @inline(__always)
  func findCompact<Query: KeyQuery>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let base = word.base
    let references = Self.references(word)
    var walk = GroupWalk(word, hash)
    repeat {
      let tags = base + walk.group &* 16
      var matches = ci_match16(tags, Self.tag(hash)) & 0x7FFF
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        let cell = pool.cell(references[walk.group &* 15 &+ lane])
        if _fastPath(query.matches(Self.key(of: cell))) { return Slot(cell: cell, mark: tags + lane) }
        matches &= matches &- 1
      }
    } while _slowPath(walk.advance(base, hash))
    return nil
  }

  @inlinable
  func placeCompact(_ word: SegmentWord, _ hash: UInt64, _ reference: UInt32) {
    let (group, lane) = claimTag(word, hash)
    Self.references(word)[group &* 15 &+ lane] = reference
  }

  @inlinable
  func eraseCompact(
    _ slot: Slot<Key, Value>, _ hash: UInt64, _ word: SegmentWord, _ header: UnsafeMutablePointer<SegmentHeader>
  ) {
    let offset = slot.mark - word.base
    pool.release(Self.references(word)[(offset &>> 4) &* 15 &+ (offset & 15)])
    eraseGrouped(slot, hash, header)
  }
}
