import Base
import TestSupport
import Testing

@testable import HashMaps

/// Statistics against counting by hand; probe traces against what operations then do.
@Suite(.serialized) struct StatisticsTests {
  private static func filled(_ shape: Shape, _ entries: UInt64) throws -> AdaptiveMap<UInt64, UInt64> {
    let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 71))
    for number in 0..<(entries * 3 / 2) { _ = try map.set(number, number) }
    for number in entries..<(entries * 3 / 2) { map.delete(number) }
    return map
  }

  /// Units a look-up of this key visits, counted from the trace of the real one.
  private static func visited(_ trace: ProbeTrace) throws -> Int {
    if trace.layout == .robinhood {
      let found = try #require(trace.steps.last { $0.action == .compare && $0.isEqual == true })
      return found.lane + 1
    }
    return trace.steps.count { $0.action == .read }
  }

  @Test(arguments: Shape.fixed)
  func everyFigureIsWhatCountingGives(_ shape: Shape) throws {
    let entries = UInt64(TestScale.pick(quick: 1500, full: 20_000, deep: 50_000))
    for mixed in [false, true] {
      let map = try Self.filled(shape, entries)
      if mixed {
        // Half-way through a conversion, then through a reseed.
        map.convert(to: shape.layout == .grouped ? .chaining : .grouped)
        _ = map.performIdleWork(budget: Int(entries / 2))
        map.reseed()
        _ = map.performIdleWork(budget: Int(entries / 3))
      }
      let label = "\(shape), mixed \(mixed)"
      let statistics = map.statistics()
      var histogram = [Int](repeating: 0, count: MapStatistics.probeLimit)
      var sum = 0
      var byLayout = [0, 0, 0, 0]
      var displaced = 0
      for number in 0..<entries {
        let trace = try map.probe(.get, number)
        #expect(trace.ending == .match)
        let length = try Self.visited(trace)
        histogram[min(length, MapStatistics.probeLimit) - 1] += 1
        sum += length
        if length > 1 { displaced += 1 }
        byLayout[Int(trace.layout.rawValue)] += 1
      }
      #expect(statistics.probeHistogram == histogram, "\(label)")
      #expect(statistics.probeHistogram.reduce(0, +) == Int(entries), "\(label)")
      #expect(abs(statistics.meanProbe - Double(sum) / Double(entries)) < 1e-9, "\(label)")
      #expect(statistics.longestProbe == (histogram.lastIndex { $0 > 0 } ?? 0) + 1, "\(label)")
      #expect(statistics.displaced == displaced, "\(label)")
      #expect(statistics.entriesByLayout == byLayout, "\(label)")
      #expect(statistics.entries == Int(entries) && statistics.entriesLookedAt == Int(entries), "\(label)")
      var slots = 0
      var tombstones = 0
      var segments = [0, 0, 0, 0]
      var bytes = 0
      map.table.forEachSegment { word in
        slots += Geometry<UInt64, UInt64>.slots(word.layout, word.exponent)
        tombstones += Int(word.header.pointee.tombstones)
        segments[Int(word.layout.rawValue)] += 1
        bytes += word.header.pointee.blockBytes
      }
      #expect(statistics.slotsLookedAt == slots && statistics.tombstones == tombstones, "\(label)")
      #expect(statistics.loadFactor == Double(entries) / Double(slots), "\(label)")
      #expect(statistics.segmentsByLayout == segments, "\(label)")
      #expect(map.table.segmentBytes == bytes, "\(label)")
      #expect(
        statistics.keyBytes == Int(entries) * 8 && statistics.valueBytes == Int(entries) * 8, "\(label)")
      let parts =
        statistics.keyBytes + statistics.valueBytes + statistics.metadataBytes + statistics.arenaBytes
      #expect(
        statistics.slackBytes >= 0 && parts + statistics.slackBytes == statistics.totalBytes, "\(label)")
      #expect(statistics.operations == map.operations, "\(label)")
      #expect(statistics.puts == entries * 3 / 2 && statistics.deletes == entries / 2, "\(label)")
      #expect(statistics.gets == statistics.operations - statistics.puts - statistics.deletes)
      let grouped = statistics.groupLengths.enumerated().reduce(0) { $0 + $1.offset * $1.element }
      if statistics.longestGroup < MapStatistics.groupLimit - 1 {
        #expect(grouped == Int(entries) - byLayout[Int(Layout.robinhood.rawValue)], "\(label)")
      }
      #expect(statistics.isWorking == map.isWorking && statistics.hash == .fast, "\(label)")
    }
  }

  /// A sample speaks for the whole: flat tables too, of which it sees a part.
  @Test func samplesAreCloseToTheWhole() throws {
    let entries = UInt64(TestScale.pick(quick: 90_000, full: 500_000, deep: 2_000_000))
    for layout in Layout.allCases {
      for cap in [16_384, nil] as [Int?] {
        let map = try Self.filled(Shape(layout: layout, segmentBytes: cap), entries)
        let whole = map.statistics()
        let sample = map.statistics(sample: 8)
        let label = "\(layout.name), \(cap ?? 0)"
        #expect(sample.entries == whole.entries && sample.totalBytes == whole.totalBytes, "\(label)")
        #expect(sample.entriesLookedAt > 0 && sample.entriesLookedAt <= whole.entriesLookedAt, "\(label)")
        #expect(
          abs(sample.loadFactor / whole.loadFactor - 1) < 0.25,
          "\(label): \(sample.loadFactor), \(whole.loadFactor)")
        #expect(
          abs(sample.meanProbe / whole.meanProbe - 1) < 0.25,
          "\(label): \(sample.meanProbe), \(whole.meanProbe)")
      }
    }
    #expect(try AdaptiveMap<UInt64, UInt64>().statistics().loadFactor == 0)
    #expect(try AdaptiveMap<UInt64, UInt64>().statistics(sample: 3).bytesPerEntry == 0)
  }

  /// What segments say of themselves adds up to the map, at rest, half-way through a conversion and through a reseed.
  @Test(arguments: Layout.allCases)
  func segmentsAddUpToTheMap(_ layout: Layout) throws {
    let map = try ByteMap(Shape(layout: layout, segmentBytes: Shape.tiny).configuration(seed: 73))
    for number: UInt64 in 0..<4000 { _ = try map.store(Bytes.key(number), [1, 2, 3]) }
    for stage in ["at rest", "converting", "moving to a new seed"] {
      if stage == "converting" { map.convert(to: layout == .grouped ? .chaining : .grouped) }
      if stage == "moving to a new seed" { map.reseed() }
      _ = map.performIdleWork(budget: 1200)
      #expect(map.isWorking == (stage != "at rest"), "\(layout.name), \(stage)")
      let statistics = map.statistics()
      var segments: [SegmentReading] = []
      map.forEachSegment { segments.append($0) }
      #expect(segments.count == map.segmentCount, "\(layout.name), \(stage)")
      #expect(segments.reduce(0) { $0 + $1.entries } == map.count, "\(layout.name), \(stage)")
      #expect(segments.reduce(0) { $0 + $1.slots } == statistics.slotsLookedAt, "\(layout.name), \(stage)")
      for one in Layout.allCases {
        #expect(
          segments.count { $0.layout == one } == statistics.segmentsByLayout[Int(one.rawValue)],
          "\(layout.name), \(stage)")
      }
      #expect(segments.allSatisfy { $0.layout == .chaining || $0.overflowBuckets == 0 }, "\(layout.name)")
      for one in segments where one.depth < 32 {
        #expect(one.prefix << UInt32(one.depth) == 0, "\(layout.name), \(stage): bits below the prefix")
      }
      guard stage != "moving to a new seed" else { continue }
      // Every hash belongs to one segment: they follow upon each other without a gap.
      var next: UInt64 = 0
      for one in segments {
        #expect(UInt64(one.prefix) == next, "\(layout.name), \(stage)")
        next += 1 << (32 - UInt64(one.depth))
      }
      #expect(next == 1 << 32, "\(layout.name), \(stage)")
    }
  }

  @Test func byteStringsAreCountedByKind() throws {
    let map = try ByteMap(Shape().configuration(seed: 72))
    var long = 0
    for number: UInt64 in 0..<800 {
      let key = Bytes.key(number)
      let value = [UInt8](repeating: 3, count: Int(number % 50))
      _ = try map.store(key, value)
      for bytes in [key, value] where bytes.count > ByteCell.inlineLimit { long += bytes.count }
    }
    let statistics = map.statistics()
    #expect(map.arena.liveBytes == long)
    #expect(statistics.arenaBytes >= long && statistics.arenaBytes <= long * 3 / 2 + 800 * 32)
    #expect(statistics.slackBytes >= 0)
    #expect(statistics.totalBytes == map.table.heldBytes + map.arena.touchedBytes)
  }

  /// What a trace foretells is what the operation then does, for every layout.
  @Test(arguments: Shape.fixed)
  func tracesForetellTheOperation(_ shape: Shape) throws {
    let map = try Self.filled(shape, 600)
    var random = SeededRandom(seed: 73)
    for _ in 0..<TestScale.pick(quick: 300, full: 5000, deep: 20_000) {
      let key = random.below(1200)
      let isPresent = map.contains(key)
      let before = map.operations
      let events = map.ledger.recorded
      let operation = ProbeTrace.Operation.allCases[Int(random.below(3))]
      let trace = try map.probe(operation, key)
      let label = "\(shape), \(operation) of \(key)"
      #expect(map.operations == before && map.ledger.recorded == events, "\(label): a trace is no operation")
      #expect(trace.key == "\(key)" && trace.operation == operation, "\(label)")
      #expect(trace.hash == key.fastHash(map.table.main.seed) && trace.home < trace.positions, "\(label)")
      switch (operation, trace.ending) {
      case (.get, .match), (.delete, .match), (.put, .match): #expect(isPresent, "\(label)")
      case (.get, .absent), (.delete, .absent), (.put, .insert), (.put, .makeRoom):
        #expect(!isPresent, "\(label)")
      default: Issue.record("\(label) ends \(trace.ending)")
      }
      if operation == .put {
        _ = try map.set(key, 7)
        if trace.ending == .insert {
          #expect(map.ledger.recorded == events, "\(label): room was made that the trace did not foretell")
          let place = try #require(trace.steps.last { $0.action == .place })
          let found = try #require(try map.probe(.get, key).steps.last { $0.isEqual == true })
          #expect(place.unit == found.unit && place.lane == found.lane, "\(label): \(place), \(found)")
        }
      } else if operation == .delete {
        #expect(map.delete(key) == isPresent)
        #expect(try map.probe(.get, key).ending == .absent, "\(label)")
      }
    }
    try map.verify()
  }

  @Test func tracesOfByteStringsNameTheirKeys() throws {
    let map = try ByteMap(Shape(layout: .chaining).configuration(seed: 74))
    for number: UInt64 in 0..<200 { _ = try map.store(Bytes.key(number), []) }
    for number: UInt64 in [5, 30, 40] {
      let key = Bytes.key(number)
      let trace = try map.trace(.get, key)
      #expect(trace.key == String(decoding: key, as: UTF8.self) && trace.ending == .match)
      #expect(trace.steps.contains { $0.key == trace.key && $0.isEqual == true })
    }
    #expect(Set(ProbeAction.allCases.map(\.rawValue)).count == ProbeAction.allCases.count)
  }
}
