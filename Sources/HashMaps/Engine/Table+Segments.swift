// Making, freeing, rebuilding and splitting segments.

extension Table {
  /// An empty segment. Throws `outOfMemory`.
  @inlinable @inline(never)
  func makeSegment(_ layout: Layout, _ exponent: Int, depth: Int, prefix: UInt32) throws(MapError)
    -> SegmentWord
  {
    let bytes = Shape.blockBytes(layout, exponent)
    guard let block = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
    let anchor = block + Shape.bytesBelow(layout, exponent)
    let word = SegmentWord(anchor: anchor, layout: layout, exponent: exponent)
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
    return word
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

  @inlinable
  static func forEachSegment(of directory: Directory, _ body: (SegmentWord) -> Void) {
    var index = 0
    while index < directory.wordCount {
      let word = directory.words[index]
      guard !word.isMoved else {
        index += 1
        continue
      }
      index += 1 << (directory.depth - Int(word.header.pointee.depth))
      body(word)
    }
  }

  /// Moves every entry of `source` into the targets: into `.1` where `splitBit` of its hash is set, else into `.0`.
  ///
  /// A target that fills up or refuses a key (hostile hashes) is replaced by the larger reserve, which takes
  /// everything. Nothing is allocated here, so nothing can fail half-way.
  @inlinable @inline(never)
  func drain(
    _ source: SegmentWord, _ targets: inout (SegmentWord, SegmentWord), splitBit: UInt64, seed: HashSeed,
    reserves: inout [SegmentWord]
  ) {
    var cursor = Cursor(source, pool: pool)
    while let cell = cursor.next() {
      let hash = keys.hash(Self.key(of: cell), seed)
      if hash & splitBit == 0 {
        transfer(cursor, cell, hash, &targets.0, seed, &reserves)
      } else {
        transfer(cursor, cell, hash, &targets.1, seed, &reserves)
      }
    }
  }

  @inlinable @inline(__always)
  func transfer(
    _ cursor: Cursor, _ cell: UnsafeMutablePointer<Entry>, _ hash: UInt64, _ target: inout SegmentWord,
    _ seed: HashSeed, _ reserves: inout [SegmentWord]
  ) {
    var header = target.header
    while true {
      if _fastPath(header.pointee.budget > 0), accept(cursor, cell, hash, target, header) { break }
      target = replace(target, seed, &reserves)
      header = target.header
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
    reserve.header.pointee.depth = target.header.pointee.depth
    reserve.header.pointee.prefix = target.header.pointee.prefix
    var pair = (reserve, reserve)
    var none: [SegmentWord] = []
    drain(target, &pair, splitBit: 0, seed: seed, reserves: &none)
    freeSegment(target)
    suspect(.refusedByLayout)
    return reserve
  }

  /// What takes everything when a target refuses: `compact` stays compact, all else becomes `grouped`.
  @inlinable
  func makeReserves(_ count: Int, for layout: Layout, entries: Int) throws(MapError) -> [SegmentWord] {
    let kind: Layout = layout == .compact ? .compact : .grouped
    let exponent = Shape.exponent(kind, holding: entries + 1)
    var reserves: [SegmentWord] = []
    for _ in 0..<count {
      do throws(MapError) {
        reserves.append(try makeSegment(kind, exponent, depth: 0, prefix: 0))
      } catch {
        for word in reserves { freeSegment(word) }
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
      for reserve in reserves { freeSegment(reserve) }
      throw error
    }
    var pair = (fresh, fresh)
    drain(word, &pair, splitBit: 0, seed: directory.seed, reserves: &reserves)
    pair.0.header.pointee.writes = header.writes
    directory.publish(pair.0, prefix: header.prefix, depth: Int(header.depth))
    freeSegment(word)
    for reserve in reserves { freeSegment(reserve) }
    upkeep.record(
      started, word.layout == pair.0.layout ? .resize : .convert, reason, segment: header.prefix,
      from: word.layout,
      to: pair.0.layout, entries: entries, bytes: pair.0.header.pointee.blockBytes, operation: operations)
    return pair.0
  }

  /// Replaces a segment by two of half the hash range each, in `layout`.
  @inlinable @inline(never)
  func split(_ word: SegmentWord, as layout: Layout, in directory: inout Directory, _ reason: EventReason)
    throws(MapError)
  {
    let started = upkeep.begin()
    let header = word.header.pointee
    let entries = Int(header.count)
    let depth = Int(header.depth) + 1
    if depth > directory.depth { directory.double() }
    let bit: UInt32 = 1 << UInt32(32 - depth)
    // Half the entries, and a third of that half again: five standard deviations at 840 entries.
    let exponent = min(cap(layout), Shape.exponent(layout, holding: entries / 2 + entries / 6 + 1))
    if layout == .compact, word.layout != .compact { try pool.reserve(entries) }
    var reserves = try makeReserves(2, for: layout, entries: entries)
    var pair: (SegmentWord, SegmentWord)
    do throws(MapError) {
      let low = try makeSegment(layout, exponent, depth: depth, prefix: header.prefix)
      reserves.append(low)
      let high = try makeSegment(layout, exponent, depth: depth, prefix: header.prefix | bit)
      reserves.removeLast()
      pair = (low, high)
    } catch {
      for reserve in reserves { freeSegment(reserve) }
      throw error
    }
    drain(word, &pair, splitBit: UInt64(bit), seed: directory.seed, reserves: &reserves)
    directory.publish(pair.0, prefix: header.prefix, depth: depth)
    directory.publish(pair.1, prefix: header.prefix | bit, depth: depth)
    freeSegment(word)
    for reserve in reserves { freeSegment(reserve) }
    upkeep.record(
      started, .split, reason, segment: header.prefix, from: word.layout, to: pair.0.layout, entries: entries,
      bytes: pair.0.header.pointee.blockBytes + pair.1.header.pointee.blockBytes, operation: operations)
  }

  /// Mends a segment that has no room for one more key: rebuilt where deletions left traces, else larger, else split.
  @inlinable @inline(never)
  func makeRoom(_ word: SegmentWord, in directory: inout Directory) throws(MapError) {
    let header = word.header
    let entries = Int(header.pointee.count)
    let capacity = Shape.capacity(word.layout, word.exponent)
    if header.pointee.budget > 0, entries * 2 < capacity {
      // The layout refuses a key though half empty: only hostile hashes do that. This segment alone becomes grouped.
      suspect(.refusedByLayout)
      let exponent = Shape.exponent(.grouped, holding: entries + entries / 3 + 1)
      try rebuild(word, as: .grouped, exponent, in: &directory, .refusedByLayout)
      return
    }
    let worn = header.pointee.budget <= 0 && entries * 4 <= capacity * 3
    let wanted = Shape.exponent(layout, holding: worn ? entries + entries / 4 + 1 : entries + entries / 3 + 1)
    if wanted <= cap(layout) {
      try rebuild(word, as: layout, wanted, in: &directory, worn ? .worn : .growth)
    } else if mayDeepen(directory, header.pointee.depth) {
      try split(word, as: layout, in: &directory, .growth)
    } else {
      suspect(.crowdedSegment)
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
    let needed = count / Shape.capacity(layout, cap(layout)) + 1
    return Int(depth) < Directory.depthLimit && 1 << Int(depth) < needed * 64
  }
}
