import Base
import HashMaps
import TestSupport
import Testing

/// The same seed and operations give the same structure, event by event.
@Suite(.serialized) struct DeterminismTests {
  /// What a run leaves behind that another one must repeat.
  private struct Trail {
    var events: [String] = []
    var statistics = ""
    var order: [[UInt8]] = []
  }

  private static func trail(_ map: ByteMap) -> Trail {
    var trail = Trail()
    trail.events = map.ledger.timeless
    trail.statistics = "\(map.statistics())"
    map.visit { key, _ in trail.order.append(key) }
    return trail
  }

  private static func expectSame(_ one: Trail, _ other: Trail, _ label: String) {
    if let difference = firstDifference(one.events, other.events) { Issue.record("\(label): \(difference)") }
    #expect(one.statistics == other.statistics, "\(label)")
    #expect(one.order == other.order, "\(label): another order of iteration")
  }

  @Test(arguments: Shape.fixed + [Shape(layout: .chaining, policy: .thresholds)])
  func twoRunsAreOne(_ shape: Shape) throws {
    func run(_ mapSeed: UInt64) throws -> Trail {
      let map = try ByteMap(shape.configuration(seed: mapSeed))
      var run = ModelRun(map, "\(shape)", seed: 31) {
        Bytes.key($1)
      } value: {
        Bytes.value(&$0)
      }
      run.verifyEvery = .max
      try run.run(TestScale.pick(quick: 3600, full: 100_000, deep: 1_000_000), universe: 4000)
      return Self.trail(map)
    }
    let first = try run(31)
    #expect(first.events.count > 30, "\(shape): only \(first.events.count) events")
    Self.expectSame(first, try run(31), "\(shape)")
    #expect(try run(32).order != first.order, "\(shape): another seed should give another order")
  }

  /// Batches cut anywhere do what single operations do, at the same operation numbers.
  @Test(arguments: [
    Shape(layout: .grouped), Shape(layout: .chaining), Shape(layout: .robinhood), Shape(layout: .compact),
    Shape(layout: .chaining, policy: .thresholds),
  ])
  func batchesMayBeCutAnywhere(_ shape: Shape) throws {
    let script = OperationScript(
      seed: 33, count: TestScale.pick(quick: 26_000, full: 400_000, deep: 2_000_000))
    // Enough room that batches are prefetched; by the last run without.
    for reserved in [TestScale.pick(quick: 250_000, full: 600_000, deep: 600_000), 0] {
      if reserved == 0, TestScale.current == .quick, shape.layout != .grouped { continue }
      var trails: [Trail] = []
      var tallies: [OperationTally] = []
      for cut in [1, 7, 1024, 0] {
        let map = try ByteMap(shape.configuration(seed: 34))
        if reserved > 0 { try map.reserve(reserved) }
        var random = SeededRandom(seed: UInt64(cut))
        var tally = OperationTally()
        var row = 0
        while row < script.count {
          // Work begun at fixed operations, so that it falls inside batches of every cut.
          for (begin, command) in [(5000, 0), (12_000, 1), (20_000, 2), (25_000, 3)] where row == begin {
            switch command {
            case 0: map.convert(to: shape.layout == .compact ? .grouped : .compact)
            case 1: map.compact()
            case 2: map.reseed()
            default: map.convert(to: shape.layout)
            }
          }
          let stop = [5000, 12_000, 20_000, 25_000, script.count].first { $0 > row } ?? script.count
          let length = cut == 0 ? Int(random.below(300)) + 1 : cut
          let end = min(row + length, stop)
          let part = try script.columns { columns in try map.apply(columns, from: row, to: end) }
          tally.add(part)
          row = end
        }
        try map.verify()
        #expect(map.operations == UInt64(script.count))
        trails.append(Self.trail(map))
        tallies.append(tally)
      }
      let label = "\(shape), reserved \(reserved)"
      for index in 1..<4 {
        Self.expectSame(trails[0], trails[index], "\(label), cut \([1, 7, 1024, 0][index])")
        #expect(tallies[0] == tallies[index], "\(label)")
      }
      let single = try ByteMap(shape.configuration(seed: 34))
      try script.check(against: single, tallies[0], label)
    }
  }

  /// A recorded run of the policy is repeated by its decisions alone.
  @Test func decisionsReplayARun() throws {
    let script = OperationScript(
      seed: 35, count: TestScale.pick(quick: 60_000, full: 600_000, deep: 2_000_000))
    var configuration = Shape(layout: .chaining, policy: .thresholds).configuration(seed: 36)
    configuration.maxLoadFactorChaining = 0.3
    configuration.maxAverageProbeRobinhood = 0.2
    let first = try ByteMap(configuration)
    _ = try script.columns { columns in try first.apply(columns, from: 0, to: script.count) }
    #expect(!first.decisions.isEmpty, "the thresholds were never passed")
    configuration.decisions = first.decisions
    configuration.maxLoadFactorChaining = 1
    configuration.maxAverageProbeRobinhood = 99
    let second = try ByteMap(configuration)
    _ = try script.columns { columns in try second.apply(columns, from: 0, to: script.count) }
    #expect(second.decisions.map(\.operation) == first.decisions.map(\.operation))
    #expect(second.decisions.map(\.layout) == first.decisions.map(\.layout))
    #expect(second.layout == first.layout)
    try second.verify()
  }
}

extension OperationTally {
  mutating func add(_ other: OperationTally) {
    inserted += other.inserted
    updated += other.updated
    hits += other.hits
    misses += other.misses
    deleted += other.deleted
    absent += other.absent
    bytesRead += other.bytesRead
  }
}
