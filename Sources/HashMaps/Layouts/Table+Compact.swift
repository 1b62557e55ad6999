import CIntrinsics

// The groups of `grouped`, with 32-bit references into the pool in place of the cells.

extension Table {
  @inlinable @inline(__always)
  func findCompact<Query: KeyQuery>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let base = word.base
    var walk = GroupWalk(word, hash)
    repeat {
      let tags = base + walk.group &* 16
      var matches = ci_match16(tags, Self.tag(hash)) & 0x7FFF
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        let cell = pool.cell(word.cell(walk.group &* 15 &+ lane, UInt32.self).pointee)
        if _fastPath(query.matches(Self.key(of: cell))) { return Slot(cell: cell, mark: tags + lane) }
        matches &= matches &- 1
      }
    } while _slowPath(walk.advance(base, hash))
    return nil
  }

  @inlinable
  func placeCompact(_ word: SegmentWord, _ hash: UInt64, _ reference: UInt32) {
    let (group, lane) = claimTag(word, hash)
    word.cell(group &* 15 &+ lane, UInt32.self).pointee = reference
  }

  @inlinable
  func eraseCompact(
    _ slot: Slot<Key, Value>, _ hash: UInt64, _ word: SegmentWord,
    _ header: UnsafeMutablePointer<SegmentHeader>
  ) {
    let offset = slot.mark - word.base
    pool.release(word.cell((offset &>> 4) &* 15 &+ (offset & 15), UInt32.self).pointee)
    eraseGrouped(slot, hash, header)
  }
}
