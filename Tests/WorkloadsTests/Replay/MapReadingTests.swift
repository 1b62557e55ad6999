import HashMaps
import Telemetry
import Testing

@testable import Workloads

/// What a frame says of a map, against the map.
@Suite struct MapReadingTests {
  private static func map(_ layout: Layout, entries: Int) throws -> ByteMap {
    var configuration = MapConfiguration.fixed(layout)
    configuration.segmentBytes = 1024
    configuration.seed = 5
    let map = try ByteMap(configuration)
    for number in 0..<entries {
      try Array("key \(number)".utf8).withUnsafeBytes { key in _ = try map.put(key, key) }
    }
    return map
  }

  @Test func workOnTheWholeMapIsNeverLeftOut() throws {
    let map = try Self.map(.grouped, entries: 20_000)
    let recorded = map.ledger.recorded
    map.convert(to: .chaining)
    map.finishWork()
    let reading = MapReading(map, map.statistics(), since: recorded)
    let kinds = reading.ledger.map(\.kind)
    #expect(kinds.count == MapReading.ledgerLimit, "more happened than a frame carries")
    #expect(kinds.first == "migration_began" && kinds.last == "migration_ended")
    #expect(kinds.dropFirst().dropLast().allSatisfy { $0 == "convert" || $0 == "split" }, "\(kinds)")
    #expect(reading.ledgerOmitted == map.ledger.recorded - recorded - kinds.count)
    let quiet = MapReading(map, map.statistics(), since: map.ledger.recorded)
    #expect(quiet.ledger.isEmpty && quiet.ledgerOmitted == 0)
  }

  /// Slots, load and regions are exact though probe lengths come from a sample, at rest and half-way through work.
  @Test(arguments: Layout.allCases)
  func regionsAndLoadAreExact(_ layout: Layout) throws {
    let map = try Self.map(layout, entries: 9000)
    for stage in ["at rest", "converting", "moving to a new seed"] {
      if stage == "converting" { map.convert(to: layout == .grouped ? .chaining : .grouped) }
      if stage == "moving to a new seed" { map.reseed() }
      _ = map.performIdleWork(budget: 2500)
      let whole = map.statistics()
      let reading = MapReading(map, map.statistics(sample: MapReading.sampledSegments), since: 0)
      let regions = try #require(reading.regions).regions
      #expect(regions.reduce(0) { $0 + $1.entries } == map.count, "\(layout.name), \(stage)")
      #expect(regions.reduce(0) { $0 + $1.segments } == map.segmentCount, "\(layout.name), \(stage)")
      #expect(
        regions.reduce(0) { $0 + $1.settled } == whole.segmentsByLayout[Int(map.layout.rawValue)],
        "\(layout.name), \(stage)")
      #expect(reading.regions?.slots == whole.slotsLookedAt, "\(layout.name), \(stage)")
      #expect(reading.loadFactor == whole.loadFactor, "\(layout.name), \(stage)")
      #expect(regions.count & (regions.count - 1) == 0 && regions.count <= MapRegions.limit)
    }
  }
}
