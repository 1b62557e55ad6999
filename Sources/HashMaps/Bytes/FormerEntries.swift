/// What keys had before they were changed, where a cut has not copied them yet.
///
/// A log for each small range of hash prefixes, in the order of the changes: noting an entry is a store or two where
/// looking it up would be cache misses. So a key changed again may be noted again, and what was noted first is what it
/// had; a small cache of the keys noted last keeps those that are changed all the time from filling the logs. The memory
/// of what has been copied is free for what is changed next.
final class FormerEntries {
  /// A key and what it had, `absent` where that was nothing; long ones lie in the arena of their hash.
  typealias Entry = Cell<ByteCell, ByteCell>

  private struct Log {
    var first: UnsafeMutableRawPointer?
    /// Where the next entry goes.
    var end: UnsafeMutableRawPointer?
    /// Entries that the last block has room for.
    var room = 0
  }

  private static let prefixBits: UInt64 = 32
  /// Long keys and values lie in as many arenas as give back their memory one after another.
  private static let partBits: UInt64 = 4
  /// Entries of the map that share a log, nearly: what a chunk holds.
  private static let entriesPerLog = 4096
  private static let mostLogBits = 16
  /// A block is its entries, then the address of the next.
  private static let blockBytes = 2048
  private static let link = blockBytes - 8
  private static let entriesPerBlock = link / MemoryLayout<Entry>.stride
  /// Keys noted last are looked for among four, a cache line.
  private static let ways = 4
  private static let mostSets = 4096

  private let memory = SegmentMemory()
  private let logBits: UInt64
  private let logs: UnsafeMutablePointer<Log>
  private let recent: UnsafeMutablePointer<ByteCell>
  private let setMask: UInt64
  private var evicted: UInt64 = 0
  private var arenas = (0..<1 << partBits).map { _ in Arena(memory: SegmentMemory()) }
  private var firstLog = 0
  private var firstArena = 0
  /// Bytes of memory of all logs and arenas.
  @exclusivity(unchecked) private(set) var heldBytes: Int

  private var logCount: Int { 1 << Int(logBits) }

  /// Nothing yet, for a map of so many entries.
  init(entries: Int) {
    logBits = UInt64(min(Self.mostLogBits, Self.bits(entries / Self.entriesPerLog)))
    let sets = 1 << min(Self.bits(Self.mostSets), Self.bits(entries / 64))
    setMask = UInt64(sets - 1)
    logs = .allocate(capacity: 1 << Int(logBits))
    logs.initialize(repeating: Log(), count: 1 << Int(logBits))
    let lines = UnsafeMutableRawPointer.allocate(byteCount: sets * 64, alignment: 64)
    recent = lines.bindMemory(to: ByteCell.self, capacity: sets * Self.ways)
    recent.initialize(repeating: .absent, count: sets * Self.ways)
    heldBytes = sets * 64 + MemoryLayout<Log>.stride << Int(logBits)
  }

  deinit {
    for index in 0..<logCount { free(index) }
    logs.deallocate()
    recent.deallocate()
  }

  /// The binary logarithm, rounded down; of zero, zero.
  private static func bits(_ count: Int) -> Int { max(0, Int.bitWidth - 1 - count.leadingZeroBitCount) }

  @inline(__always)
  private func log(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> (Self.prefixBits &- logBits))
  }

  @inline(__always)
  private static func part(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> (prefixBits &- partBits))
  }

  /// Whether what the key had is certainly noted; false may be wrong.
  @inline(__always)
  func isRecent(_ key: ByteCell, _ hash: UInt64) -> Bool {
    let set = recent + Int(truncatingIfNeeded: (hash &>> 32) & setMask) &* Self.ways
    return set[0] == key || set[1] == key || set[2] == key || set[3] == key
  }

  /// The same of a long key.
  func isRecent(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> Bool {
    let query = LongQuery(bytes: key, arena: arena(hash))
    let set = recent + Int(truncatingIfNeeded: (hash &>> 32) & setMask) &* Self.ways
    // Cells of one hash refer to one arena; those of others may refer to one that has been given back.
    return (0..<Self.ways).contains {
      !set[$0].isInline && ByteKeys.spread(set[$0].carriedHash) == hash && query.matches(set + $0)
    }
  }

  /// Where long keys and values of this hash lie.
  @inline(__always)
  func arena(_ hash: UInt64) -> Arena { arenas[Self.part(hash)] }

  /// Copies the bytes of a long key or value. O(bytes).
  func store(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) throws(MapError) -> UInt32 {
    let arena = arena(hash)
    let before = arena.touchedBytes
    defer { heldBytes &+= arena.touchedBytes &- before }
    return try arena.store(bytes)
  }

  /// Notes what a key had. Throws `outOfMemory`. O(1).
  @inline(__always)
  func note(_ entry: Entry, _ hash: UInt64) throws(MapError) {
    let log = logs + log(hash)
    if _slowPath(log.pointee.room == 0) { try grow(log) }
    let place = log.pointee.end.unsafelyUnwrapped
    place.storeBytes(of: entry, as: Entry.self)
    log.pointee.end = place + MemoryLayout<Entry>.stride
    log.pointee.room &-= 1
    let set = recent + Int(truncatingIfNeeded: (hash &>> 32) & setMask) &* Self.ways
    set[Int(truncatingIfNeeded: evicted & 3)] = entry.key
    evicted &+= 1
  }

  @inline(never)
  private func grow(_ log: UnsafeMutablePointer<Log>) throws(MapError) {
    guard let block = memory.allocate(Self.blockBytes) else { throw .outOfMemory(bytes: Self.blockBytes) }
    heldBytes += Self.blockBytes
    (block + Self.link).storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    if let end = log.pointee.end {
      let last = end - Self.entriesPerBlock * MemoryLayout<Entry>.stride
      (last + Self.link).storeBytes(of: block, as: UnsafeMutableRawPointer?.self)
    } else {
      log.pointee.first = block
    }
    log.pointee.end = block
    log.pointee.room = Self.entriesPerBlock
  }

  /// Calls `body` with every entry of these hash prefixes, perhaps among others; those of one key in the order they were
  /// noted in. O(entries of the logs).
  @inline(__always)
  func forEach(in range: Range<UInt64>, _ body: (UnsafeMutablePointer<Entry>) -> Void) {
    guard !range.isEmpty else { return }
    for index in log(range.lowerBound)...log(range.upperBound - 1) {
      var next = logs[index].first
      while let block = next {
        next = (block + Self.link).load(as: UnsafeMutableRawPointer?.self)
        let count = Self.entriesPerBlock &- (next == nil ? logs[index].room : 0)
        let entries = block.assumingMemoryBound(to: Entry.self)
        for place in 0..<count { body(entries + place) }
      }
    }
  }

  /// Gives back the memory of what lies below this hash prefix altogether.
  func release(below prefix: UInt64) {
    while firstLog < logCount, UInt64(firstLog + 1) << (Self.prefixBits - logBits) <= prefix {
      free(firstLog)
      firstLog += 1
    }
    while firstArena < arenas.count, UInt64(firstArena + 1) << (Self.prefixBits - Self.partBits) <= prefix {
      heldBytes -= arenas[firstArena].touchedBytes
      arenas[firstArena] = Arena(memory: SegmentMemory())
      firstArena += 1
    }
  }

  private func free(_ index: Int) {
    var next = logs[index].first
    while let block = next {
      next = (block + Self.link).load(as: UnsafeMutableRawPointer?.self)
      memory.free(block, Self.blockBytes)
      heldBytes -= Self.blockBytes
    }
    logs[index] = Log()
  }
}
