/// The figure that decided about a structural event, and the one it was held against.
///
/// What it measures follows from the reason of the event (`EventReason.statistic`).
public struct DecidingFigure: Sendable, Equatable {
  /// The figure at the moment of the decision.
  public let value: Double
  /// The threshold or price that it passed.
  public let limit: Double
  /// Nanoseconds an operation took before, measured where batches were timed and predicted elsewhere; nil where cost did
  /// not decide.
  public let nanosecondsBefore: Double?
  /// Nanoseconds an operation was expected to take afterwards; nil where cost did not decide.
  public let nanosecondsExpected: Double?

  @usableFromInline
  init(
    _ value: Double, limit: Double, nanosecondsBefore: Double? = nil, nanosecondsExpected: Double? = nil
  ) {
    self.value = value
    self.limit = limit
    self.nanosecondsBefore = nanosecondsBefore
    self.nanosecondsExpected = nanosecondsExpected
  }
}

extension EventReason {
  /// The name of the statistic that decides for this reason, with its unit where it has one; nil where none does.
  public var statistic: String? {
    switch self {
    case .growth, .worn, .command, .replayed: nil
    case .cost: "regret_ns"
    case .memory: "held_bytes"
    case .loadFactor: "load_factor"
    case .groupLength: "longest_group"
    case .averageProbe: "average_probe"
    case .tombstones: "tombstone_ratio"
    case .longProbe: "probe_length"
    case .refusedByLayout: "segment_entries"
    case .crowdedSegment: "shared_hash_bits"
    }
  }
}
