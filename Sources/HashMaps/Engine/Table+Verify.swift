import CIntrinsics

/// What a verification adds up over all segments, to compare with the table's own counters.
@usableFromInline
struct VerifiedTotals {
  @usableFromInline var entries = 0
  @usableFromInline var segmentBytes = 0
  @usableFromInline var cellBytes = 0
  @usableFromInline var segmentCounts = SIMD4<Int>()
  /// Which pool cells a segment refers to.
  @usableFromInline var pooled: [Bool]

  @usableFromInline
  init(poolCells: Int) { pooled = Array(repeating: false, count: poolCells) }
}

extension Table {
  /// Checks every structural invariant: directory, counters, tags, key placement and order, chains, duplicate keys
  /// and the pool. Reads no link or reference before it is known to be in bounds. O(entries).
  @inlinable
  func verify(equal: @escaping (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool) throws(MapViolation) {
    var totals = VerifiedTotals(poolCells: Int(pool.highWater))
    try verify(main, &totals, equal)
    if let next { try verify(next, &totals, equal) }
    try check(totals.entries == count, "the segments hold \(totals.entries) entries, the map counts \(count)")
    try check(
      totals.segmentBytes == segmentBytes,
      "the segments' blocks have \(totals.segmentBytes) bytes, the map counts \(segmentBytes)")
    try check(
      totals.cellBytes == cellBytes,
      "the segments have \(totals.cellBytes) bytes for cells, the map counts \(cellBytes)")
    for layout in Layout.allCases {
      let index = Int(layout.rawValue)
      try check(
        totals.segmentCounts[index] == segmentCounts[index],
        "\(totals.segmentCounts[index]) segments are \(layout.name), the map counts \(segmentCounts[index])")
    }
    try verifyPool(totals.pooled)
  }

  @inlinable
  func check(_ holds: Bool, _ detail: @autoclosure () -> String) throws(MapViolation) {
    if !holds { throw MapViolation(segment: nil, layout: layout, unit: -1, detail: detail()) }
  }

  /// Every pool cell is referred to by one segment or lies on the free list.
  @inlinable
  func verifyPool(_ pooled: [Bool]) throws(MapViolation) {
    let held = pooled.count { $0 }
    try check(held == pool.live, "segments refer to \(held) pool cells, the pool counts \(pool.live)")
    var free = 0
    var reference = pool.free
    while reference != CellPool<Key, Value>.none {
      try check(reference < pool.highWater, "the pool's free list names cell \(reference), never handed out")
      try check(!pooled[Int(reference)], "the pool's free list names cell \(reference), which holds an entry")
      free += 1
      try check(free <= pool.highWater, "the pool's free list has no end")
      reference = UnsafeRawPointer(pool.cell(reference)).loadUnaligned(as: UInt32.self)
    }
    try check(
      held + free == Int(pool.highWater),
      "\(held) held and \(free) free pool cells of \(pool.highWater) ever handed out")
  }

  @inlinable
  func verify(
    _ directory: Directory, _ totals: inout VerifiedTotals,
    _ equal: @escaping (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool
  ) throws(MapViolation) {
    try check(
      directory.root == directory.words[0], "the directory's root is not the segment of its first word")
    var index = 0
    while index < directory.wordCount {
      let word = directory.words[index]
      guard !word.isMoved else {
        try check(
          next != nil && directory.words == main.words,
          "directory word \(index) is moved though no reseed is under way")
        index += 1
        continue
      }
      let header = word.header.pointee
      try check(
        header.depth >= 0 && header.depth <= directory.depth,
        "directory word \(index) names a segment of depth \(header.depth), the directory has \(directory.depth)"
      )
      let below = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(32 - header.depth)) - 1)
      try check(
        header.prefix & below == 0 && Int(UInt64(header.prefix) >> directory.shift) == index,
        "directory word \(index) begins a segment of prefix \(String(header.prefix, radix: 16))")
      let span = 1 << (directory.depth - Int(header.depth))
      for other in index..<(index + span) {
        try check(
          directory.words[other] == word, "directory words \(index) and \(other) should name one segment")
      }
      try verify(word, directory.seed, &totals, equal)
      index += span
    }
  }

