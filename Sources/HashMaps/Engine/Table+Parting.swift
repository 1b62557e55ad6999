import CIntrinsics

// Parting: half the entries of a segment move into a new one of the same layout and size, the rest stay where they are.
// Each layout keeps an entry at the same position on both sides, so neither side can refuse one, and only one block is
// new. Which entries leave is random: masks and indices say it, since a branch would be guessed wrong every other time.

extension Table {
  /// Moves the entries of `low` whose hash has `bit` into `high`, which is empty, and clears the traces of deletions.
  @inlinable
  func parted(_ low: SegmentWord, _ high: SegmentWord, bit: UInt64, seed: HashSeed) {
    let shift = UInt64(truncatingIfNeeded: bit.trailingZeroBitCount)
    let moved: Int
    switch low.layout {
    case .grouped, .compact: moved = partedGroups(low, high, shift, seed)
    case .chaining: moved = partedBuckets(low, high, shift, seed)
    case .robinhood: moved = partedRuns(low, high, shift, seed)
    }
    let header = low.header
    high.header.pointee.count = Int32(truncatingIfNeeded: moved)
    high.header.pointee.budget &-= Int32(truncatingIfNeeded: moved)
    header.pointee.depth = high.header.pointee.depth
    header.pointee.count &-= Int32(truncatingIfNeeded: moved)
    header.pointee.budget = Int32(Shape.capacity(low.layout, low.exponent)) &- header.pointee.count
    header.pointee.tombstones = 0
  }

