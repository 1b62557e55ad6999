import Base
import HashMaps
import TestSupport
import Testing

/// Maps beside dictionaries, operation by operation, while structure work of every kind comes and goes.
@Suite(.serialized) struct ModelTests {
  static let operations = TestScale.pick(quick: 24_000, full: 1_000_000, deep: 4_000_000)

  @Test(arguments: Shape.all)
  func numbersAgreeWithADictionary(_ shape: Shape) throws {
    for seed: UInt64 in 1...2 {
      let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: seed))
      var run = ModelRun(map, "\(shape)", seed: seed) {
        $1
      } value: {
        $0.next()
      }
      run.verifyEvery = Self.operations / 16
      try run.run(Self.operations / 2, universe: seed == 1 ? 500 : UInt64(Self.operations / 8))
    }
  }

  @Test(arguments: Shape.all)
  func bytesAgreeWithADictionary(_ shape: Shape) throws {
    for seed: UInt64 in 3...4 {
      let map = try ByteMap(shape.configuration(seed: seed))
      var run = ModelRun(map, "\(shape)", seed: seed) {
        Bytes.key($1)
      } value: {
        Bytes.value(&$0)
      }
      run.verifyEvery = Self.operations / 16
      try run.run(Self.operations / 2, universe: seed == 3 ? 500 : UInt64(Self.operations / 8))
    }
  }

  /// Long ones too: up to 1 MiB, in every class of the arena and beyond it.
  @Test func longStringsAgreeWithADictionary() throws {
    for layout in Layout.allCases {
      let map = try ByteMap(Shape(layout: layout, segmentBytes: Shape.tiny).configuration(seed: 5))
      var run = ModelRun(map, "long strings, \(layout.name)", seed: 5) { random, number in
        Bytes.stretched(Bytes.key(number), to: number % 5 == 0 ? Bytes.length(number, upTo: 100_000) : 0)
      } value: { random in
        Bytes.stretched([UInt8(random.below(256))], to: Bytes.length(random.next(), upTo: 1 << 20))
      }
      run.commandEvery = 20
      run.verifyEvery = 500
      try run.run(TestScale.pick(quick: 1500, full: 30_000, deep: 100_000), universe: 80)
      try map.clear()
      #expect(map.statistics().arenaBytes == 0)
    }
  }

  @Test(arguments: Shape.fixed)
  func stringsAgreeWithADictionary(_ shape: Shape) throws {
    let map = try AdaptiveMap<String, String>(shape.configuration(seed: 6))
    var run = ModelRun(map, "strings, \(shape)", seed: 6) {
      "K\($1)" + ($1 % 3 == 0 ? " of some length" : "")
    } value: {
      "\($0.next())"
    }
    try run.run(Self.operations / 8, universe: 2000)
  }

  /// Keys and values with identity: each is released once, none is lost, through all the structure work.
  @Test(arguments: Shape.fixed)
  func ownedEntriesAreReleasedOnce(_ shape: Shape) throws {
    let census = Tracked.Census()
    do {
      let map = try AdaptiveMap<TrackedKey, Tracked>(shape.configuration(seed: 7))
      var run = ModelRun(map, "owned, \(shape)", seed: 7) {
        TrackedKey(held: Tracked($1, census))
      } value: {
        Tracked($0.next(), census)
      }
      try run.run(Self.operations / 6, universe: 1500)
      let live = census.alive
      run.model = [:]
      #expect(census.alive >= map.count, "\(shape): \(census.alive) of \(live) alive, \(map.count) entries")
      try map.clear()
      #expect(census.alive == 0, "\(shape): after clearing")
      for number: UInt64 in 0..<300 {
        _ = try map.put(TrackedKey(held: Tracked(number, census)), Tracked(number, census))
      }
      map.reseed()
      _ = map.performIdleWork(budget: 20)
      #expect(census.alive >= 600)
    }
    #expect(census.alive == 0, "\(shape): after the map's end, \(census.released) were released")
  }
}

/// Byte strings of many lengths, the same for the same number.
enum Bytes {
  /// A key of 0 to 40 bytes that names its number; number 0 is the empty key.
  static func key(_ number: UInt64) -> [UInt8] {
    guard number > 0 else { return [] }
    return stretched(Array("\(number)".utf8), to: Int(number % 41))
  }

  static func value(_ random: inout SeededRandom) -> [UInt8] {
    let length = Int(random.below(41))
    return (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// The bytes, with a tail of dashes up to `length`.
  static func stretched(_ bytes: [UInt8], to length: Int) -> [UInt8] {
    bytes + [UInt8](repeating: 45, count: max(0, length - bytes.count))
  }

  /// A length up to `limit`, short ones as likely as long ones.
  static func length(_ number: UInt64, upTo limit: Int) -> Int {
    var state = number
    let bits = SeededRandom.splitmix(&state)
    return min(limit, Int(bits >> 8) & ((2 << Int(bits % 20)) - 1))
  }
}
