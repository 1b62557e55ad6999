import Base
import CAllocationCount
import TestSupport
import Testing

@testable import HashMaps

/// At a steady state no operation allocates.
@Suite(.serialized) struct AllocationTests {
  /// Allocations of `body`, once it has run before; nil where they cannot be counted.
  private static func allocations(_ body: () throws -> Void) rethrows -> UInt64? {
    guard allocation_count() != .max else { return nil }
    try body()
    let before = allocation_count()
    try body()
    return allocation_count() - before
  }

  /// What an operation may cost: unspecialised generic code of debug builds takes temporaries from the heap.
  private static var allowance: UInt64 {
    #if DEBUG
      2
    #else
      0
    #endif
  }

  @Test func countingWorks() throws {
    var kept: [[UInt8]] = []
    guard let count = Self.allocations({ kept.append([UInt8](repeating: 1, count: 5000)) }) else { return }
    #expect(count >= 1, "an array of 5,000 bytes is one allocation at least")
  }

  @Test(arguments: Shape.fixed)
  func numbersNeedNone(_ shape: Shape) throws {
    let entries: UInt64 = 3000
    let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 51))
    for number in 0..<entries { _ = try map.set(number, number) }
    var sum: UInt64 = 0
    let hits = Self.allocations { for number in 0..<entries { sum &+= map.get(number) ?? 0 } }
    let misses = Self.allocations { for number in entries..<(2 * entries) { sum &+= map.get(number) ?? 1 } }
    let borrowed = Self.allocations {
      for number in 0..<entries { sum &+= map.withValue(number) { copy in copy } ?? 0 }
    }
    let present = Self.allocations { for number in 0..<entries where map.contains(number) { sum &+= 1 } }
    let updates = try Self.allocations { for number in 0..<entries { _ = try map.set(number, sum) } }
    let puts = try Self.allocations { for number in 0..<entries { sum &+= try map.put(number, 1) ?? 0 } }
    let absent = Self.allocations {
      for number in entries..<(2 * entries) where map.delete(number) { sum &+= 1 }
    }
    for (what, count) in [hits, misses, borrowed, present, updates, puts, absent].enumerated() {
      #expect(
        count ?? 0 <= Self.allowance * entries,
        "\(shape): operation \(what) of the list allocates, \(count ?? 0) times in \(entries)")
    }
    // Every key goes and comes back; only a segment worn by deletions is rebuilt, and the ledger tells.
    let before = map.ledger.recorded
    let churn = try Self.allocations {
      for number in 0..<entries {
        map.delete(number)
        _ = try map.set(number, number)
      }
    }
    let rebuilt = map.ledger.recorded - before
    #expect(
      churn ?? 0 <= UInt64(rebuilt) * 8 + 2 * Self.allowance * entries,
      "\(shape): \(churn ?? 0) allocations of delete and put, \(rebuilt) events")
    #expect(map.count == Int(entries) && sum > 0)
  }

  @Test(arguments: Layout.allCases)
  func byteStringsNeedNone(_ layout: Layout) throws {
    let map = try ByteMap(Shape(layout: layout).configuration(seed: 52))
    let script = OperationScript(seed: 53, count: 8000, universe: 900)
    func replay() throws {
      _ = try script.columns { columns in try map.apply(columns, from: 0, to: script.count) }
    }
    try replay()
    let before = map.ledger.recorded
    let count = try Self.allocations { try replay() }
    let reserved = map.table.memory.reservedBytes
    try replay()
    // What rebuilding segments takes is told by the ledger; long strings come out of the arena's chunks.
    let rebuilt = map.ledger.recorded - before
    #expect(
      count ?? 0 <= UInt64(rebuilt) * 12 + 2 + 2 * Self.allowance * UInt64(script.count),
      "\(layout.name): \(count ?? 0) allocations, \(rebuilt) events")
    #expect(map.table.memory.reservedBytes <= reserved + SegmentMemory.chunkBytes, "\(layout.name)")
    let keys = (0..<500).map { Array("key \($0)".utf8) }
    for key in keys { _ = try map.store(key, key) }
    var found = 0
    let gets = Self.allocations {
      for key in keys { key.withUnsafeBytes { found += map.withValue($0) { $0.count } ?? 0 } }
    }
    let puts = try Self.allocations {
      for key in keys {
        try key.withUnsafeBytes { _ = try map.put($0, UnsafeRawBufferPointer(rebasing: $0[..<3])) }
      }
    }
    #expect(
      gets ?? 0 <= Self.allowance * 500 && puts ?? 0 <= 2 * Self.allowance * 500,
      "\(layout.name): gets \(gets ?? 0), updates \(puts ?? 0)")
    #expect(found > 0)
  }

  /// Classes as values: a borrowed read retains nothing, so it cannot allocate either.
  @Test func classValuesNeedNone() throws {
    let census = Tracked.Census()
    let map = try AdaptiveMap<UInt64, Tracked>(Shape().configuration(seed: 54))
    for number: UInt64 in 0..<500 { _ = try map.set(number, Tracked(number, census)) }
    var sum: UInt64 = 0
    let reads = Self.allocations {
      for number: UInt64 in 0..<500 { sum &+= map.withValue(number) { $0.number } ?? 0 }
    }
    #expect(reads ?? 0 <= Self.allowance * 500)
    #expect(census.alive == 500 && sum > 0)
  }

  /// Batched look-ups take their scratch space from the stack.
  @Test func batchesNeedNone() throws {
    let map = try AdaptiveMap<UInt64, UInt64>(Shape().configuration(seed: 55))
    try map.reserve(500_000)
    #expect(map.table.segmentBytes > map.prefetchBytes)
    let keys = (0..<4000).map { UInt64($0) }
    let values = keys.map { $0 * 3 }
    try keys.withUnsafeBufferPointer { keys in
      try values.withUnsafeBufferPointer { values in
        try map.set(keys, values)
        var sum: UInt64 = 0
        let count = Self.allocations { map.get(keys) { _, value in sum &+= value ?? 0 } }
        #expect(count ?? 0 == 0)
        let expected = (0..<4000).reduce(UInt64(0)) { $0 + UInt64($1) * 3 }
        #expect(sum == (count == nil ? 0 : 2 * expected))
      }
    }
  }
}
