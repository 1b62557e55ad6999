import Base
import HashMaps

/// What an operation, an entry and a migration cost in each layout: time measured, everything else counted.
package struct LayoutCosts: Sendable {
  /// What a call does.
  package enum Operation: String, CaseIterable, Sendable {
    /// A get whose key is there.
    case hit
    /// A get whose key is not there.
    case miss
    /// A put of a key that is there.
    case update
    /// A put of a new key, growth of the map included.
    case insert
    /// A delete of a key that is there.
    case delete

    /// The operation whose footprint is counted.
    var traced: ProbeTrace.Operation {
      switch self {
      case .hit, .miss: .get
      case .update, .insert: .put
      case .delete: .delete
      }
    }
  }

  /// The median of the rounds, with a bootstrap interval of 95 %.
  package struct Measured: Equatable, Sendable {
    /// The median.
    package let median: Double
    /// The interval it lies in.
    package let interval: ClosedRange<Double>

    init(_ values: [Double], seed: UInt64) {
      guard let sample = Sample(values) else {
        median = .nan
        interval = 0...0
        return
      }
      median = sample.median
      interval = Bootstrap.interval(sample, resamples: 1000, seed: seed) { Sample($0)?.median ?? .nan }
    }
  }

  /// Means over the operations that were counted.
  package struct Counted: Equatable, Sendable {
    /// How many those were.
    package fileprivate(set) var operations = 0
    /// Groups, buckets or slots looked at.
    package fileprivate(set) var probes = 0.0
    /// Keys compared.
    package fileprivate(set) var comparisons = 0.0
    /// Cache lines of 64 bytes read or written.
    package fileprivate(set) var cacheLines = 0.0
    /// The most of one operation.
    package fileprivate(set) var mostCacheLines = 0
    /// Bytes read or written.
    package fileprivate(set) var bytes = 0.0
  }

  /// One kind of operation.
  package struct OperationCost: Sendable {
    /// Which.
    package let operation: Operation
    /// Nanoseconds of processor time.
    package let nanoseconds: Measured
    /// What it looks at.
    package let counted: Counted
  }

  /// Bytes for each entry, by what they hold.
  package struct Memory: Equatable, Sendable {
    /// Everything the map holds.
    package let total: Double
    /// Keys in cells.
    package let keys: Double
    /// Values in cells.
    package let values: Double
    /// Tags, words, links, headers, directory.
    package let metadata: Double
    /// Nothing at the moment.
    package let slack: Double
    /// Keys and values too long for a cell.
    package let arena: Double
  }

  /// One layout.
  package struct LayoutCost: Sendable {
    /// Which.
    package let layout: Layout
    /// In the order of `Operation.allCases`.
    package let operations: [OperationCost]
    /// Of a map that has just been filled.
    package let memory: Memory
    /// The load factor that it has then.
    package let loadFactor: Double
  }

  /// Moving a whole map from one layout to another, segment by segment.
  package struct MigrationCost: Sendable {
    /// Where from.
    package let from: Layout
    /// Where to.
    package let to: Layout
    /// Nanoseconds of processor time for an entry.
    package let nanosecondsPerEntry: Measured
    /// Nanoseconds of processor time of the longest step, which is what one operation pays: the median of the rounds.
    package let longestStep: Measured
    /// Bytes for an entry that the map held beyond what it held before and after, at the worst moment.
    package let peakExtraBytes: Double
    /// Bytes for an entry before.
    package let bytesBefore: Double
    /// Bytes for an entry after: what was freed is given back at once, nothing is left to collect.
    package let bytesAfter: Double
  }

  /// Bounds of an experiment.
  package struct Plan: Sendable {
    /// Rounds that are measured; one more warms up.
    package var rounds = 9
    /// Draws orders, hash seeds and resamples.
    package var seed: UInt64 = 1
    /// Operations of each kind whose footprint is counted.
    package var counted = 10_000

    /// Nine rounds.
    package init() {}
  }

  /// Entries of every map.
  package let entries: Int
  /// Rounds that were measured.
  package let rounds: Int
  /// Bytes of a key on average, and of each value.
  package let keyBytes: Double
  /// Bytes of each value.
  package let valueBytes: Int
  /// In the order of `Layout.allCases`.
  package let layouts: [LayoutCost]
  /// Every ordered pair of layouts.
  package let migrations: [MigrationCost]
  /// The rate of the processor's counter in ticks a nanosecond; nil where there is none, and then no cycles are told.
  package let ticksPerNanosecond: Double?

  /// Measures and counts.
  package init(
    _ keys: CostKeys, plan: Plan = Plan(), hooks: Experiment.Hooks = Experiment.Hooks()
  ) throws(LaboratoryError) {
    var bench = CostBench(keys, plan, hooks)
    try bench.run()
    entries = keys.count
    rounds = plan.rounds
    keyBytes = keys.meanBytes
    valueBytes = keys.valueBytes
    layouts = bench.layouts
    migrations = bench.migrations
    ticksPerNanosecond = CycleCounter.calibrated.ticksPerNanosecond
  }
}

extension LayoutCosts.Counted {
  /// Means over footprints.
  init(_ footprints: [ProbeFootprint]) {
    guard !footprints.isEmpty else { return }
    let count = Double(footprints.count)
    func mean(_ value: KeyPath<ProbeFootprint, Int>) -> Double {
      Double(footprints.reduce(0) { $0 + $1[keyPath: value] }) / count
    }
    operations = footprints.count
    probes = mean(\.probes)
    comparisons = mean(\.comparisons)
    cacheLines = mean(\.cacheLines)
    mostCacheLines = footprints.map(\.cacheLines).max() ?? 0
    bytes = mean(\.bytes)
  }
}

extension LayoutCosts.Memory {
  /// The bytes of a map, for each of its entries.
  init(_ statistics: MapStatistics) {
    let entries = Double(max(1, statistics.entries))
    total = Double(statistics.totalBytes) / entries
    keys = Double(statistics.keyBytes) / entries
    values = Double(statistics.valueBytes) / entries
    metadata = Double(statistics.metadataBytes) / entries
    slack = Double(statistics.slackBytes) / entries
    arena = Double(statistics.arenaBytes) / entries
  }
}
