import TestSupport
import Testing

@testable import HashMaps

/// What no memory holds is refused with an error, and the map stays what it was.
@Suite(.serialized) struct CapacityTests {
  @Test func absurdSizesAreRefused() throws {
    let map = try ByteMap(MapConfiguration.fixed(.grouped))
    let key = Array("key".utf8)
    _ = try map.store(key, key)
    // The address is never read: the length alone is refused.
    var byte: UInt8 = 0
    withUnsafeMutableBytes(of: &byte) { space in
      let long = UnsafeRawBufferPointer(start: space.baseAddress, count: ByteMap.longest + 1)
      let short = UnsafeRawBufferPointer(space)
      let expected = MapError.tooLong(bytes: ByteMap.longest + 1, limit: ByteMap.longest)
      #expect(throws: expected) { try map.put(long, short) }
      #expect(throws: expected) { try map.put(short, long) }
      #expect(throws: expected) { _ = try map.arena.store(long) }
    }
    #expect(map.count == 1 && map.operations == 1)
    try map.verify()
    for layout in Layout.allCases {
      for cap in Shape.caps {
        let map = try AdaptiveMap<UInt64, UInt64>(
          Shape(layout: layout, segmentBytes: cap).configuration(seed: 1))
        _ = try map.put(1, 2)
        for entries in [Int.max, Int.max / 16, 1 << 47] {
          #expect(throws: MapError.self, "\(layout.name): \(entries)") { try map.reserve(entries) }
        }
        try map.reserve(-5)
        try map.reserve(0)
        try map.reserve(Int.min)
        #expect(map.get(1) == 2)
        try map.verify()
        #expect(map.statistics().totalBytes < 1 << 20, "\(layout.name): nothing was kept of what was refused")
      }
    }
    var configuration = MapConfiguration.fixed(.robinhood)
    configuration.segmentBytes = -1
    configuration.initialCapacity = .max
    configuration.incrementalBatch = .max
    let odd = try AdaptiveMap<UInt64, UInt64>(configuration)
    for number: UInt64 in 0..<1000 { _ = try odd.set(number, number) }
    odd.convert(to: .chaining)
    for number: UInt64 in 0..<1000 { #expect(odd.get(number) == number) }
    try odd.verify()
  }

  @Test func errorsSayWhatHappened() {
    #expect("\(MapError.outOfMemory(bytes: 77))".contains("77 bytes"))
    #expect("\(MapError.tooLong(bytes: 9, limit: 8))" == "9 bytes are more than a key or value may have (8)")
    #expect("\(MapError.full(what: "the arena", limit: 3))" == "the arena is full: it holds at most 3")
    #expect(Layout(name: "robinhood") == .robinhood && Layout(name: "flat") == nil)
    #expect(Layout.allCases.allSatisfy { Layout(name: $0.name) == $0 })
  }

  /// Values of every class of the arena, also above 256 KiB, and keys that long.
  @Test func longKeysAndValuesAreLegal() throws {
    let map = try ByteMap(MapConfiguration.fixed(.chaining))
    let sizes = [
      0, 15, 16, 255 << 10, (256 << 10) + 1, 1 << 20,
      TestScale.pick(quick: 1 << 22, full: 1 << 26, deep: 1 << 30),
    ]
    for size in sizes {
      let bytes = [UInt8](repeating: UInt8(size & 0xFF), count: size)
      #expect(try map.store(bytes, bytes).isNew, "\(size)")
    }
    try map.verify()
    for size in sizes {
      let bytes = [UInt8](repeating: UInt8(size & 0xFF), count: size)
      #expect(map.fetch(bytes)?.count == size)
      #expect(map.drop(bytes), "\(size)")
    }
    #expect(map.count == 0 && map.statistics().arenaBytes == 0)
  }
}
