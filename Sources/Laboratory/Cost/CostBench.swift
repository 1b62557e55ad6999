import Base
import HashMaps

/// Measures a cost model in rounds: each runs every layout once, in an order drawn anew, and then every migration, so
/// that what drifts on the machine meets all of them alike.
struct CostBench {
  /// Every ordered pair of the four layouts once, in one walk: each step is a migration.
  static let walk: [Layout] = [
    .grouped, .chaining, .grouped, .robinhood, .grouped, .compact, .chaining, .robinhood, .chaining, .compact,
    .robinhood, .compact, .grouped,
  ]
  /// Calls of one kind a round has at least, or a small map's clock would be coarse.
  private static let fewestCalls = 50_000

  private typealias Operation = LayoutCosts.Operation

  private struct Move {
    var perEntry: [Double] = []
    var longest: [Double] = []
    var peakExtra = 0
    var before = 0
    var after = 0
  }

  private let keys: CostKeys
  private let plan: LayoutCosts.Plan
  private let hooks: Experiment.Hooks
  private var schedule: Schedule
  private var random: SeededRandom
  /// By layout and operation: nanoseconds, a value a round.
  private var times = [[[Double]]](
    repeating: [[Double]](repeating: [], count: Operation.allCases.count), count: Layout.allCases.count)
  private var moves = [Move](repeating: Move(), count: CostBench.walk.count - 1)
  private(set) var layouts: [LayoutCosts.LayoutCost] = []
  /// Filled by `run`.
  private(set) var migrations: [LayoutCosts.MigrationCost] = []

  init(_ keys: CostKeys, _ plan: LayoutCosts.Plan, _ hooks: Experiment.Hooks) {
    self.keys = keys
    self.plan = plan
    self.hooks = hooks
    schedule = Schedule(seed: plan.seed, arms: Layout.allCases.count)
    random = SeededRandom(seed: plan.seed)
  }

  mutating func run() throws(LaboratoryError) {
    let all = plan.rounds + 1
    for round in 0..<all {
      hooks.progress(round, all)
      let (order, seed) = schedule.next()
      for place in order { try measure(Layout.allCases[place], seed: seed, keeps: round > 0) }
      try migrate(seed: seed, keeps: round > 0)
    }
    for layout in Layout.allCases { layouts.append(try describe(layout)) }
    migrations = moves.indices.map { index in
      let move = moves[index]
      let entries = Double(max(1, keys.count))
      return LayoutCosts.MigrationCost(
        from: Self.walk[index], to: Self.walk[index + 1],
        nanosecondsPerEntry: .init(move.perEntry, seed: plan.seed),
        longestStep: .init(move.longest, seed: plan.seed),
        peakExtraBytes: Double(move.peakExtra) / entries, bytesBefore: Double(move.before) / entries,
        bytesAfter: Double(move.after) / entries)
    }
  }

  private func checkInterruption(_ layout: Layout) throws(LaboratoryError) {
    if let signal = hooks.interruption() {
      throw .replay(arm: layout.name, .interrupted(signal: signal))
    }
  }

  private func map(_ layout: Layout, seed: UInt64) throws(LaboratoryError) -> ByteMap {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = seed
    return try Self.wrapping(layout) { () throws(MapError) in try ByteMap(configuration) }
  }

  private static func wrapping<R>(_ layout: Layout, _ body: () throws(MapError) -> R) throws(LaboratoryError)
    -> R
  {
    do throws(MapError) { return try body() } catch {
      throw .fault(arm: layout.name, .map(error, operation: 0))
    }
  }

  // MARK: Time

