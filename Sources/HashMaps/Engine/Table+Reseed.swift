// A reseed: every key moves to its place under a new seed, one segment at a time.

extension Table {
  /// Moves one segment's entries to the directory of the new seed.
  ///
  /// This takes room there that may be refused half-way; a block that holds all of them is therefore taken first, for
  /// the way back. Throws `outOfMemory`, and then every key lies where it lay.
  @inlinable
  func rehashSegment(_ work: inout Work) throws(MapError) -> Int {
    guard var directory = next else { return 0 }
    let started = upkeep.begin()
    let word = main[work.cursor]
    let header = word.header.pointee
    let entries = Int(header.count)
    // Pool cells where targets are compact: those made before the layout changed, and those this turns compact.
    if layout == .compact {
      try pool.reserve(count - pool.live)
    } else if segmentCounts[Int(Layout.compact.rawValue)] > 0 {
      try pool.reserve(entries)
    }
    let retreat = try makeReserves(1, for: layout, entries: entries)[0]
    var cursor = Cursor(word, pool: pool)
    while let cell = cursor.next() {
      let hash = keys.rehash(Self.mutableKey(of: cell), directory.seed)
      while true {
        let target = directory[hash]
        let targetHeader = target.header
        if targetHeader.pointee.budget > 0, accept(cursor, cell, hash, target, targetHeader) {
          targetHeader.pointee.budget &-= 1
          targetHeader.pointee.count &+= 1
          break
        }
        do throws(MapError) {
          try makeRoom(target, in: &directory)
        } catch {
          next = directory
          takeBack(&cursor, word, retreat)
          // The attempt cost as much as there are entries: so many operations until the next one.
          upkeep.credit -= count
          throw error
        }
      }
    }
    main.publish(.moved, prefix: header.prefix, depth: Int(header.depth))
    next = directory
    freeSegment(word)
    freeBare(retreat)
    work.cursor = Self.end(of: header)
    upkeep.record(
      started, .rehash, work.reason, segment: header.prefix, from: word.layout, to: layout, entries: entries,
      operation: operations)
    return entries
  }

  /// Brings the entries of a segment that a reseed has moved in part together again, in `retreat`: those the cursor has
  /// still to visit, its present one included, and those already under the new seed. O(entries under the new seed).
  @inlinable @inline(never)
  func takeBack(_ cursor: inout Cursor, _ word: SegmentWord, _ retreat: SegmentWord) {
    let header = word.header.pointee
    prepare(retreat, depth: Int(header.depth), prefix: header.prefix)
    var rest: UnsafeMutablePointer<Entry>? = cursor.cell
    while let cell = rest {
      bringBack(cursor, cell, to: retreat)
      rest = cursor.next()
    }
    if let next {
      Self.forEachSegment(of: next) { moved in
        while takeOneBack(moved, header, retreat) {}
      }
    }
    main.publish(retreat, prefix: header.prefix, depth: Int(header.depth))
    freeSegment(word)
  }

  /// Moves entries of `moved` that belong to the old segment back; false once none is left. Erasing from `robinhood`
  /// and `chaining` moves others about, so the walk then starts over.
  @inlinable
  func takeOneBack(_ moved: SegmentWord, _ old: SegmentHeader, _ retreat: SegmentWord) -> Bool {
    guard let seed = next?.seed else { return false }
    let mask = old.depth == 0 ? 0 : ~(UInt32.max >> UInt32(old.depth))
    let startsOver = moved.layout == .robinhood || moved.layout == .chaining
    var unobserved = Unobserved()
    var cursor = Cursor(moved, pool: pool)
    while let cell = cursor.next() {
      let former = keys.freshHash(Self.key(of: cell), main.seed)
      guard UInt32(truncatingIfNeeded: former) & mask == old.prefix else { continue }
      let hash = keys.hash(Self.key(of: cell), seed)
      let slot = Slot(cell: cell, mark: cursor.mark)
      bringBack(cursor, cell, to: retreat)
      moved.header.pointee.count &-= 1
      switch moved.layout {
      case .grouped, .compact: eraseGrouped(slot, hash, moved.header)
      case .chaining: eraseChaining(slot, hash, moved, moved.header, &unobserved)
      case .robinhood: eraseRobinhood(slot, moved, moved.header, &unobserved)
      }
      if startsOver { return true }
    }
    return false
  }

  /// Puts an entry into a segment that has room for it and refuses none, under the old seed.
  @inlinable
  func bringBack(_ cursor: Cursor, _ cell: UnsafeMutablePointer<Entry>, to retreat: SegmentWord) {
    let hash = keys.rehash(Self.mutableKey(of: cell), main.seed)
    let isAccepted = accept(cursor, cell, hash, retreat, retreat.header)
    assert(isAccepted, "groups refuse no key while they have room")
    retreat.header.pointee.budget &-= 1
    retreat.header.pointee.count &+= 1
  }

  @inlinable @inline(__always)
  static func mutableKey(of cell: UnsafeMutablePointer<Entry>) -> UnsafeMutablePointer<Key> {
    UnsafeMutableRawPointer(cell).assumingMemoryBound(to: Key.self)
  }
}
