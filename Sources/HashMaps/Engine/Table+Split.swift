import CIntrinsics

// Splitting: one segment becomes two.

extension Table {
  /// Replaces a segment by two of half the hash range each, in `layout`.
  @inlinable @inline(never)
  func split(_ word: SegmentWord, as layout: Layout, in directory: inout Directory, _ reason: EventReason)
    throws(MapError)
  {
    let started = upkeep.begin()
    let header = word.header.pointee
    let entries = Int(header.count)
    let depth = Int(header.depth) + 1
    if depth > directory.depth { try directory.double() }
    let bit: UInt32 = 1 << UInt32(32 - depth)
    if word.layout == layout, layout == .grouped || layout == .compact, word.exponent == cap(layout) {
      let high = try makeSegment(layout, word.exponent, depth: depth, prefix: header.prefix | bit)
      parted(word, high, bit: UInt64(bit), seed: directory.seed)
      word.header.pointee.depth = Int32(depth)
      directory.publish(high, prefix: header.prefix | bit, depth: depth)
      upkeep.record(
        started, .split, reason, segment: header.prefix, from: layout, to: layout, entries: entries,
        bytes: high.header.pointee.blockBytes, operation: operations)
      return
    }
    // Half the entries, and a third of that half again: five standard deviations at 840 entries.
    let exponent = min(cap(layout), Shape.exponent(layout, holding: entries / 2 + entries / 6 + 1))
    if layout == .compact, word.layout != .compact { try pool.reserve(entries) }
    var reserves = try makeReserves(2, for: layout, entries: entries)
    var pair: (SegmentWord, SegmentWord)
    do throws(MapError) {
      let low = try bareSegment(layout, exponent)
      reserves.append(low)
      let high = try bareSegment(layout, exponent)
      reserves.removeLast()
      pair = (low, high)
    } catch {
      for reserve in reserves { freeBare(reserve) }
      throw error
    }
    prepare(pair.0, depth: depth, prefix: header.prefix)
    prepare(pair.1, depth: depth, prefix: header.prefix | bit)
    drain(word, &pair, splitBit: UInt64(bit), seed: directory.seed, reserves: &reserves)
    directory.publish(pair.0, prefix: header.prefix, depth: depth)
    directory.publish(pair.1, prefix: header.prefix | bit, depth: depth)
    freeSegment(word)
    for reserve in reserves { freeBare(reserve) }
    upkeep.record(
      started, .split, reason, segment: header.prefix, from: word.layout, to: pair.0.layout, entries: entries,
      bytes: pair.0.header.pointee.blockBytes + pair.1.header.pointee.blockBytes, operation: operations)
  }

  /// Moves the entries of `low` whose hash has `bit` into `high`, an empty segment of the same size, and brings those
  /// left that lie beyond their home group home again, so that no stale overflow bit remains.
  ///
  /// Half the entries stay where they are, and only one block is new. Both are `grouped`, or both `compact`.
  @inlinable
  func parted(_ low: SegmentWord, _ high: SegmentWord, bit: UInt64, seed: HashSeed) {
    var displaced: [(slot: Int, hash: UInt64)] = []
    displaced.reserveCapacity(Int(low.header.pointee.count) / 4)
    var unobserved = Unobserved()
    var moved: Int32 = 0
    for group in 0..<(1 << low.exponent) {
      let tags = low.base + group &* 16
      var lanes = ~ci_match16(tags, 0) & 0x7FFF
      if !low.isGrouped { prefetchReferences(low, group &+ 1) }
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount
        lanes &= lanes &- 1
        let slot = group &* 15 &+ lane
        let hash = keys.hash(Self.key(of: groupedCell(low, slot)), seed)
        if hash & bit != 0 {
          tags.storeBytes(of: 0, toByteOffset: lane, as: UInt8.self)
          let place = claimTag(high, hash, &unobserved)
          moveSlot(low, slot, high, place.group &* 15 &+ place.lane)
          moved &+= 1
        } else if _slowPath(low.position(hash) != group) {
          displaced.append((slot, hash))
        }
      }
    }
    for group in 0..<(1 << low.exponent) {
      low.base.storeBytes(of: 0, toByteOffset: group &* 16 &+ 15, as: UInt8.self)
    }
    for (slot, hash) in displaced {
      low.base.storeBytes(of: 0, toByteOffset: slot / 15 &* 16 &+ slot % 15, as: UInt8.self)
      let place = claimTag(low, hash, &unobserved)
      let goal = place.group &* 15 &+ place.lane
      if goal != slot { moveSlot(low, slot, low, goal) }
    }
    high.header.pointee.count = moved
    high.header.pointee.budget &-= moved
    low.header.pointee.count &-= moved
    low.header.pointee.budget = Int32(Shape.capacity(low.layout, low.exponent)) &- low.header.pointee.count
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
}