  private mutating func measure(_ layout: Layout, seed: UInt64, keeps: Bool) throws(LaboratoryError) {
    try checkInterruption(layout)
    let count = keys.count
    let passes = max(1, (Self.fewestCalls + count - 1) / count)
    let order = (0..<count).shuffled(using: &random)
    let other = (0..<count).shuffled(using: &random)
    var map = try map(layout, seed: seed)
    var spent = [UInt64](repeating: 0, count: Operation.allCases.count)
    var calls = [Int](repeating: passes * count, count: Operation.allCases.count)
    for pass in 0..<passes {
      if pass > 0 { map = try self.map(layout, seed: seed) }
      spent[3] += try Self.wrapping(layout) { () throws(MapError) in
        try keys.withKeys { (key, value) throws(MapError) in
          try Self.timed { () throws(MapError) in for number in order { try map.put(key(number), value) } }
        }
      }
    }
    spent[0] = keys.withKeys { key, _ in
      Self.timed {
        for _ in 0..<passes { for number in other { _ = map.withValue(key(number)) { $0.count } } }
      }
    }
    spent[1] = keys.withKeys(absent: true) { key, _ in
      Self.timed {
        for _ in 0..<passes { for number in order { _ = map.withValue(key(number)) { $0.count } } }
      }
    }
    spent[2] = try Self.wrapping(layout) { () throws(MapError) in
      try keys.withKeys { (key, value) throws(MapError) in
        try Self.timed { () throws(MapError) in
          for _ in 0..<passes { for number in other { try map.put(key(number), value) } }
        }
      }
    }
    // Half of them: what deletes cost a map that is still a map.
    let gone = order.prefix((count + 1) / 2)
    calls[4] = gone.count
    spent[4] = keys.withKeys { key, _ in Self.timed { for number in gone { map.delete(key(number)) } } }
    guard keeps else { return }
    for kind in Operation.allCases.indices {
      times[Int(layout.rawValue)][kind].append(Double(spent[kind]) / Double(max(1, calls[kind])))
    }
  }

  private static func timed<E: Error>(_ body: () throws(E) -> Void) throws(E) -> UInt64 {
    let start = ThreadCPUClock.nanoseconds()
    try body()
    return ThreadCPUClock.nanoseconds() &- start
  }

  private mutating func migrate(seed: UInt64, keeps: Bool) throws(LaboratoryError) {
    let map = try map(Self.walk[0], seed: seed)
    try Self.wrapping(Self.walk[0]) { () throws(MapError) in
      try keys.withKeys { (key, value) throws(MapError) in
        for number in 0..<keys.count { try map.put(key(number), value) }
      }
    }
    for index in moves.indices {
      try checkInterruption(Self.walk[index])
      let before = map.heldBytes
      var most = before
      var longest: UInt64 = 0
      let spent = Self.timed {
        map.convert(to: Self.walk[index + 1])
        var isUnfinished = map.isWorking
        while isUnfinished {
          let start = ThreadCPUClock.nanoseconds()
          isUnfinished = map.performIdleWork(budget: 1)
          longest = max(longest, ThreadCPUClock.nanoseconds() &- start)
          most = max(most, map.heldBytes)
        }
      }
      guard keeps else { continue }
      moves[index].perEntry.append(Double(spent) / Double(max(1, keys.count)))
      moves[index].longest.append(Double(longest))
      moves[index].before = before
      moves[index].after = map.heldBytes
      moves[index].peakExtra = max(moves[index].peakExtra, most - max(before, map.heldBytes))
    }
  }

  // MARK: Counts

  private func describe(_ layout: Layout) throws(LaboratoryError) -> LayoutCosts.LayoutCost {
    let map = try map(layout, seed: plan.seed)
    // A new key's footprint is that of a map that is growing: evenly many of them while it is being filled.
    let stride = max(1, keys.count / max(1, plan.counted))
    var inserts: [ProbeFootprint] = []
    try Self.wrapping(layout) { () throws(MapError) in
      try keys.withKeys { (key, value) throws(MapError) in
        for number in 0..<keys.count {
          if number % stride == 0 {
            let one = try map.footprint(.put, key(number))
            // Where the segment must first be split its cost is that of the split, which the ledger tells.
            if one.ending == .insert { inserts.append(one) }
          }
          try map.put(key(number), value)
        }
      }
    }
    var operations: [LayoutCosts.OperationCost] = []
    for (place, operation) in Operation.allCases.enumerated() {
      let footprints =
        operation == .insert
        ? inserts
        : try Self.wrapping(layout) { () throws(MapError) in
          try keys.withKeys(absent: operation == .miss) { (key, _) throws(MapError) in
            var all: [ProbeFootprint] = []
            for number in Swift.stride(from: 0, to: keys.count, by: stride) {
              all.append(try map.footprint(operation.traced, key(number)))
            }
            return all
          }
        }
      operations.append(
        LayoutCosts.OperationCost(
          operation: operation,
          nanoseconds: .init(times[Int(layout.rawValue)][place], seed: plan.seed),
          counted: .init(footprints)))
    }
    let statistics = map.statistics()
    return LayoutCosts.LayoutCost(
      layout: layout, operations: operations, memory: .init(statistics), loadFactor: statistics.loadFactor)
  }
}
