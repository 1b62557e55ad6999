// Making, freeing, rebuilding and splitting segments.

import CIntrinsics

extension Table {
  /// An empty segment. Throws `outOfMemory`.
  @inlinable @inline(never)
  func makeSegment(_ layout: Layout, _ exponent: Int, depth: Int, prefix: UInt32) throws(MapError)
    -> SegmentWord
  {
    let word = try bareSegment(layout, exponent)
    prepare(word, depth: depth, prefix: prefix)
    return word
  }

  /// Memory for a segment, not yet touched nor counted: `prepare` makes it one, `freeBare` gives it back.
  @inlinable
  func bareSegment(_ layout: Layout, _ exponent: Int) throws(MapError) -> SegmentWord {
    let bytes = Shape.blockBytes(layout, exponent)
    guard let block = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
    return SegmentWord(anchor: block + Shape.bytesBelow(layout, exponent), layout: layout, exponent: exponent)
  }

  @inlinable
  func freeBare(_ word: SegmentWord) {
    memory.free(
      word.anchor - Shape.bytesBelow(word.layout, word.exponent), Shape.blockBytes(word.layout, word.exponent)
    )
  }

  /// Makes bare memory an empty segment.
  @inlinable
  func prepare(_ word: SegmentWord, depth: Int, prefix: UInt32) {
    let layout = word.layout
    let exponent = word.exponent
    let bytes = Shape.blockBytes(layout, exponent)
    let base = word.base
    word.header.initialize(
      to: SegmentHeader(
        blockBytes: bytes, budget: Shape.capacity(layout, exponent), depth: depth, prefix: prefix))
    let fresh = SegmentMemory.isZeroed(bytes)
    switch layout {
    case .grouped, .compact:
      if !fresh { base.initializeMemory(as: UInt8.self, repeating: 0, count: 16 << exponent) }
    case .robinhood:
      if !fresh {
        base.initializeMemory(as: UInt8.self, repeating: 0, count: Shape.wordBytes(exponent))
      }
    case .chaining:
      word.header.pointee.freshBucket = 1 << exponent
      if !fresh {
        for bucket in 0..<(1 << exponent) {
          let tags = (base + bucket &* Shape.bucketStride).assumingMemoryBound(to: UInt64.self)
          tags[0] = 0
          tags[1] = 0
        }
      }
    }
    segmentBytes += bytes
    cellBytes += Shape.cellBytes(layout, exponent)
    segmentCounts[Int(layout.rawValue)] += 1
  }

  /// Gives a segment's memory back; its entries have been moved or destroyed.
  @inlinable
  func freeSegment(_ word: SegmentWord) {
    let bytes = word.header.pointee.blockBytes
    segmentBytes -= bytes
    cellBytes -= Shape.cellBytes(word.layout, word.exponent)
    segmentCounts[Int(word.layout.rawValue)] -= 1
    memory.free(word.anchor - Shape.bytesBelow(word.layout, word.exponent), bytes)
  }

  /// Destroys a segment's entries and frees it.
  @inlinable @inline(never)
  func destroy(_ word: SegmentWord) {
    if !_isPOD(Entry.self) || word.layout == .compact {
      var cursor = Cursor(word, pool: pool)
      while let cell = cursor.next() {
        cell.deinitialize(count: 1)
        if word.layout == .compact { pool.release(cursor.reference) }
      }
    }
    freeSegment(word)
  }

  /// Calls `body` once for every segment, in directory order, those of a reseed's goal last.
  @inlinable
  func forEachSegment(_ body: (SegmentWord) -> Void) {
    Self.forEachSegment(of: main, body)
    if let next { Self.forEachSegment(of: next, body) }
  }

  /// Words between asking for a segment's header and reading it.
  @inlinable
  static var headersAhead: Int { 32 }

  @inlinable
  static func forEachSegment(of directory: Directory, _ body: (SegmentWord) -> Void) {
    var index = 0
    var asked = 0
    while index < directory.wordCount {
      // Every header is a cache miss: a walk over 50,000 that waits for one after another takes milliseconds.
      let ahead = min(directory.wordCount, index &+ Self.headersAhead)
      while asked < ahead {
        let coming = directory.words[asked]
        if !coming.isMoved { ci_prefetch(coming.header) }
        asked &+= 1
      }
      let word = directory.words[index]
      guard !word.isMoved else {
        index += 1
        continue
      }
      index += 1 << (directory.depth - Int(word.header.pointee.depth))
      body(word)
    }
  }

