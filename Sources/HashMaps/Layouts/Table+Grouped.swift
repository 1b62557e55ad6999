import CIntrinsics

// Groups of fifteen slots: fifteen one-byte tags and an overflow byte. A key goes to the first group with room along
// a triangular walk from its home; every full group it passes sets bit (hash mod 8) of its overflow byte, so a
// look-up stops at the first group without that bit. The idea is that of boost::unordered_flat_map (J. M. López
// Muñoz, 2022): it needs no tombstones, and misses end in the first group nearly always.

extension Table {
  /// Walks that pass this many full groups do not occur with an honest hash: near the load limit a group is full
  /// with probability 0.3, and 0.3^20 is 3e-11.
  @inlinable @inline(__always)
  static var suspiciousWalk: Int { 20 }

  @inlinable @inline(__always)
  func findGrouped<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let base = word.base
    let group = word.position(hash)
    let tags = base + group &* 16
    let cells = word.cell(group &* 15, Entry.self)
    var matches = ci_match16_hash(tags, hash) & 0x7FFF
    observer.read(group, matches)
    if matches != 0, asksAhead {
      // The first lines of the cells, whose address does not depend on the tags: where hits are foretold they are asked for
      // before the tags have arrived, so that two cache misses overlap. After a run of misses none is.
      let line = UnsafeRawPointer(cells)
      ci_prefetch(line)
      ci_prefetch(line - 64)
      ci_prefetch(line - 128)
      ci_prefetch(line - 192)
    }
    while matches != 0 {
      let lane = matches.trailingZeroBitCount
      let equal = query.matches(Self.key(of: cells - lane))
      observer.compare(cells - lane, group, lane, equal)
      if _fastPath(equal) { return Slot(cell: cells - lane, mark: tags + lane) }
      matches &= matches &- 1
    }
    if _fastPath(ci_byte(tags + 15) & Self.overflowBit(hash) == 0) { return nil }
    return findGroupedFurther(query, hash, word, &observer)
  }

  @inlinable @inline(never)
  func findGroupedFurther<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let base = word.base
    var walk = GroupWalk(word, hash)
    while walk.advance(base, hash) {
      let tags = base + walk.group &* 16
      var matches = ci_match16_hash(tags, hash) & 0x7FFF
      observer.read(walk.group, matches)
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        let cell = word.cell(walk.group &* 15 &+ lane, Entry.self)
        let equal = query.matches(Self.key(of: cell))
        observer.compare(cell, walk.group, lane, equal)
        if equal { return Slot(cell: cell, mark: tags + lane) }
        matches &= matches &- 1
      }
    }
    return nil
  }

  @inlinable @inline(__always)
  static func overflowBit(_ hash: UInt64) -> UInt8 { 1 &<< UInt8(truncatingIfNeeded: hash & 7) }

  @inlinable @inline(__always)
  static func key(of cell: UnsafeMutablePointer<Entry>) -> UnsafePointer<Key> {
    UnsafeRawPointer(cell).assumingMemoryBound(to: Key.self)
  }

  @inlinable @inline(__always)
  func placeGrouped<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ observer: inout Observer
  ) -> UnsafeMutablePointer<Entry> {
    let (group, lane) = claimTag(word, hash, &observer)
    return word.cell(group &* 15 &+ lane, Entry.self)
  }

  /// Sets the tag of `hash` in the first free slot of its walk. The caller knows that the segment has a free slot.
  @inlinable @inline(__always)
  func claimTag<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ observer: inout Observer
  ) -> (group: Int, lane: Int) {
    let base = word.base
    let group = word.position(hash)
    let free = ci_match16(base + group &* 16, 0) & 0x7FFF
    if _fastPath(free != 0) {
      let lane = free.trailingZeroBitCount
      base.storeBytes(of: Self.tag(hash), toByteOffset: group &* 16 &+ lane, as: UInt8.self)
      observer.act(.place, group, lane)
      return (group, lane)
    }
    return claimTagFurther(word, hash, &observer)
  }

  @inlinable @inline(never)
  func claimTagFurther<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ observer: inout Observer
  ) -> (group: Int, lane: Int) {
    let base = word.base
    let mask = (1 << word.exponent) &- 1
    var group = word.position(hash)
    var step = 0
    while true {
      let tags = base + group &* 16
      let free = ci_match16(tags, 0) & 0x7FFF
      if free != 0 {
        let lane = free.trailingZeroBitCount
        tags.storeBytes(of: Self.tag(hash), toByteOffset: lane, as: UInt8.self)
        observer.act(.place, group, lane)
        if step > Self.suspiciousWalk { suspect(.longProbe, step, limit: Self.suspiciousWalk) }
        return (group, lane)
      }
      let overflow = tags.load(fromByteOffset: 15, as: UInt8.self) | Self.overflowBit(hash)
      tags.storeBytes(of: overflow, toByteOffset: 15, as: UInt8.self)
      observer.act(.markOverflow, group, 15)
      step &+= 1
      group = (group &+ step) & mask
    }
  }

  /// Frees the slot. Where its group once overflowed for this hash, the bit stays and the place is not given back to
  /// the budget: after enough such deletions the segment is rebuilt and the bits are gone.
  @inlinable @inline(__always)
  func eraseGrouped(_ slot: Slot<Key, Value>, _ hash: UInt64, _ header: UnsafeMutablePointer<SegmentHeader>) {
    slot.mark.storeBytes(of: 0, as: UInt8.self)
    let group = UnsafeRawPointer(bitPattern: UInt(bitPattern: slot.mark) & ~15).unsafelyUnwrapped
    if group.load(fromByteOffset: 15, as: UInt8.self) & Self.overflowBit(hash) == 0 {
      header.pointee.budget &+= 1
    }
  }
}

/// The triangular walk over the groups of a segment: home, +1, +2, +3 ..., each group once.
@frozen
@usableFromInline
struct GroupWalk {
  @usableFromInline var group: Int
  @usableFromInline var step = 0
  @usableFromInline let mask: Int

  @inlinable @inline(__always)
  init(_ word: SegmentWord, _ hash: UInt64) {
    group = word.position(hash)
    mask = (1 << word.exponent) &- 1
  }

  /// Goes to the next group if the present one has overflowed for this hash and is not the last.
  @inlinable @inline(__always)
  mutating func advance(_ base: UnsafeMutableRawPointer, _ hash: UInt64) -> Bool {
    let overflow = ci_byte(base + (group &* 16 &+ 15))
    guard overflow & (1 &<< UInt8(truncatingIfNeeded: hash & 7)) != 0, step < mask else { return false }
    step &+= 1
    group = (group &+ step) & mask
    return true
  }
}
