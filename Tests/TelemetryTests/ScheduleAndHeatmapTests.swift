import Base
import Testing

@testable import Telemetry

@Suite struct ScheduleAndHeatmapTests {
  @Test func ticksAreDueByCountAndByTime() {
    var schedule = TickSchedule(everyOperations: 100, everyNanoseconds: 1000, now: 50)
    #expect(schedule.operationsUntilDue(after: 0) == 100 && schedule.nanosecondsUntilDue(after: 50) == 1000)
    let table: [(operations: UInt64, now: UInt64, isDue: Bool)] = [
      (99, 1049, false), (100, 1049, true), (101, 1049, false), (150, 1050, true), (199, 2049, false),
      (450, 2049, true),
      (499, 2049, false), (500, 5050, true), (500, 5051, false), (500, 6049, false), (500, 6050, true),
    ]
    for (index, row) in table.enumerated() {
      #expect(schedule.takeDue(operations: row.operations, now: row.now) == row.isDue, "row \(index)")
    }
    #expect(schedule.operationsUntilDue(after: 600) == 0 && schedule.nanosecondsUntilDue(after: 9000) == 0)
    var never = TickSchedule(everyOperations: 0, everyNanoseconds: 0, now: 0)
    #expect(never.takeDue(operations: 1 << 60, now: 1 << 60) == false)
    #expect(never.operationsUntilDue(after: 5) > 1 << 60 && never.nanosecondsUntilDue(after: 0) == nil)
  }

  /// The definition, slot by slot.
  private func plain(_ regions: [Int]) -> [Int] {
    let span = max((regions.count + 511) / 512, 1)
    return stride(from: 0, to: regions.count, by: span).map { start in
      regions[start..<min(start + span, regions.count)].reduce(0, +)
    }
  }

  @Test func heatmapsKeepEveryEntryInAtMostFiveHundredCells() {
    for count in [0, 1, 2, 31, 32, 33, 64, 511, 512, 513, 1000, 1024, 1025, 100_000] {
      let regions = (0..<count).map { $0 % 7 }
      let map = KeyHeatmap(regions: regions)
      let cells = plain(regions)
      #expect(Array(map.cells.prefix(cells.count)) == cells, "\(count) regions")
      #expect(map.cells.dropFirst(cells.count).allSatisfy { $0 == 0 })
      #expect(map.rows * map.columns == map.cells.count && map.columns <= 32 && map.cells.count <= 512)
      #expect(map.regions == count && map.span == max((count + 511) / 512, 1))
    }
    #expect(KeyHeatmap(regions: []).cells == [0])
    var fold = KeyHeatmap.Fold(regions: 1)
    for _ in 0..<2000 { fold.add(1) }
    let map = fold.finish()
    #expect(map.cells.reduce(0, +) == 2000 && map.cells.count == 512 && map.regions == 2000)
  }

  /// Segments that halve the hashes at random, against counting by hand.
  @Test func regionsAreEqualSharesOfTheHashes() {
    for seed in UInt64(1)...60 {
      var random = SeededRandom(seed: seed)
      var fold = MapRegions.Fold()
      var segments: [(prefix: UInt32, depth: Int, region: MapRegions.Region)] = []
      var open: [(prefix: UInt32, depth: Int)] = [(0, 0)]
      while let (prefix, depth) = open.popLast() {
        if depth < 10, random.next() % 12 > UInt64(depth) {
          open += [(prefix | 1 << (31 - UInt32(depth)), depth + 1), (prefix, depth + 1)]
          continue
        }
        let slots = Int(random.next() % 1000)
        let region = MapRegions.Region(
          segments: 1, settled: Int(random.next() % 2), entries: slots / 2, slots: slots)
        segments.append((prefix, depth, region))
        fold.add(prefix: prefix, depth: depth, region)
      }
      let found = fold.finish()
      let least = min(6, segments.map(\.depth).min() ?? 0)
      #expect(found.regions.count == 1 << least, "seed \(seed)")
      for (place, region) in found.regions.enumerated() {
        let own = segments.filter { least == 0 || Int($0.prefix >> (32 - UInt32(least))) == place }.map(
          \.region)
        #expect(
          region.segments == own.count && region.settled == own.reduce(0) { $0 + $1.settled }
            && region.entries == own.reduce(0) { $0 + $1.entries }
            && region.slots == own.reduce(0) { $0 + $1.slots }, "seed \(seed), region \(place)")
      }
      #expect(found.slots == segments.reduce(0) { $0 + $1.region.slots }, "seed \(seed)")
    }
    let nothing = MapRegions.Fold().finish()
    #expect(nothing.regions.count == MapRegions.limit && nothing.slots == 0)
  }

  @Test func farProbesAreFoldedIntoTheLast() {
    var map = MapReading()
    map.loadFactor = 1.25
    map.probeHistogram = (0..<300).map { ProbeCount(distance: $0 * 2, count: 1) }
    var builder = FrameBuilder(runID: "r")
    let tick = builder.tick(
      at: 0, counts: .init(), map: map, latency: OperationLatency(), loopLatency: OperationLatency())
    #expect(
      tick.map.probeHistogram.count == 256
        && tick.map.probeHistogram[255] == ProbeCount(distance: 510, count: 45))
    #expect(tick.map.loadFactor == 1)
    #expect(tick.map.probeHistogram[254].count == 1)
  }
}