  /// What takes everything when a target refuses: `compact` stays compact, all else becomes `grouped`.
  @inlinable
  func makeReserves(_ count: Int, for layout: Layout, entries: Int) throws(MapError) -> [SegmentWord] {
    let kind: Layout = layout == .compact ? .compact : .grouped
    let exponent = Shape.exponent(kind, holding: entries + 1)
    var reserves: [SegmentWord] = []
    for _ in 0..<count {
      do throws(MapError) {
        reserves.append(try bareSegment(kind, exponent))
      } catch {
        for word in reserves { freeBare(word) }
        throw error
      }
    }
    return reserves
  }

  /// Replaces a segment by one of another layout or size. Returns the new one.
  @inlinable @inline(never)
  @discardableResult
  func rebuild(
    _ word: SegmentWord, as layout: Layout, _ exponent: Int, in directory: inout Directory,
    _ reason: EventReason
  ) throws(MapError) -> SegmentWord {
    let started = upkeep.begin()
    let header = word.header.pointee
    let entries = Int(header.count)
    var reserves: [SegmentWord] = []
    if layout == .compact, word.layout != .compact { try pool.reserve(entries) }
    if layout == .chaining || layout == .robinhood {
      reserves = try makeReserves(1, for: layout, entries: entries)
    }
    let fresh: SegmentWord
    do throws(MapError) {
      fresh = try makeSegment(layout, exponent, depth: Int(header.depth), prefix: header.prefix)
    } catch {
      for reserve in reserves { freeBare(reserve) }
      throw error
    }
    var pair = (fresh, fresh)
    drain(word, &pair, splitBit: 0, seed: directory.seed, reserves: &reserves)
    directory.publish(pair.0, prefix: header.prefix, depth: Int(header.depth))
    freeSegment(word)
    for reserve in reserves { freeBare(reserve) }
    upkeep.record(
      started, word.layout == pair.0.layout ? .resize : .convert, reason, segment: header.prefix,
      from: word.layout,
      to: pair.0.layout, entries: entries, bytes: pair.0.header.pointee.blockBytes, operation: operations)
    return pair.0
  }

  /// Mends a segment that has no room for one more key: rebuilt where deletions left traces, else larger, else split.
  @inlinable @inline(never)
  func makeRoom(_ word: SegmentWord, in directory: inout Directory) throws(MapError) {
    let header = word.header
    let entries = Int(header.pointee.count)
    let capacity = Shape.capacity(word.layout, word.exponent)
    let isRefused = header.pointee.budget > 0
    if isRefused, entries * 2 < capacity {
      // The layout refuses a key though half empty: only hostile hashes do that. This segment alone becomes grouped.
      suspect(.refusedByLayout, entries, limit: capacity / 2)
      let exponent = Shape.exponent(.grouped, holding: entries + entries / 3 + 1)
      try rebuild(word, as: .grouped, exponent, in: &directory, .refusedByLayout)
      return
    }
    let worn = !isRefused && entries * 4 <= capacity * 3
    var wanted = Shape.exponent(layout, holding: worn ? entries + entries / 4 + 1 : entries + entries / 3 + 1)
    // A segment of the same size would refuse the key again.
    if isRefused, word.layout == layout { wanted = max(wanted, word.exponent + 1) }
    if wanted <= cap(layout) {
      try rebuild(word, as: layout, wanted, in: &directory, worn ? .worn : .growth)
    } else if mayDeepen(directory, header.pointee.depth) {
      try split(word, as: layout, in: &directory, .growth)
    } else {
      suspect(.crowdedSegment, Int(header.pointee.depth), limit: deepest)
      let kind: Layout = layout == .compact ? .compact : .grouped
      try rebuild(
        word, as: kind, Shape.exponent(kind, holding: entries + entries / 3 + 1), in: &directory,
        .crowdedSegment)
    }
  }

  /// Splitting goes at most six levels beyond what evenly spread keys need: a directory of 64 words a segment. Keys
  /// that share more hash bits than that are hostile, and their segment outgrows its cap until a reseed parts them.
  @inlinable
  func mayDeepen(_ directory: Directory, _ depth: Int32) -> Bool {
    Int(depth) < deepest
  }

  /// How deep a segment may lie: as many bits of their hashes its keys share.
  @inlinable
  var deepest: Int {
    let words = (count / Shape.capacity(layout, cap(layout)) + 1) * 64
    return min(Directory.depthLimit, Int.bitWidth - (words - 1).leadingZeroBitCount)
  }
}
