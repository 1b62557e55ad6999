/// What one candidate of a profile did in one round: some replays of the sample, each with a fresh map, added up.
package struct ProfileRound: Sendable {
  /// Operations of all replays.
  package let operations: UInt64
  /// Seconds they took, from first operation to last.
  package let seconds: Double
  /// Processor time of the replaying thread in them, in nanoseconds.
  package let processorNanoseconds: UInt64
  /// Bytes of the map for an entry at the end, the mean over the replays.
  package let bytesPerEntry: Double
  /// The 99th percentile of the durations of all replays together, in milliseconds; nil with too few of them.
  package let tail: Double?
  /// The layout at the end of the last one.
  package let layout: String

  /// A round with its parts, one operation long where only its cost matters.
  init(cost: UInt64, bytesPerEntry: Double) {
    operations = 1
    seconds = Double(cost) / 1e9
    processorNanoseconds = cost
    self.bytesPerEntry = bytesPerEntry
    tail = nil
    layout = ""
  }

  /// At least one replay.
  init(_ replays: [Trial]) {
    operations = replays.reduce(0) { $0 + $1.operations }
    seconds = replays.reduce(0) { $0 + $1.seconds }
    processorNanoseconds = replays.reduce(0) { $0 + $1.processorNanoseconds }
    bytesPerEntry = replays.reduce(0) { $0 + $1.bytesPerEntry } / Double(max(replays.count, 1))
    tail = DurationBuckets.quantile(
      0.99, of: replays.map(\.durations), needing: UInt64(LatencyPlan.fewestForTail)
    ).map { Double($0) / 1e6 }
    layout = replays.last?.layout ?? ""
  }

  /// Nanoseconds of processor time an operation.
  package var processorCost: Double { Double(processorNanoseconds) / Double(max(operations, 1)) }

  /// Operations per second of the clock on the wall.
  package var operationsPerSecond: Double { seconds > 0 ? Double(operations) / seconds : 0 }
}

extension Experiment {
  /// One round of so many replays of every arm, in turns, each with a fresh map and, the same for all arms, a seed of its
  /// own; in the order of the arms.
  func profileRound(
    _ round: Int, _ schedule: inout Schedule, repeats: Int, before done: Int, of all: Int
  ) throws(LaboratoryError) -> [ProfileRound] {
    var replays = [[Trial]](repeating: [], count: arms.count)
    for turn in 0..<max(repeats, 1) {
      let trials = try runRound(round, &schedule, before: done + turn * arms.count, of: all)
      for (arm, trial) in trials.enumerated() { replays[arm].append(trial) }
    }
    return replays.map(ProfileRound.init)
  }
}
