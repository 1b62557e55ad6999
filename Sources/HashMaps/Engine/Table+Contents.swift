// The contents as a whole: iteration, clearing, reserving.

/// A position in the contents of a table, in the order of hash prefixes: first the segments of the main directory,
/// then those a reseed has already moved.
@usableFromInline
struct ContentsPosition {
  @usableFromInline var prefix: UInt64 = 0
  @usableFromInline var isInNext = false

  @usableFromInline
  init() {}
}

extension Table {
  /// Calls `body` with every entry once. `body` must not change the table. O(entries + slots).
  @inlinable
  func visitAll(_ body: (UnsafeMutablePointer<Entry>) throws -> Void) rethrows {
    var words: [SegmentWord] = []
    forEachSegment { words.append($0) }
    for word in words {
      var cursor = Cursor(word, pool: pool)
      while let cell = cursor.next() { try body(cell) }
    }
  }

  /// Calls `body` with the entries of the next segment and moves the position on; false when there was none left.
  ///
  /// Growth, conversion and compaction between two calls move no key across the position, so a key that is present
  /// the whole time is visited exactly once. A reseed would: it rests while an iterator is in use.
  @inlinable
  func visitNext(_ position: inout ContentsPosition, _ body: (UnsafeMutablePointer<Entry>) -> Void) -> Bool {
    while true {
      // Emptying the table ends a reseed: nothing present from the beginning is left then.
      if position.isInNext, next == nil { return false }
      guard position.prefix < Work.end else {
        guard !position.isInNext, next != nil else { return false }
        position = ContentsPosition()
        position.isInNext = true
        continue
      }
      let directory = position.isInNext ? next.unsafelyUnwrapped : main
      let word = directory[position.prefix]
      if word.isMoved {
        position.prefix = ((position.prefix >> directory.shift) + 1) << directory.shift
        continue
      }
      let header = word.header.pointee
      let from = position.prefix
      position.prefix = Self.end(of: header)
      var cursor = Cursor(word, pool: pool)
      while let cell = cursor.next() {
        // A compaction may have merged a visited segment with this one.
        if from > UInt64(header.prefix), keys.hash(Self.key(of: cell), directory.seed) & 0xFFFF_FFFF < from {
          continue
        }
        body(cell)
      }
      return true
    }
  }

  /// Removes everything and gives the memory back; the seed stays, or is the one a reseed was moving to.
  /// O(segments), O(entries) where they need destroying.
  @inlinable
  func removeAll() throws(MapError) {
    let fresh = try makeSegment(layout, Shape.smallestExponent(layout), depth: 0, prefix: 0)
    guard let directory = Directory(seed: next?.seed ?? main.seed, root: fresh) else {
      freeSegment(fresh)
      throw .outOfMemory(bytes: 8)
    }
    var words: [SegmentWord] = []
    forEachSegment { words.append($0) }
    for word in words { destroy(word) }
    main.release()
    next?.release()
    next = nil
    main = directory
    for kind in [Work.Kind.reseed, .convert, .compact] { abandon(kind) }
    upkeep.suspicion = nil
    upkeep.suspicious = nil
    count = 0
    memory.releaseSpares()
    rearm()
  }

  /// Makes room for `entries` in all, so that inserting up to that many needs no growth if hashes spread evenly.
  /// O(present entries + segments).
  @inlinable
  func reserve(_ entries: Int) throws(MapError) {
    finishWork()
    guard entries > count else { return }
    // Refused as a whole rather than after filling what memory there is.
    let (bytes, isAbsurd) = entries.multipliedReportingOverflow(by: Shape.stride)
    guard !isAbsurd, entries < 1 << 48 else { throw .full(what: "a map", limit: 1 << 48) }
    if SegmentMemory.isZeroed(bytes) {
      guard let probe = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
      memory.free(probe, bytes)
    }
    if layout == .compact { try pool.reserve(entries - count) }
    // A reseed that an iterator holds back: all keys go to its directory in the end.
    if var directory = next {
      defer { next = directory }
      try reserve(entries, in: &directory)
    } else {
      try reserve(entries, in: &main)
    }
  }

  @inlinable
  func reserve(_ entries: Int, in directory: inout Directory) throws(MapError) {
    var cursor: UInt64 = 0
    while cursor < Work.end {
      let word = directory[cursor]
      let header = word.header.pointee
      // This segment's share, with four standard deviations of room.
      let share = entries >> Int(header.depth)
      let wanted = Shape.exponent(layout, holding: share + 4 * Int(Double(share).squareRoot()) + 1)
      if wanted > cap(layout), Int(header.depth) < Directory.depthLimit {
        try split(word, as: layout, in: &directory, .command)
        continue
      }
      if wanted > word.exponent { try rebuild(word, as: layout, wanted, in: &directory, .command) }
      cursor = Self.end(of: header)
    }
  }
}
