/// How operations of an experiment's replays are timed.
///
/// Timing an operation costs about as much as the operation, and one that is timed is not prefetched with others. Where
/// a workload is so short that many of its operations have to be timed, replays of their own do that, so that the costs
/// of the others stay what they are.
package struct LatencyPlan: Sendable, Equatable {
  /// The usual interval: what it costs is not seen.
  package static let usualEvery = 128
  /// Timed operations of a trial that are aimed at: 20 of them lie beyond the 99th percentile.
  package static let wanted = 2000
  /// The fewest timed operations that a 99th percentile is told from.
  package static let fewestForTail = 1000
  /// The most replays of a trial that time operations.
  package static let mostPasses = 64

  /// One operation in this many is timed, picked at random; nil for none.
  package let every: Int?
  /// Replays of every trial beside the one that measures costs, which alone time operations; 0 where that one does.
  package let passes: Int

  /// Times one operation in `every` of the replays that measure costs; nil times none.
  package init(every: Int?) {
    self.every = every
    passes = 0
  }

  /// What tells a 99th percentile of a workload of that many operations: the usual interval where that suffices, else
  /// further replays. Below 16 operations there is none.
  package init(fitting operations: Int) {
    if operations >= Self.usualEvery * Self.wanted {
      every = Self.usualEvery
      passes = 0
    } else if operations >= Self.wanted {
      every = operations / Self.wanted
      passes = 1
    } else {
      every = 1
      passes = min(Self.mostPasses, (Self.wanted + operations - 1) / max(operations, 1))
    }
  }
}
