import Base
import HashMaps
import Snapshots
import Telemetry

/// Everything a replay found out.
package struct ReplayResult: Sendable {
  /// How the run ended.
  package let ending: ReplayEnding
  /// How it was set up, the seed included.
  package let settings: ReplaySettings
  /// Operations applied, by kind.
  package let counts: OperationCounts
  /// What they did.
  package let tally: OperationTally
  /// The map at the end, all segments looked at.
  package let statistics: MapStatistics
  /// Every structural event, exactly timed.
  package let ledger: Ledger
  /// Durations of sampled operations alone.
  package let latency: LatencyReading
  /// Durations of sampled operations with the loop around them.
  package let loopLatency: LatencyReading
  /// From the first moment to the last operation.
  package internal(set) var elapsedNanoseconds: UInt64 = 0
  /// Processor time of the thread that replayed, over the same span: what else ran on the machine does not count.
  package internal(set) var processorNanoseconds: UInt64 = 0
  /// The part of the elapsed time that was spent waiting for input.
  package internal(set) var waitedNanoseconds: UInt64 = 0
  /// What reading the clock takes; every duration was shortened by it.
  package internal(set) var timerOverheadNanoseconds: UInt64 = 0
  /// The most memory the process held resident until the last operation; 0 where unknown.
  package internal(set) var peakResidentBytes: UInt64 = 0
  /// Events in order, at most about a thousand.
  package internal(set) var events: [TickEvent] = []
  /// Events beyond those.
  package internal(set) var eventsOmitted = 0
  /// Guardrails that are reached at the end.
  package internal(set) var alerts: [Alert] = []
  /// How often a guardrail began to be reached.
  package internal(set) var alertsRaised = 0
  /// Ticks measured.
  package internal(set) var ticks = 0
  /// The answers to commands, in the order in which they were answered, at most about a thousand.
  package internal(set) var receipts: [Receipt] = []
  /// Answers beyond those.
  package internal(set) var receiptsOmitted = 0
  /// What an open loop found; nil for a run as fast as possible.
  package internal(set) var openLoop: OpenLoopResult?
  /// What the policy decided.
  package internal(set) var decisions: [PolicyDecision] = []
  /// The snapshot at the end, or why there is none, when one was asked for.
  package internal(set) var snapshot: Result<WrittenSnapshot, SnapshotError>?
  /// The content digest, when it was asked for.
  package internal(set) var contentDigest: String?

  /// Seconds from the first moment to the last operation.
  package var seconds: Double { Double(elapsedNanoseconds) / 1e9 }

  /// Operations per second; 0 for a run that took no time.
  package var operationsPerSecond: Double { seconds > 0 ? Double(counts.total) / seconds : 0 }
}
