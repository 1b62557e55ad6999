import CIntrinsics

// Moving the entries of a segment into one or two others.

extension Table {
  /// Moves every entry of `source` into the targets: into `.1` where `splitBit` of its hash is set, else into `.0`.
  ///
  /// A target that fills up or refuses a key (hostile hashes) is replaced by the larger reserve, which takes
  /// everything. Nothing is allocated here, so nothing can fail half-way.
  @inlinable @inline(never)
  func drain(
    _ source: SegmentWord, _ targets: inout (SegmentWord, SegmentWord), splitBit: UInt64, seed: HashSeed,
    reserves: inout [SegmentWord]
  ) {
    withUnsafeMutableBytes(of: &targets) { raw in
      // A pair as two elements: which one an entry goes to is random, and an index costs less than a wrong guess.
      let targets = raw.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: SegmentWord.self)
      let bit = UInt64(truncatingIfNeeded: splitBit.trailingZeroBitCount) & 63
      let mask: UInt64 = splitBit == 0 ? 0 : 1
      if source.isGrouped, targets[0].isGrouped, mask == 0, targets[0].exponent == source.exponent &+ 1,
        targets[0].header.pointee.count == 0
      {
        doubled(source, targets[0], seed)
      } else if source.isGrouped, targets[0].isGrouped {
        drainGrouped(source, targets, bit, mask, seed, &reserves)
      } else {
        drainAny(source, targets, bit, mask, seed, &reserves)
      }
    }
  }

  /// Into an empty segment of twice the groups: entries at home go to one of two groups, where they are counted rather than
  /// looked for, since reading a tag just written has to wait for the write. Those beyond their home follow later.
  @inlinable @inline(__always)
  func doubled(_ source: SegmentWord, _ target: SegmentWord, _ seed: HashSeed) {
    var unobserved = Unobserved()
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 1 << source.exponent) { astray in
      for group in 0..<(1 << source.exponent) {
        let tags = source.base + group &* 16
        let cells = source.cell(group &* 15, Entry.self)
        var lanes = ~ci_match16(tags, 0) & 0x7FFF
        var away: UInt16 = 0
        // How many went to the first group, and in the upper half to the second.
        var places: UInt64 = 0
        while lanes != 0 {
          let lane = lanes.trailingZeroBitCount
          lanes &= lanes &- 1
          let position = target.position(keys.hash(Self.key(of: cells - lane), seed))
          if _slowPath(position &>> 1 != group) {
            away |= 1 &<< UInt16(truncatingIfNeeded: lane)
            continue
          }
          let half = UInt64(truncatingIfNeeded: (position & 1) &* 32)
          let place = Int(truncatingIfNeeded: places &>> half & 15)
          places &+= 1 &<< half
          let tag = tags.load(fromByteOffset: lane, as: UInt8.self)
          target.base.storeBytes(of: tag, toByteOffset: position &* 16 &+ place, as: UInt8.self)
          target.cell(position &* 15 &+ place, Entry.self).moveInitialize(from: cells - lane, count: 1)
        }
        astray[group] = away
      }
      for group in 0..<(1 << source.exponent) {
        var lanes = astray[group]
        while lanes != 0 {
          let cell = source.cell(group &* 15 &+ lanes.trailingZeroBitCount, Entry.self)
          lanes &= lanes &- 1
          let hash = keys.hash(Self.key(of: cell), seed)
          placeGrouped(target, hash, &unobserved).moveInitialize(from: cell, count: 1)
        }
      }
    }
    target.header.pointee.count = source.header.pointee.count
    target.header.pointee.budget &-= source.header.pointee.count
  }

  /// The commonest drain, without the switches over layouts.
  @inlinable @inline(__always)
  func drainGrouped(
    _ source: SegmentWord, _ targets: UnsafeMutablePointer<SegmentWord>, _ bit: UInt64, _ mask: UInt64,
    _ seed: HashSeed, _ reserves: inout [SegmentWord]
  ) {
    var unobserved = Unobserved()
    for group in 0..<(1 << source.exponent) {
      var lanes = ~ci_match16(source.base + group &* 16, 0) & 0x7FFF
      let cells = source.cell(group &* 15, Entry.self)
      while lanes != 0 {
        let cell = cells - lanes.trailingZeroBitCount
        lanes &= lanes &- 1
        let hash = keys.hash(Self.key(of: cell), seed)
        let side = Int(truncatingIfNeeded: hash &>> bit & mask)
        var header = targets[side].header
        if _slowPath(header.pointee.budget <= 0) {
          targets[side] = replace(targets[side], seed, &reserves)
          header = targets[side].header
        }
        placeGrouped(targets[side], hash, &unobserved).moveInitialize(from: cell, count: 1)
        header.pointee.budget &-= 1
        header.pointee.count &+= 1
      }
    }
  }

  @inlinable @inline(never)
  func drainAny(
    _ source: SegmentWord, _ targets: UnsafeMutablePointer<SegmentWord>, _ bit: UInt64, _ mask: UInt64,
    _ seed: HashSeed, _ reserves: inout [SegmentWord]
  ) {
    var cursor = Cursor(source, pool: pool)
    // Pool cells lie anywhere: they are asked for some entries ahead, else each would be a cache miss of its own.
    var ahead = cursor
    var lead = 0
    if source.layout == .compact {
      while lead < 16, let cell = ahead.next() {
        ci_prefetch(cell)
        lead &+= 1
      }
    }
    while let cell = cursor.next() {
      if source.layout == .compact, let coming = ahead.next() { ci_prefetch(coming) }
      let hash = keys.hash(Self.key(of: cell), seed)
      transfer(cursor, cell, hash, targets + Int(truncatingIfNeeded: hash &>> bit & mask), seed, &reserves)
    }
  }

  @inlinable @inline(__always)
  func transfer(
    _ cursor: Cursor, _ cell: UnsafeMutablePointer<Entry>, _ hash: UInt64,
    _ target: UnsafeMutablePointer<SegmentWord>, _ seed: HashSeed, _ reserves: inout [SegmentWord]
  ) {
    var header = target.pointee.header
    while true {
      if _fastPath(header.pointee.budget > 0), accept(cursor, cell, hash, target.pointee, header) { break }
      target.pointee = replace(target.pointee, seed, &reserves)
      header = target.pointee.header
    }
    header.pointee.budget &-= 1
    header.pointee.count &+= 1
  }

  /// Moves one entry into `target` if its layout finds a place; a `compact` one keeps its cell.
  @inlinable @inline(__always)
  func accept(
    _ cursor: Cursor, _ cell: UnsafeMutablePointer<Entry>, _ hash: UInt64, _ target: SegmentWord,
    _ header: UnsafeMutablePointer<SegmentHeader>
  ) -> Bool {
    let destination: UnsafeMutablePointer<Entry>?
    var unobserved = Unobserved()
    switch target.layout {
    case .grouped: destination = placeGrouped(target, hash, &unobserved)
    case .chaining: destination = placeChaining(target, hash, header, &unobserved)
    case .robinhood: destination = placeRobinhood(target, hash, header, &unobserved)
    case .compact:
      if cursor.layout == .compact {
        placeCompact(target, hash, cursor.reference, &unobserved)
        return true
      }
      let reference = pool.allocateReserved()
      placeCompact(target, hash, reference, &unobserved)
      destination = pool.cell(reference)
    }
    guard let destination else { return false }
    destination.moveInitialize(from: cell, count: 1)
    if cursor.layout == .compact { pool.release(cursor.reference) }
    return true
  }

  @inlinable @inline(never)
  func replace(_ target: SegmentWord, _ seed: HashSeed, _ reserves: inout [SegmentWord]) -> SegmentWord {
    let reserve = reserves.removeLast()
    prepare(reserve, depth: Int(target.header.pointee.depth), prefix: target.header.pointee.prefix)
    var pair = (reserve, reserve)
    var none: [SegmentWord] = []
    drain(target, &pair, splitBit: 0, seed: seed, reserves: &none)
    let capacity = Shape.capacity(target.layout, target.exponent)
    freeSegment(target)
    suspect(.refusedByLayout, Int(reserve.header.pointee.count), limit: capacity)
    return reserve
  }
}
