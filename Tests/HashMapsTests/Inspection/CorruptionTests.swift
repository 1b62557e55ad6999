import Base
import Testing

@testable import HashMaps

/// `verify()` finds each kind of planted corruption and names it. Every plant is taken out again, so that the map can
/// be destroyed.
@Suite struct CorruptionTests {
  typealias Numbers = AdaptiveMap<UInt64, UInt64>
  typealias Plant = (Numbers) -> (() -> Void)?

  /// A map of several segments, with long groups, chains and tombstones.
  private static func map(_ layout: Layout, tombstones: Bool = false) throws -> Numbers {
    let map = try Numbers(
      Shape(layout: layout, segmentBytes: 4096, usesTombstones: tombstones).configuration(seed: 61))
    // Random keys: sequential ones spread so evenly that no group or bucket overflows.
    var random = SeededRandom(seed: 61)
    let keys = (0..<1500).map { _ in random.next() }
    for key in keys { _ = try map.set(key, key) }
    for key in keys[..<300] { map.delete(key) }
    return map
  }

  private static func expect(_ words: String, _ layout: Layout, tombstones: Bool = false, _ plant: Plant)
    throws
  {
    let map = try Self.map(layout, tombstones: tombstones)
    try map.verify()
    guard let undo = plant(map) else {
      Issue.record("\(layout.name): nowhere to plant what should say \"\(words)\"")
      return
    }
    do throws(MapViolation) {
      try map.verify()
      Issue.record("\(layout.name): what should say \"\(words)\" goes unseen")
    } catch {
      #expect("\(error)".contains(words), "\(layout.name): \(error)")
      if error.segment != nil { #expect("\(error)".contains(layout.name), "\(error)") }
    }
    undo()
    try map.verify()
  }

  /// Overwrites a value in memory; the result puts it back.
  private static func poke<Number: FixedWidthInteger>(_ address: UnsafeMutableRawPointer, _ value: Number)
    -> () -> Void
  {
    let before = address.loadUnaligned(as: Number.self)
    address.storeBytes(of: value, as: Number.self)
    return { address.storeBytes(of: before, as: Number.self) }
  }

  /// The first entry for which `choose` gives something.
  private static func first<Result>(
    _ map: Numbers, _ choose: (SegmentCursor<UInt64, UInt64>, UInt64) -> Result?
  ) -> Result? {
    var result: Result?
    map.table.forEachSegment { word in
      var cursor = SegmentCursor<UInt64, UInt64>(word, pool: map.table.pool)
      while result == nil, let cell = cursor.next() {
        result = choose(cursor, cell.pointee.key.fastHash(map.table.main.seed))
      }
    }
    return result
  }

  private static func header(_ map: Numbers, _ change: (inout SegmentHeader) -> Void) -> () -> Void {
    let header = map.table.main.words[0].header
    let before = header.pointee
    change(&header.pointee)
    return { header.pointee = before }
  }

  @Test(arguments: Layout.allCases)
  func whatEveryLayoutHas(_ layout: Layout) throws {
    try Self.expect("tag is not that of its key", layout) { map in
      Self.first(map) { cursor, _ in Self.poke(cursor.mark, cursor.mark.load(as: UInt8.self) ^ 0x80) }
    }
    try Self.expect("lies here", layout) { map in
      // A key of another segment.
      Self.first(map) { cursor, _ in
        let cell = cursor.cell
        let before = cell.pointee.key
        var stranger = before
        while map.table.main[stranger.fastHash(map.table.main.seed)] == cursor.word { stranger += 1 }
        cell.pointee.key = stranger
        return { cell.pointee.key = before }
      }
    }
    try Self.expect("the header counts", layout) {
      Self.header($0) {
        $0.count += 1
        $0.budget -= 1
      }
    }
    try Self.expect("budget", layout) { Self.header($0) { $0.budget += 1000 } }
    try Self.expect("the header says", layout) { Self.header($0) { $0.blockBytes += 64 } }
    try Self.expect("of depth 77", layout) { Self.header($0) { $0.depth = 77 } }
    try Self.expect("of depth -1", layout) { Self.header($0) { $0.depth = -1 } }
    try Self.expect("begins a segment of prefix", layout) { Self.header($0) { $0.prefix |= 1 << 31 } }
    try Self.expect("begins a segment of prefix", layout) { Self.header($0) { $0.prefix |= 1 } }
    try Self.expect("the map counts", layout) { map in
      map.table.count += 1
      return { map.table.count -= 1 }
    }
    try Self.expect("the map counts", layout) { map in
      map.table.segmentBytes += 128
      return { map.table.segmentBytes -= 128 }
    }
    try Self.expect("bytes for cells", layout) { map in
      map.table.cellBytes += 16
      return { map.table.cellBytes -= 16 }
    }
    try Self.expect("segments are \(layout.name)", layout) { map in
      map.table.segmentCounts[Int(layout.rawValue)] += 1
      return { map.table.segmentCounts[Int(layout.rawValue)] -= 1 }
    }
    try Self.expect("pool", layout) { map in
      map.table.pool.live += 1
      return { map.table.pool.live -= 1 }
    }
    try Self.expect("is moved though no reseed", layout) { map in
      let words = map.table.main.words
      let before = words[1]
      words[1] = .moved
      return { words[1] = before }
    }
    try Self.expect("should name one segment", layout) { map in
      // A directory twice as long names every segment twice.
      do throws(MapError) { try map.table.main.double() } catch { return nil }
      let words = map.table.main.words
      let before = words[1]
      words[1] = words[2]
      return { words[1] = before }
    }
    try Self.expect("root", layout) { map in
      let before = map.table.main.root
      map.table.main.root = map.table.main.words[map.table.main.wordCount - 1]
      return { map.table.main.root = before }
    }
  }

  /// Two entries of one key, both where look-ups come by.
  @Test(arguments: Layout.allCases)
  func aKeyHeldTwice(_ layout: Layout) throws {
    let map = try AdaptiveMap<ForgedKey, Int>(Shape(layout: layout).configuration(seed: 1))
    for number: UInt64 in 0..<5 { _ = try map.set(Collision.everything.key(number), 0) }
    try map.verify()
    var cursor = SegmentCursor<ForgedKey, Int>(map.table.main.words[0], pool: map.table.pool)
    var cells: [UnsafeMutablePointer<Cell<ForgedKey, Int>>] = []
    while let cell = cursor.next() { cells.append(cell) }
    let before = cells[3].pointee.key
    cells[3].pointee.key = cells[1].pointee.key
    do throws(MapViolation) {
      try map.verify()
      Issue.record("\(layout.name): a key held twice goes unseen")
    } catch { #expect("\(error)".contains("held twice"), "\(error)") }
    cells[3].pointee.key = before
    try map.verify()
  }

  @Test func whatGroupsHave() throws {
    for layout in [Layout.grouped, .compact] {
      try Self.expect("does not come by", layout) { map in
        // A displaced entry whose home forgets that it overflowed.
        Self.first(map) { cursor, hash in
          let home = cursor.word.position(hash)
          return home == cursor.unit ? nil : Self.poke(cursor.word.base + home * 16 + 15, UInt8(0))
        }
      }
    }
    func reference(_ cursor: SegmentCursor<UInt64, UInt64>) -> UnsafeMutableRawPointer {
      UnsafeMutableRawPointer(cursor.word.cell(cursor.unit * 15 + cursor.lane, UInt32.self))
    }
    try Self.expect("never handed out", .compact) { map in
      Self.first(map) { cursor, _ in Self.poke(reference(cursor), map.table.pool.highWater + 7) }
    }
    try Self.expect("referred to twice", .compact) { map in
      var earlier: UInt32?
      return Self.first(map) { cursor, _ in
        if let earlier { return Self.poke(reference(cursor), earlier) }
        earlier = cursor.reference
        return nil
      }
    }
    let pool: [(String, (CellPool<UInt64, UInt64>) -> Void)] = [
      ("never handed out", { $0.free = $0.highWater + 1 }),
      ("ever handed out", { $0.free = .max }),
      ("which holds an entry", { pool in pool.free = pool.highWater - 1 }),
    ]
    for (words, plant) in pool {
      try Self.expect(words, .compact) { map in
        let before = map.table.pool.free
        plant(map.table.pool)
        return { map.table.pool.free = before }
      }
    }
    try Self.expect("free list has no end", .compact) { map in
      let pool = map.table.pool
      return Self.poke(pool.cell(pool.free), pool.free)
    }
  }

  @Test func whatChainsHave() throws {
    /// The first bucket of a chain, and the one that follows.
    func chain(_ map: Numbers) -> (
      word: SegmentWord, index: Int, first: UnsafeMutableRawPointer, next: UnsafeMutableRawPointer
    )? {
      Self.first(map) { cursor, hash in
        let index = cursor.word.position(hash)
        let first = cursor.word.base + index * Geometry<UInt64, UInt64>.bucketStride
        let link = Int(first.load(fromByteOffset: 8, as: UInt32.self))
        guard link != 0 else { return nil }
        return (cursor.word, index, first, cursor.word.base + link * Geometry<UInt64, UInt64>.bucketStride)
      }
    }
    let layout = Layout.chaining
    try Self.expect("does not agree with its link", layout) {
      chain($0).map { Self.poke($0.first + 8, UInt32(0)) }
    }
    try Self.expect("does not agree with its link", layout) {
      chain($0).map { Self.poke($0.first + 7, UInt8(0)) }
    }
    try Self.expect("is no overflow bucket", layout) { chain($0).map { Self.poke($0.first + 8, UInt32(1)) } }
    try Self.expect("is no overflow bucket", layout) {
      chain($0).map { Self.poke($0.first + 8, UInt32(1 << 30)) }
    }
    try Self.expect("is linked twice", layout) { map in
      chain(map).map { chain in
        let own = chain.first.load(fromByteOffset: 8, as: UInt32.self)
        let undoLink = Self.poke(chain.next + 8, own)
        let undoMark = Self.poke(chain.next + 7, UInt8(1))
        let undoTags = Self.poke(chain.next, UInt64(0x01AA_AAAA_AAAA_AAAA))
        return {
          undoTags()
          undoMark()
          undoLink()
        }
      }
    }
    try Self.expect("has a hole", layout) { chain($0).map { Self.poke($0.first + 3, UInt8(0)) } }
    try Self.expect("empty overflow bucket is still linked", layout) {
      chain($0).map { Self.poke($0.next, UInt64(0)) }
    }
    func inSegment(_ words: String, _ change: @escaping (inout SegmentHeader) -> Void) throws {
      try Self.expect(words, layout) { map in
        chain(map).map { chain in
          let header = chain.word.header
          let before = header.pointee
          change(&header.pointee)
          return { header.pointee = before }
        }
      }
    }
    try inSegment("overflow buckets are linked") { $0.overflowBuckets += 1 }
    try inSegment("first overflow bucket never used") { $0.freshBucket = 1 }
    try inSegment("first overflow bucket never used") { $0.freshBucket = 1 << 30 }
    try inSegment("is no overflow bucket") { $0.freeBucket = 1 << 30 }
    try inSegment("overflow buckets of") { $0.freshBucket += 1 }
    try Self.expect("linked twice", layout) { map in
      chain(map).map { chain in
        let header = chain.word.header
        let before = header.pointee.freeBucket
        header.pointee.freeBucket = chain.first.load(fromByteOffset: 8, as: UInt32.self)
        return { header.pointee.freeBucket = before }
      }
    }
  }

  @Test func whatWordsHave() throws {
    let layout = Layout.robinhood
    try Self.expect("follows one at distance", layout) { map in
      Self.first(map) { cursor, _ in
        Self.poke(cursor.mark + 1, cursor.mark.load(fromByteOffset: 1, as: UInt8.self) + 40)
      }
    }
    try Self.expect("does not come by", layout) { map in
      // A displaced entry that pretends to be at home.
      Self.first(map) { cursor, _ in
        cursor.mark.load(fromByteOffset: 1, as: UInt8.self) == 2 ? Self.poke(cursor.mark + 1, UInt8(1)) : nil
      }
    }
    try Self.expect("a word without distance", layout) { map in
      Self.first(map) { cursor, _ in
        // The last of its run, so that none behind it seems misplaced.
        cursor.mark.load(fromByteOffset: 3, as: UInt8.self) <= 1 ? Self.poke(cursor.mark + 1, UInt8(0)) : nil
      }
    }
    try Self.expect("beyond the last slot", layout) { map in
      let word = map.table.main.words[0]
      let end = (1 << word.exponent) + Geometry<UInt64, UInt64>.tail(word.exponent)
      return Self.poke(word.base + end * 2, UInt16(0x0133))
    }
    try Self.expect("tombstones, the header counts", layout, tombstones: true) { map in
      Self.header(map) {
        $0.tombstones += 1
        $0.budget -= 1
      }
    }
    let marked = try Self.map(.robinhood, tombstones: true)
    #expect(marked.statistics().tombstones > 10, "the map for this test has tombstones")
  }

  @Test func whatByteStringsHave() throws {
    let map = try ByteMap(Shape(segmentBytes: 4096).configuration(seed: 62))
    for number: UInt64 in 0..<500 { _ = try map.store(Bytes.key(number), Bytes.key(number + 1)) }
    try map.verify()
    func expect(_ words: String, _ plant: () throws -> () -> Void) throws {
      let undo = try plant()
      do throws(MapViolation) {
        try map.verify()
        Issue.record("what should say \"\(words)\" goes unseen")
      } catch { #expect("\(error)".contains(words), "\(error)") }
      undo()
      try map.verify()
    }
    try expect("a wrong hash") {
      var long: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>?
      map.table.visitAll { if long == nil, !$0.pointee.key.isInline { long = $0 } }
      let cell = try #require(long)
      let before = cell.pointee.key
      // A byte of the key itself changes; what it carries does not.
      let byte = map.arena.pointer(before.reference)
      return Self.poke(byte, byte.load(as: UInt8.self) ^ 1)
    }
    try expect("the arena counts") {
      let bytes = [UInt8](repeating: 1, count: 40)
      let lost = try bytes.withUnsafeBytes { try map.arena.store($0) }
      return { map.arena.release(lost, 40) }
    }
  }

  /// Corruption of the directory a reseed moves to is found too.
  @Test func whatAReseedHas() throws {
    let map = try Self.map(.grouped)
    map.reseed()
    _ = map.performIdleWork(budget: 500)
    try map.verify()
    let next = try #require(map.table.next)
    let before = next.words[0]
    let header = before.header.pointee
    before.header.pointee.count += 1
    #expect(throws: MapViolation.self) { try map.verify() }
    before.header.pointee = header
    try map.verify()
    let word = next.words[0]
    next.words[0] = .moved
    #expect(throws: MapViolation.self) { try map.verify() }
    next.words[0] = word
    try map.verify()
  }
}
