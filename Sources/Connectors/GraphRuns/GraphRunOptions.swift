import Dataflow

/// How a graph from a file is run.
package struct GraphRunOptions: Equatable, Sendable {
  /// Feeds everything random in the run.
  package var seed: UInt64
  /// Stop after so many slices; nil runs to the end.
  package var steps: UInt64?
  /// Whether time is the machine's. Otherwise a virtual clock is used: a slice takes ``slice`` and a sleep takes none of
  /// anybody's time, so that the same seed gives the same run.
  package var isRealtime: Bool
  /// Whether ready nodes are picked by chance, drawn from the seed, instead of in turn.
  package var fuzzes: Bool
  /// The most messages a node handles in one slice.
  package var batch: Int
  /// Threads that run nodes; more than one only in real time, and without ``steps`` and ``fuzzes``.
  package var workers: Int

  /// Virtual nanoseconds that a slice takes.
  package static let slice: UInt64 = 1000

  /// Options with these values.
  package init(
    seed: UInt64 = 1, steps: UInt64? = nil, isRealtime: Bool = false, fuzzes: Bool = false, batch: Int = 8,
    workers: Int = 1
  ) {
    self.seed = seed
    self.steps = steps
    self.isRealtime = isRealtime
    self.fuzzes = fuzzes
    self.batch = batch
    self.workers = workers
  }

  var scheduler: SchedulerOptions {
    SchedulerOptions(batch: batch, seed: seed, fuzzes: fuzzes, measures: isRealtime, records: workers == 1)
  }
}