  @inlinable
  func verify(
    _ word: SegmentWord, _ seed: HashSeed, _ totals: inout VerifiedTotals,
    _ equal: @escaping (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool
  ) throws(MapViolation) {
    let header = word.header.pointee
    func expect(_ holds: Bool, _ unit: Int, _ detail: @autoclosure () -> String) throws(MapViolation) {
      if !holds {
        throw MapViolation(segment: header.prefix, layout: word.layout, unit: unit, detail: detail())
      }
    }
    let bytes = Shape.blockBytes(word.layout, word.exponent)
    try expect(
      header.blockBytes == bytes, -1,
      "a block of \(bytes) bytes by its size, the header says \(header.blockBytes)")
    totals.segmentBytes += bytes
    totals.cellBytes += Shape.cellBytes(word.layout, word.exponent)
    totals.segmentCounts[Int(word.layout.rawValue)] += 1
    // Links and words first: the walk over the entries trusts them.
    switch word.layout {
    case .grouped: break
    case .compact: try verifyReferences(word, &totals, expect)
    case .chaining: try verifyChains(word, expect)
    case .robinhood: try verifyWords(word, expect)
    }
    var cursor = Cursor(word, pool: pool)
    var seen = 0
    var unobserved = Unobserved()
    while let cell = cursor.next() {
      seen += 1
      let hash = keys.hash(Self.key(of: cell), seed)
      try expect(
        hash == keys.freshHash(Self.key(of: cell), seed), cursor.unit, "a key carries a wrong hash")
      if header.depth > 0 {
        let prefix = UInt32(truncatingIfNeeded: hash) & ~(UInt32.max >> UInt32(header.depth))
        try expect(
          prefix == header.prefix, cursor.unit, "a key of prefix \(String(prefix, radix: 16)) lies here")
      }
      try expect(hasItsTag(cursor, hash), cursor.unit, "an entry's tag is not that of its key")
      // The look-up itself must find this very entry: it comes by, and meets no equal key before.
      let query = HeldQuery<Keys>(key: Self.key(of: cell), hash: hash, equal: equal)
      let found = find(query, hash, word, &unobserved)
      try expect(found != nil, cursor.unit, "a key lies where its look-up does not come by")
      try expect(found?.cell == cell, cursor.unit, "a key is held twice")
    }
    totals.entries += seen
    try expect(seen == Int(header.count), -1, "\(seen) entries, the header counts \(header.count)")
    let room = Shape.capacity(word.layout, word.exponent) - seen - Int(header.budget) - Int(header.tombstones)
    // Only overflow bits of groups wear the budget down unseen.
    let isExact = word.layout == .chaining || word.layout == .robinhood
    try expect(
      isExact ? room == 0 : room >= 0, -1,
      "a budget of \(header.budget) does not fit the room left by \(seen) entries")
  }

  @inlinable
  func hasItsTag(_ cursor: Cursor, _ hash: UInt64) -> Bool {
    let base = cursor.word.base
    let held =
      switch cursor.word.layout {
      case .grouped, .compact: base.load(fromByteOffset: cursor.unit * 16 + cursor.lane, as: UInt8.self)
      case .robinhood: base.load(fromByteOffset: cursor.unit * 2, as: UInt8.self)
      case .chaining:
        base.load(fromByteOffset: cursor.unit * Shape.bucketStride + cursor.lane, as: UInt8.self)
      }
    return held == Self.tag(hash)
  }
}

/// Looks a held key up again.
@usableFromInline
struct HeldQuery<Keys: KeySpace>: KeyQuery {
  @usableFromInline let key: UnsafePointer<Keys.Stored>
  @usableFromInline let hash: UInt64
  @usableFromInline let equal: (UnsafePointer<Keys.Stored>, UnsafePointer<Keys.Stored>) -> Bool

  @usableFromInline
  init(
    key: UnsafePointer<Keys.Stored>, hash: UInt64,
    equal: @escaping (UnsafePointer<Keys.Stored>, UnsafePointer<Keys.Stored>) -> Bool
  ) {
    self.key = key
    self.hash = hash
    self.equal = equal
  }

  @inlinable
  func matches(_ stored: UnsafePointer<Keys.Stored>) -> Bool { equal(key, stored) }

  @inlinable
  func hash(_ seed: HashSeed) -> UInt64 { hash }
}
