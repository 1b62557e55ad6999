import Base
import HashMaps
import TestSupport
import Testing

/// Iterators over maps that change under them.
@Suite(.serialized) struct IterationTests {
  @Test(arguments: Shape.fixed)
  func whatIsPresentThroughoutComesOnce(_ shape: Shape) throws {
    for seed in 0..<UInt64(TestScale.pick(quick: 6, full: 60, deep: 300)) {
      let numbers = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: seed))
      try Self.iterate(numbers, "\(shape), seed \(seed)", seed, entries: 400) {
        $0
      } value: {
        $0
      }
    }
    for seed in 0..<UInt64(TestScale.pick(quick: 2, full: 20, deep: 100)) {
      let bytes = try ByteMap(shape.configuration(seed: seed))
      try Self.iterate(bytes, "bytes, \(shape), seed \(seed)", seed, entries: 200) {
        Bytes.key($0)
      } value: {
        [UInt8(truncatingIfNeeded: $0)]
      }
    }
  }

  private static func iterate<Map: TestedMap>(
    _ map: Map, _ label: String, _ seed: UInt64, entries: UInt64, key: (UInt64) -> Map.TestKey,
    value: (UInt64) -> Map.TestValue
  ) throws {
    var random = SeededRandom(seed: seed)
    // Keys below `entries / 2` stay, those up to `entries` may go, those beyond come and go.
    for number in 0..<entries { _ = try map.store(key(number), value(number)) }
    if seed % 3 == 0 {
      // A reseed already under way: it rests where it is.
      map.reseed()
      _ = map.performIdleWork(budget: Int(entries / 3))
    }
    if seed % 3 == 1 { map.convert(to: Layout.allCases[Int(seed / 3 % 4)]) }
    do {
      var views = [View(map)]
      var isDone = false
      while !isDone {
        if random.below(200) == 0, views.count < 4 { views.append(View(map)) }
        isDone = true
        for index in views.indices where try views[index].advance(label) { isDone = false }
        for _ in 0..<random.below(4) {
          let number = entries / 2 + random.below(entries * 3)
          if random.below(3) == 0 {
            _ = map.drop(key(number))
          } else {
            _ = try map.store(key(number), value(number))
          }
        }
        switch random.below(60) {
        case 0: map.convert(to: Layout.allCases[Int(random.below(4))])
        case 1: map.compact()
        case 2: map.reseed()
        case 3..<10: _ = map.performIdleWork(budget: 30)
        default: break
        }
      }
      for view in views {
        for number in 0..<(entries / 2) where view.seen[key(number)] != value(number) {
          throw Mismatch("\(label): \(number) was present throughout and did not come")
        }
      }
      try map.verify()
    }
    map.finishWork()
    guard !map.isWorking else { throw Mismatch("\(label): work is left though no iterator is") }
    try map.verify()
    var final = View(map)
    while try final.advance(label) {}
    guard final.seen.count == map.count else {
      throw Mismatch("\(label): \(final.seen.count) of \(map.count)")
    }
  }

  /// One iterator and what it gave; it goes with the value.
  private struct View<Map: TestedMap> {
    private var contents: Map.Contents
    private(set) var seen: [Map.TestKey: Map.TestValue] = [:]

    init(_ map: Map) { contents = map.makeIterator() }

    mutating func advance(_ label: String) throws -> Bool {
      guard let (key, value) = contents.next() else { return false }
      guard seen.updateValue(value, forKey: key) == nil else { throw Mismatch("\(label): \(key) came twice") }
      return true
    }
  }

  /// A map emptied, refilled and given back under an iterator that lives on.
  @Test func anIteratorOutlivesClearing() throws {
    for layout in Layout.allCases {
      let map = try AdaptiveMap<UInt64, UInt64>(
        Shape(layout: layout, segmentBytes: Shape.tiny).configuration(seed: 3))
      for number: UInt64 in 0..<500 { _ = try map.put(number, number) }
      map.reseed()
      _ = map.performIdleWork(budget: 250)
      let contents = map.makeIterator()
      var given = 0
      // Beyond the main directory, into the one the reseed moves to.
      while given < 400, contents.next() != nil { given += 1 }
      try map.clear()
      for number: UInt64 in 0..<100 { _ = try map.put(number, number) }
      while contents.next() != nil { given += 1 }
      #expect(given <= 700, "\(layout.name): \(given)")
      #expect(!map.isWorking, "\(layout.name): clearing ends the reseed")
      try map.verify()
    }
  }

  /// A conversion asked for while an iterator holds a reseed back waits for it, and the room asked for is made.
  @Test func workQueuesBehindAReseedThatRests() throws {
    for layout in Layout.allCases {
      let map = try AdaptiveMap<UInt64, UInt64>(
        Shape(layout: layout, segmentBytes: Shape.tiny).configuration(seed: 4))
      for number: UInt64 in 0..<1000 { _ = try map.put(number, number) }
      map.reseed()
      _ = map.performIdleWork(budget: 300)
      let goal: Layout = layout == .compact ? .grouped : .compact
      do {
        let contents = map.makeIterator()
        map.convert(to: goal)
        map.compact()
        #expect(map.performIdleWork(budget: .max), "\(layout.name): returns though nothing can move")
        try map.reserve(3000)
        for number: UInt64 in 1000..<2000 { _ = try map.put(number, number) }
        try map.verify()
        var given = 0
        while contents.next() != nil { given += 1 }
        #expect(given >= 1000, "\(layout.name)")
      }
      map.finishWork()
      try map.verify()
      let statistics = map.statistics()
      #expect(statistics.segmentsByLayout[Int(goal.rawValue)] == statistics.segmentsByLayout.reduce(0, +))
      for number: UInt64 in 0..<2000 where map.get(number) != number {
        Issue.record("\(layout.name): \(number)")
      }
    }
  }
}
