import CIntrinsics

// Robin Hood hashing over 16-bit words: (distance + 1) << 8 | fingerprint; zero is empty, a zero fingerprint a
// tombstone that keeps its distance. Entries of a run are ordered by home, so a look-up stops at the first word that
// lies nearer its home than the wanted key would. Eight words are compared at once; a tail replaces wrapping around.

extension Table {
  /// Farther than this from home a key is refused and its segment mended: the vector compare is signed, and at the
  /// load limit of 0.81 such a distance does not occur with an honest hash.
  @inlinable @inline(__always)
  static var farthest: UInt16 { 112 }

  @inlinable @inline(__always)
  func findRobinhood<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    var index = word.position(hash)
    let words = word.base
    ci_prefetch(word.cell(index, Entry.self))
    var distance: UInt32 = 0
    while true {
      let probe = ci_robin8(words + index &* 2, Self.tag(hash), distance)
      var matches = probe & 0xFF
      observer.read(index, matches)
      while matches != 0 {
        let at = index &+ matches.trailingZeroBitCount
        let cell = word.cell(at, Entry.self)
        let equal = query.matches(Self.key(of: cell))
        observer.compare(cell, at, at &- word.position(hash), equal)
        if _fastPath(equal) { return Slot(cell: cell, mark: words + at &* 2) }
        matches &= matches &- 1
      }
      if _fastPath(probe &>> 8 != 0) { return nil }
      index &+= 8
      distance &+= 8
    }
  }

  @inlinable
  func placeRobinhood<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ header: UnsafeMutablePointer<SegmentHeader>,
    _ observer: inout Observer
  ) -> UnsafeMutablePointer<Entry>? {
    let words = word.base.assumingMemoryBound(to: UInt16.self)
    let end = (1 << word.exponent) &+ Shape.tail(word.exponent)
    var index = word.position(hash)
    var reach: UInt16 = 1
    while true {
      let held = words[index]
      let distance = held &>> 8
      // A word nearer its home, an empty one, or a tombstone of our own home.
      if distance < reach || (distance == reach && held & 0xFF == 0) { break }
      observer.act(.advance, index, Int(distance) &- 1)
      index &+= 1
      reach &+= 1
      if index == end || reach > Self.farthest { return nil }
    }
    var last = index
    while words[last] & 0xFF != 0 {
      if words[last] &>> 8 >= Self.farthest { return nil }
      last &+= 1
      if last == end { return nil }
    }
    if words[last] != 0 {
      header.pointee.tombstones &-= 1
      header.pointee.budget &+= 1
    }
    if last > index {
      // Cells grow downwards: one step farther from home is one cell lower.
      let lowest = word.cell(last &- 1, Entry.self)
      (lowest - 1).moveInitialize(from: lowest, count: last &- index)
      var at = last
      while at > index {
        words[at] = words[at &- 1] &+ 0x100
        observer.act(.shift, at, Int(words[at] &>> 8) &- 1)
        at &-= 1
      }
    }
    words[index] = reach &<< 8 | UInt16(Self.tag(hash))
    observer.act(.place, index, Int(reach) &- 1)
    return word.cell(index, Entry.self)
  }

  @inlinable
  func eraseRobinhood<Observer: ProbeObserver>(
    _ slot: Slot<Key, Value>, _ word: SegmentWord, _ header: UnsafeMutablePointer<SegmentHeader>,
    _ observer: inout Observer
  ) {
    let words = word.base.assumingMemoryBound(to: UInt16.self)
    var index = (slot.mark - word.base) &>> 1
    if usesTombstones, words[index &+ 1] &>> 8 > 1 {
      words[index] &= 0xFF00
      header.pointee.tombstones &+= 1
      observer.act(.leaveTombstone, index, Int(words[index] &>> 8) &- 1)
      return
    }
    header.pointee.budget &+= 1
    guard !usesTombstones else {
      // Nothing behind this slot needs it, nor the tombstones right before it.
      words[index] = 0
      observer.act(.erase, index, 0)
      while index > 0, words[index &- 1] != 0, words[index &- 1] & 0xFF == 0 {
        index &-= 1
        words[index] = 0
        header.pointee.tombstones &-= 1
        header.pointee.budget &+= 1
      }
      return
    }
    var end = index &+ 1
    while words[end] &>> 8 > 1 {
      words[end &- 1] = words[end] &- 0x100
      observer.act(.shift, end &- 1, Int(words[end &- 1] &>> 8) &- 1)
      end &+= 1
    }
    words[end &- 1] = 0
    observer.act(.erase, end &- 1, 0)
    let lowest = word.cell(end &- 1, Entry.self)
    (lowest + 1).moveInitialize(from: lowest, count: end &- index &- 1)
  }
}
