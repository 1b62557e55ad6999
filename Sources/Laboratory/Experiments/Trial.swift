import Telemetry
import Workloads

/// What one replay of an experiment measured.
package struct Trial: Sendable {
  /// The round it belongs to, from 1; every arm is replayed once a round.
  package let round: Int
  /// Its place in the round, from 1.
  package let place: Int
  /// The seed of the map's hash, the same for all arms of a round unless the user fixed it.
  package let seed: UInt64
  /// Operations replayed.
  package let operations: UInt64
  /// Seconds from the first operation to the last.
  package let seconds: Double
  /// Processor time of the replaying thread over that span, in nanoseconds.
  package let processorNanoseconds: UInt64
  /// Quantiles of the sampled latencies, where there were samples enough to tell.
  package let latency: LatencyReading
  /// The durations behind them; empty where nobody kept them.
  package let durations: DurationBuckets
  /// Entries in the map at the end.
  package let entries: Int
  /// Bytes of the map for each of them; 0 without entries.
  package let bytesPerEntry: Double
  /// Migrations that began.
  package let migrations: Int
  /// Compactions that began.
  package let compactions: Int
  /// The layout at the end.
  package let layout: String

  /// Operations per second of the clock on the wall.
  package var operationsPerSecond: Double { seconds > 0 ? Double(operations) / seconds : 0 }

  /// Nanoseconds of processor time an operation.
  package var processorCost: Double { Double(processorNanoseconds) / Double(max(operations, 1)) }

  /// A quantile in milliseconds, nil with too few samples to tell.
  ///
  /// - Parameters:
  ///   - kind: a place in `LatencyReading.names`.
  ///   - quantile: a place in `LatencySummary.quantileNames`.
  package func milliseconds(kind: Int, quantile: Int) -> Double? {
    latency.all[kind].trustedQuantiles[quantile].map { Double($0) / 1e6 }
  }

  /// How many operations of a kind were timed.
  package func timed(kind: Int) -> UInt64 { latency.all[kind].count }
}

extension Trial {
  /// What a replay measured.
  ///
  /// - Parameter timed: the durations of replays that belong to it; nil where only quantiles of its own are wanted.
  init(_ result: ReplayResult, _ timed: TimedOperations? = nil, round: Int, place: Int) {
    self.round = round
    self.place = place
    seed = result.settings.seed
    operations = result.counts.total
    seconds = result.seconds
    processorNanoseconds = result.processorNanoseconds
    latency = timed?.reading ?? result.latency
    durations = timed?.overall ?? DurationBuckets()
    entries = result.statistics.entries
    bytesPerEntry = result.statistics.entries == 0 ? 0 : result.statistics.bytesPerEntry
    migrations = result.ledger.total(.migrationBegan).events
    compactions = result.ledger.total(.compactionBegan).events
    layout = result.statistics.layout.name
  }
}
