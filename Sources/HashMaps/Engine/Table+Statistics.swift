import CIntrinsics

extension Table {
  /// Bytes of memory the table itself holds: blocks, directory and the pool's touched cells.
  @inlinable
  var heldBytes: Int {
    segmentBytes + pool.touchedBytes + main.wordCount * 8 + (next.map { $0.wordCount * 8 } ?? 0)
  }

  /// Looks at up to `sample` segments (all when nil), and in each at up to 4,096 units. O(sample).
  @inlinable @inline(never)
  func statistics(sample: Int?) -> MapStatistics {
    var result = MapStatistics()
    result.entries = count
    result.layout = layout
    for index in 0..<4 { result.segmentsByLayout[index] = segmentCounts[index] }
    result.directoryDepth = main.depth
    result.operations = operations
    result.puts = upkeep.puts
    result.deletes = upkeep.deletes
    result.isWorking = upkeep.work != nil
    result.hash = main.seed.kind
    result.keyBytes = count * MemoryLayout<Key>.size
    result.valueBytes = count * MemoryLayout<Value>.size
    result.metadataBytes =
      segmentBytes - cellBytes + main.wordCount * 8 + (next.map { $0.wordCount * 8 } ?? 0)
    result.totalBytes = heldBytes
    if let sample {
      let stride = max(1, main.wordCount / max(1, sample))
      var index = 0
      var last = SegmentWord.moved
      while index < main.wordCount {
        let word = main.words[index]
        if !word.isMoved, word != last { observe(word, main.seed, units: 4096, &result) }
        last = word
        index += stride
      }
      if result.entriesLookedAt == 0, let next {
        Self.forEachSegment(of: next) { word in
          if result.entriesLookedAt < 16_384 { observe(word, next.seed, units: 4096, &result) }
        }
      }
    } else {
      Self.forEachSegment(of: main) { observe($0, main.seed, units: .max, &result) }
      if let next { Self.forEachSegment(of: next) { observe($0, next.seed, units: .max, &result) } }
    }
    return result
  }

  /// Adds what one segment's first `units` groups, buckets or slots show.
  @inlinable
  func observe(_ word: SegmentWord, _ seed: HashSeed, units: Int, _ result: inout MapStatistics) {
    let positions = min(units, 1 << word.exponent)
    var homes = word.layout == .robinhood ? [] : [UInt16](repeating: 0, count: 1 << word.exponent)
    var cursor = Cursor(word, pool: pool, units: units)
    var seen = 0
    while let cell = cursor.next() {
      let hash = keys.hash(Self.key(of: cell), seed)
      let length = probeLength(cursor, hash)
      seen += 1
      result.probeSum += length
      result.longestProbe = max(result.longestProbe, length)
      result.probeHistogram[min(length, MapStatistics.probeLimit) - 1] += 1
      if length > 1 { result.displaced += 1 }
      if word.layout != .robinhood { homes[word.position(hash)] &+= 1 }
    }
    if word.layout == .robinhood {
      let words = word.base.assumingMemoryBound(to: UInt16.self)
      for index in 0..<positions where words[index] != 0 && words[index] & 0xFF == 0 {
        result.tombstones += 1
      }
    } else {
      for length in homes.prefix(positions) {
        result.longestGroup = max(result.longestGroup, Int(length))
        result.groupLengths[min(Int(length), MapStatistics.groupLimit - 1)] += 1
      }
    }
    result.entriesLookedAt += seen
    result.entriesByLayout[Int(word.layout.rawValue)] += seen
    result.slotsLookedAt += (Shape.slots(word.layout, word.exponent) * positions) >> word.exponent
  }

  /// How many groups, buckets or slots a look-up of the entry under the cursor visits.
  @inlinable
  func probeLength(_ cursor: Cursor, _ hash: UInt64) -> Int {
    let word = cursor.word
    switch word.layout {
    case .grouped, .compact:
      var walk = GroupWalk(word, hash)
      while walk.group != cursor.unit, walk.step < walk.mask {
        walk.step += 1
        walk.group = (walk.group + walk.step) & walk.mask
      }
      return walk.step + 1
    case .robinhood: return Int(word.base.assumingMemoryBound(to: UInt16.self)[cursor.unit] >> 8)
    case .chaining:
      var bucket = word.base + word.position(hash) * Shape.bucketStride
      let wanted = word.base + cursor.unit * Shape.bucketStride
      var length = 1
      while bucket != wanted, let following = Self.following(bucket, word) {
        bucket = following
        length += 1
      }
      return length
    }
  }
}
