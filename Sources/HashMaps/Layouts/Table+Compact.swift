import CIntrinsics

// The groups of `grouped`, with 32-bit references into the pool in place of the cells.

extension Table {
  @inlinable @inline(__always)
  func findCompact<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let base = word.base
    var walk = GroupWalk(word, hash)
    repeat {
      let tags = base + walk.group &* 16
      var matches = ci_match16_hash(tags, hash) & 0x7FFF
      observer.read(walk.group, matches)
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        let cell = pool.cell(word.cell(walk.group &* 15 &+ lane, UInt32.self).pointee)
        let equal = query.matches(Self.key(of: cell))
        observer.compare(cell, walk.group, lane, equal)
        if _fastPath(equal) { return Slot(cell: cell, mark: tags + lane) }
        matches &= matches &- 1
      }
    } while _slowPath(walk.advance(base, hash))
    return nil
  }

  @inlinable
  func placeCompact<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ reference: UInt32, _ observer: inout Observer
  ) {
    let (group, lane) = claimTag(word, hash, &observer)
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
