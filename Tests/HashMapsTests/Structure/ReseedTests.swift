import TestSupport
import Testing

@testable import HashMaps

/// Reseeds, and the way back of one that is refused memory half-way.
@Suite struct ReseedTests {
  /// A reseed stopped at any entry of a segment brings that segment together again.
  @Test func aSegmentIsTakenBackFromAnyEntry() throws {
    for layout in Layout.allCases {
      for tombstones in [false, true] where !tombstones || layout == .robinhood {
        for goal in Layout.allCases {
          for stop in stride(from: 0, to: 60, by: TestScale.pick(quick: 7, full: 1, deep: 1)) {
            let shape = Shape(layout: layout, segmentBytes: 2048, usesTombstones: tombstones)
            let numbers = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 91))
            try Self.stop(numbers, numbers.table, "\(shape)", at: stop, goal: goal) {
              $0
            } value: {
              $0
            }
            let bytes = try ByteMap(shape.configuration(seed: 92))
            try Self.stop(bytes, bytes.table, "bytes, \(shape)", at: stop, goal: goal) {
              Bytes.key($0)
            } value: {
              Bytes.key($0 + 1)
            }
          }
        }
      }
    }
  }

  private static func stop<Map: TestedMap, Keys, Value>(
    _ map: Map, _ table: Table<Keys, Value>, _ label: String, at stop: Int, goal: Layout,
    key: (UInt64) -> Map.TestKey, value: (UInt64) -> Map.TestValue
  ) throws {
    for number: UInt64 in 0..<400 { _ = try map.store(key(number), value(number)) }
    for number: UInt64 in 0..<60 { _ = map.drop(key(number)) }
    map.reseed()
    _ = map.performIdleWork(budget: 120)
    // Targets of two layouts, and cells of the pool on either side.
    map.convert(to: goal)
    _ = map.performIdleWork(budget: 1)
    let work = try #require(table.upkeep.work)
    let word = table.main[work.cursor]
    let retreat = try table.makeReserves(1, for: table.layout, entries: Int(word.header.pointee.count))[0]
    if table.layout == .compact { try table.pool.reserve(table.count - table.pool.live) }
    try table.pool.reserve(Int(word.header.pointee.count))
    var directory = try #require(table.next)
    var cursor = SegmentCursor<Keys.Stored, Value>(word, pool: table.pool)
    var moved = 0
    while let cell = cursor.next() {
      if moved == stop { break }
      let hash = table.keys.rehash(Table<Keys, Value>.mutableKey(of: cell), directory.seed)
      while true {
        let target = directory[hash]
        if target.header.pointee.budget > 0, table.accept(cursor, cell, hash, target, target.header) {
          target.header.pointee.budget -= 1
          target.header.pointee.count += 1
          break
        }
        try table.makeRoom(target, in: &directory)
      }
      moved += 1
    }
    table.next = directory
    if moved == stop, moved < Int(word.header.pointee.count) {
      table.takeBack(&cursor, word, retreat)
    } else {
      // The segment was smaller than that: it is through, as a step would leave it.
      table.freeBare(retreat)
      table.main.publish(.moved, prefix: word.header.pointee.prefix, depth: Int(word.header.pointee.depth))
      table.upkeep.work?.cursor = Table<Keys, Value>.end(of: word.header.pointee)
      table.freeSegment(word)
    }
    let here = "\(label) to \(goal.name), stopped at \(stop)"
    func check(_ moment: String) throws {
      do throws(MapViolation) {
        try map.verify()
      } catch {
        throw Mismatch("\(here), \(moment): \(error)")
      }
      for number: UInt64 in 0..<400 {
        let found = map.fetch(key(number))
        guard found == (number < 60 ? nil : value(number)) else {
          throw Mismatch("\(here), \(moment): \(number)")
        }
      }
    }
    try check("taken back")
    map.finishWork()
    try check("finished")
    guard !map.isWorking, map.layout == goal else { throw Mismatch("\(here): work is left") }
  }

  /// A reseed asked for while one is in hand is the same one; the seed changes, the answers do not.
  @Test func reseedsDoNotPileUp() throws {
    let map = try AdaptiveMap<UInt64, UInt64>(Shape(segmentBytes: Shape.tiny).configuration(seed: 93))
    for number: UInt64 in 0..<1000 { _ = try map.set(number, number) }
    let seed = map.table.main.seed
    map.reseed()
    map.reseed()
    _ = map.performIdleWork(budget: 100)
    map.reseed()
    #expect(map.ledger.total(.reseedBegan).events == 1)
    map.finishWork()
    #expect(map.ledger.total(.reseedEnded).events == 1 && map.table.main.seed == seed.successor(kind: .fast))
    for number: UInt64 in 0..<1000 { #expect(map.get(number) == number) }
    try map.verify()
  }

  /// Suspicion raised while an iterator is in use is answered once it has gone.
  @Test func suspicionWaitsForIterators() throws {
    let map = try AdaptiveMap<ForgedKey, Int>(Shape(layout: .chaining).configuration(seed: 94))
    do {
      let contents = map.makeIterator()
      for number: UInt64 in 0..<300 { _ = try map.set(Collision.everything.key(number, knownTo: 94), 1) }
      #expect(map.table.upkeep.suspicion != nil && !map.isWorking)
      #expect(contents.next() != nil)
    }
    for number: UInt64 in 0..<2000 { _ = map.get(Collision.everything.key(number % 300, knownTo: 94)) }
    #expect(map.ledger.total(.reseedBegan).events == 1 && map.table.upkeep.suspicion == nil)
    #expect(map.statistics().longestProbe <= 3)
    try map.verify()
  }
}
