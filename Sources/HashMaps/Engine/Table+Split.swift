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
    if word.layout == layout, word.exponent == cap(layout) {
      let high = try makeSegment(layout, word.exponent, depth: depth, prefix: header.prefix | bit)
      parted(word, high, bit: UInt64(bit), seed: directory.seed)
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
}