  /// Entries in their home group go to the same group of the other side. Those beyond it find their place anew, so that
  /// no stale overflow bit remains.
  @inlinable @inline(__always)
  func partedGroups(_ low: SegmentWord, _ high: SegmentWord, _ shift: UInt64, _ seed: HashSeed) -> Int {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 1 << low.exponent) { astray in
      var moved = 0
      for group in 0..<(1 << low.exponent) {
        let tags = low.base + group &* 16
        var lanes = ~ci_match16(tags, 0) & 0x7FFF
        // A cell takes longer to come than a group takes to part.
        if !low.isGrouped { prefetchReferences(low, group &+ 3) }
        var leaving: UInt32 = 0
        var away: UInt32 = 0
        while lanes != 0 {
          let lane = UInt32(truncatingIfNeeded: lanes.trailingZeroBitCount)
          lanes &= lanes &- 1
          let hash = keys.hash(Self.key(of: groupedCell(low, group &* 15 &+ Int(lane))), seed)
          leaving |= UInt32(truncatingIfNeeded: hash &>> shift & 1) &<< lane
          away |= (low.position(hash) == group ? 0 : 1) &<< lane
        }
        astray[group] = UInt16(truncatingIfNeeded: away)
        tags.storeBytes(of: 0, toByteOffset: 15, as: UInt8.self)
        leaving &= ~away
        let goal = high.base + group &* 16
        var place = 0
        while leaving != 0 {
          let lane = leaving.trailingZeroBitCount
          leaving &= leaving &- 1
          let tag = tags.load(fromByteOffset: lane, as: UInt8.self)
          goal.storeBytes(of: tag, toByteOffset: place, as: UInt8.self)
          tags.storeBytes(of: 0, toByteOffset: lane, as: UInt8.self)
          moveSlot(low, group &* 15 &+ lane, high, group &* 15 &+ place)
          place &+= 1
        }
        moved &+= place
      }
      for group in 0..<(1 << low.exponent) {
        var lanes = UInt32(astray[group])
        while lanes != 0 {
          moved &+= settleAstray(low, high, group, lanes.trailingZeroBitCount, shift, seed)
          lanes &= lanes &- 1
        }
      }
      return moved
    }
  }

  /// Finds the place of an entry that lay beyond its home group; returns 1 when that is in `high`.
  @inlinable
  func settleAstray(
    _ low: SegmentWord, _ high: SegmentWord, _ group: Int, _ lane: Int, _ shift: UInt64, _ seed: HashSeed
  ) -> Int {
    var unobserved = Unobserved()
    let slot = group &* 15 &+ lane
    let hash = keys.hash(Self.key(of: groupedCell(low, slot)), seed)
    low.base.storeBytes(of: 0, toByteOffset: group &* 16 &+ lane, as: UInt8.self)
    let leaves = hash &>> shift & 1 != 0
    let place = claimTag(leaves ? high : low, hash, &unobserved)
    let goal = place.group &* 15 &+ place.lane
    if leaves || goal != slot { moveSlot(low, slot, leaves ? high : low, goal) }
    return leaves ? 1 : 0
  }

  @inlinable @inline(__always)
  func groupedCell(_ word: SegmentWord, _ slot: Int) -> UnsafeMutablePointer<Entry> {
    word.isGrouped ? word.cell(slot, Entry.self) : pool.cell(word.cell(slot, UInt32.self).pointee)
  }

  @inlinable @inline(__always)
  func moveSlot(_ from: SegmentWord, _ slot: Int, _ to: SegmentWord, _ goal: Int) {
    if from.isGrouped {
      to.cell(goal, Entry.self).moveInitialize(from: from.cell(slot, Entry.self), count: 1)
    } else {
      to.cell(goal, UInt32.self).pointee = from.cell(slot, UInt32.self).pointee
    }
  }

  /// Asks for the pool cells of a group of a compact segment: they lie anywhere in the pool.
  @inlinable
  func prefetchReferences(_ word: SegmentWord, _ group: Int) {
    guard group < 1 << word.exponent else { return }
    var lanes = ~ci_match16(word.base + group &* 16, 0) & 0x7FFF
    while lanes != 0 {
      ci_prefetch(groupedCell(word, group &* 15 &+ lanes.trailingZeroBitCount))
      lanes &= lanes &- 1
    }
  }

  @inlinable @inline(__always)
  func partedBuckets(_ low: SegmentWord, _ high: SegmentWord, _ shift: UInt64, _ seed: HashSeed) -> Int {
    var moved = 0
    for position in 0..<(1 << low.exponent) {
      let bucket = low.base + position &* Shape.bucketStride
      guard _fastPath(bucket.load(fromByteOffset: 7, as: UInt8.self) == 0) else {
        moved &+= partedChain(low, high, bucket, shift, seed)
        continue
      }
      let cells = Self.bucketCells(bucket)
      var lanes = ~ci_match8(bucket, 0) & 0x7F
      var leaving: UInt32 = 0
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount
        lanes &= lanes &- 1
        let hash = keys.hash(Self.key(of: cells + lane), seed)
        leaving |= UInt32(truncatingIfNeeded: hash &>> shift & 1) &<< UInt32(truncatingIfNeeded: lane)
      }
      let goal = high.base + position &* Shape.bucketStride
      var place = 0
      while leaving != 0 {
        let lane = leaving.trailingZeroBitCount
        leaving &= leaving &- 1
        let tag = bucket.load(fromByteOffset: lane, as: UInt8.self)
        goal.storeBytes(of: tag, toByteOffset: place, as: UInt8.self)
        bucket.storeBytes(of: 0, toByteOffset: lane, as: UInt8.self)
        (Self.bucketCells(goal) + place).moveInitialize(from: cells + lane, count: 1)
        place &+= 1
      }
      moved &+= place
    }
    return moved
  }

  /// The same for a bucket with overflow buckets: those that stay close ranks, emptied buckets are unlinked.
  @inlinable @inline(never)
  func partedChain(
    _ low: SegmentWord, _ high: SegmentWord, _ first: UnsafeMutableRawPointer, _ shift: UInt64,
    _ seed: HashSeed
  ) -> Int {
    var unobserved = Unobserved()
    var moved = 0
    var last = first
    var place = 0
    var source: UnsafeMutableRawPointer? = first
    while let bucket = source {
      var lanes = ~ci_match8(bucket, 0) & 0x7F
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount
        lanes &= lanes &- 1
        let cell = Self.bucketCells(bucket) + lane
        let hash = keys.hash(Self.key(of: cell), seed)
        bucket.storeBytes(of: 0, toByteOffset: lane, as: UInt8.self)
        if hash &>> shift & 1 != 0 {
          // The new chain is no longer than this one, so there are overflow buckets for it.
          let goal = placeChaining(high, hash, high.header, &unobserved).unsafelyUnwrapped
          goal.moveInitialize(from: cell, count: 1)
          moved &+= 1
          continue
        }
        if place == Shape.cellsPerBucket {
          last = Self.following(last, low).unsafelyUnwrapped
          place = 0
        }
        last.storeBytes(of: Self.tag(hash), toByteOffset: place, as: UInt8.self)
        let goal = Self.bucketCells(last) + place
        if goal != cell { goal.moveInitialize(from: cell, count: 1) }
        place &+= 1
      }
      source = Self.following(bucket, low)
    }
    var empty = last.load(fromByteOffset: 8, as: UInt32.self)
    Self.link(last, 0)
    while empty != 0 {
      let bucket = low.base + Int(empty) &* Shape.bucketStride
      let following = bucket.load(fromByteOffset: 8, as: UInt32.self)
      bucket.storeBytes(of: 0, as: UInt64.self)
      bucket.storeBytes(of: low.header.pointee.freeBucket, toByteOffset: 8, as: UInt32.self)
      low.header.pointee.freeBucket = empty
      low.header.pointee.overflowBuckets &-= 1
      empty = following
    }
    return moved
  }

  /// Entries lie in the order of their homes: on either side each goes to its home or right behind the one before it,
  /// which is never farther than it was.
  @inlinable @inline(__always)
  func partedRuns(_ low: SegmentWord, _ high: SegmentWord, _ shift: UInt64, _ seed: HashSeed) -> Int {
    let words = low.base.assumingMemoryBound(to: UInt16.self)
    let end = (1 << low.exponent) &+ Shape.tail(low.exponent)
    var nextLow = 0
    var nextHigh = 0
    var moved = 0
    for index in 0..<end {
      let held = words[index]
      words[index] = 0
      guard held & 0xFF != 0 else { continue }
      let home = index &- Int(held &>> 8) &+ 1
      let cell = low.cell(index, Entry.self)
      let leaves = Int(truncatingIfNeeded: keys.hash(Self.key(of: cell), seed) &>> shift & 1)
      let target = leaves == 0 ? low : high
      let place = max(home, leaves == 0 ? nextLow : nextHigh)
      nextLow = leaves == 0 ? place &+ 1 : nextLow
      nextHigh = leaves == 0 ? nextHigh : place &+ 1
      target.base.assumingMemoryBound(to: UInt16.self)[place] =
        UInt16(truncatingIfNeeded: place &- home &+ 1) &<< 8 | held & 0xFF
      let goal = target.cell(place, Entry.self)
      if goal != cell { goal.moveInitialize(from: cell, count: 1) }
      moved &+= leaves
    }
    return moved
  }
}
