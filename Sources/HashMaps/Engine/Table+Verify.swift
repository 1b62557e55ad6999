import CIntrinsics

extension Table {
  /// Checks every structural invariant: directory, counters, tags, key placement and order, chains, duplicate keys
  /// and the pool. O(entries).
  @inlinable
  func verify(equal: (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool) throws(MapViolation) {
    var entries = 0
    var pooled = 0
    var bytes = 0
    try verify(main, &entries, &pooled, &bytes, equal)
    if let next { try verify(next, &entries, &pooled, &bytes, equal) }
    try check(entries == count, "the segments hold \(entries) entries, the map counts \(count)")
    try check(pooled == pool.live, "segments refer to \(pooled) pool cells, the pool counts \(pool.live)")
    try check(
      bytes == segmentBytes, "the segments' blocks have \(bytes) bytes, the map counts \(segmentBytes)")
  }

  @inlinable
  func check(_ holds: Bool, _ detail: @autoclosure () -> String) throws(MapViolation) {
    if !holds { throw MapViolation(segment: nil, layout: layout, unit: -1, detail: detail()) }
  }

  @inlinable
  func verify(
    _ directory: Directory, _ entries: inout Int, _ pooled: inout Int, _ bytes: inout Int,
    _ equal: (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool
  ) throws(MapViolation) {
    var index = 0
    while index < directory.wordCount {
      let word = directory.words[index]
      guard !word.isMoved else {
        try check(next != nil, "directory word \(index) is moved though no reseed is under way")
        index += 1
        continue
      }
      let header = word.header.pointee
      let span = 1 << (directory.depth - Int(header.depth))
      try check(
        Int(UInt64(header.prefix) >> directory.shift) == index,
        "directory word \(index) begins a segment of prefix \(header.prefix)")
      for other in index..<(index + span) {
        try check(
          directory.words[other] == word, "directory words \(index) and \(other) should name one segment")
      }
      try verify(word, directory.seed, equal)
      entries += Int(header.count)
      if word.layout == .compact { pooled += Int(header.count) }
      bytes += header.blockBytes
      index += span
    }
  }

  @inlinable
  func verify(
    _ word: SegmentWord, _ seed: HashSeed, _ equal: (UnsafePointer<Key>, UnsafePointer<Key>) -> Bool
  ) throws(MapViolation) {
    let header = word.header.pointee
    func expect(_ holds: Bool, _ unit: Int, _ detail: @autoclosure () -> String) throws(MapViolation) {
      if !holds {
        throw MapViolation(segment: header.prefix, layout: word.layout, unit: unit, detail: detail())
      }
    }
    var cursor = Cursor(word, pool: pool)
    var seen = 0
    var byHash: [UInt64: [UnsafeMutablePointer<Entry>]] = [:]
    while let cell = cursor.next() {
      seen += 1
      let hash = keys.hash(Self.key(of: cell), seed)
      if header.depth > 0 {
        let prefix = UInt32(truncatingIfNeeded: hash) & ~(UInt32.max >> UInt32(header.depth))
        try expect(
          prefix == header.prefix, cursor.unit, "a key of prefix \(String(prefix, radix: 16)) lies here")
      }
      try expect(reaches(cursor, hash), cursor.unit, "a key lies where its look-up does not come by")
      for other in byHash[hash, default: []] {
        try expect(!equal(Self.key(of: other), Self.key(of: cell)), cursor.unit, "a key is held twice")
      }
      byHash[hash, default: []].append(cell)
    }
    try expect(seen == Int(header.count), -1, "\(seen) entries, the header counts \(header.count)")
    let room = Shape.capacity(word.layout, word.exponent) - seen - Int(header.budget) - Int(header.tombstones)
    try expect(room >= 0, -1, "the budget of \(header.budget) exceeds the room left by \(seen) entries")
    switch word.layout {
    case .grouped, .compact: break
    case .chaining: try verifyChains(word, expect)
    case .robinhood: try verifyWords(word, expect)
    }
  }

  /// Whether a look-up of this hash comes by the entry under the cursor, with its right tag.
  @inlinable
  func reaches(_ cursor: Cursor, _ hash: UInt64) -> Bool {
    let word = cursor.word
    let tag = Self.tag(hash)
    switch word.layout {
    case .grouped, .compact:
      guard word.base.load(fromByteOffset: cursor.unit * 16 + cursor.lane, as: UInt8.self) == tag else {
        return false
      }
      var walk = GroupWalk(word, hash)
      while walk.group != cursor.unit { guard walk.advance(word.base, hash) else { return false } }
      return true
    case .robinhood:
      let held = word.base.assumingMemoryBound(to: UInt16.self)[cursor.unit]
      return held == UInt16(cursor.unit - word.position(hash) + 1) << 8 | UInt16(tag)
    case .chaining:
      let wanted = word.base + cursor.unit * Shape.bucketStride
      guard wanted.load(fromByteOffset: cursor.lane, as: UInt8.self) == tag else { return false }
      var bucket = word.base + word.position(hash) * Shape.bucketStride
      while bucket != wanted {
        guard let following = Self.following(bucket, word) else { return false }
        bucket = following
      }
      return true
    }
  }

  @inlinable
  func verifyChains(
    _ word: SegmentWord, _ expect: (Bool, Int, @autoclosure () -> String) throws(MapViolation) -> Void
  ) throws(MapViolation) {
    let header = word.header.pointee
    var overflow = 0
    for index in 0..<(1 << word.exponent) {
      var bucket = word.base + index * Shape.bucketStride
      while let following = Self.following(bucket, word) {
        overflow += 1
        try expect(
          overflow <= Shape.overflowCapacity(word.exponent), index, "a chain of overflow buckets has no end")
        try expect(
          ci_match8(bucket, 0) & 0x7F == 0, index, "a bucket before the last of its chain has a hole")
        try expect(
          ci_match8(following, 0) & 0x7F != 0x7F, index, "an empty overflow bucket is still linked")
        try expect(
          bucket.load(fromByteOffset: 7, as: UInt8.self) == 1, index,
          "a chained bucket lacks its overflow mark")
        bucket = following
      }
    }
    try expect(
      overflow == Int(header.overflowBuckets), -1,
      "\(overflow) overflow buckets are linked, the header counts \(header.overflowBuckets)")
    var free = 0
    var index = header.freeBucket
    while index != 0, free <= Shape.overflowCapacity(word.exponent) {
      free += 1
      index = (word.base + Int(index) * Shape.bucketStride).load(fromByteOffset: 8, as: UInt32.self)
    }
    let fresh = Int(header.freshBucket) - (1 << word.exponent)
    try expect(
      overflow + free == fresh, -1, "\(overflow) linked and \(free) free overflow buckets of \(fresh) used")
  }

  @inlinable
  func verifyWords(
    _ word: SegmentWord, _ expect: (Bool, Int, @autoclosure () -> String) throws(MapViolation) -> Void
  ) throws(MapViolation) {
    let words = word.base.assumingMemoryBound(to: UInt16.self)
    var previousReach: UInt16 = 0
    var tombstones = 0
    for index in 0..<((1 << word.exponent) + Shape.tail(word.exponent) + 8) {
      let reach = words[index] >> 8
      if words[index] != 0, words[index] & 0xFF == 0 { tombstones += 1 }
      try expect(
        reach <= previousReach + 1, index,
        "a word at distance \(Int(reach) - 1) follows one at distance \(Int(previousReach) - 1)")
      try expect(words[index] == 0 || reach > 0, index, "a word without distance")
      previousReach = reach
    }
    try expect(
      tombstones == Int(word.header.pointee.tombstones), -1,
      "\(tombstones) tombstones, the header counts \(word.header.pointee.tombstones)")
  }
}
