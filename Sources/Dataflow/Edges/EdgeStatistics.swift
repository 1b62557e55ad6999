/// What an edge counted so far. For every edge at every moment
/// `offered == delivered + dropped + replaced + coalesced + rejected + queued`.
public struct EdgeStatistics: Equatable, Sendable {
  /// Messages whose fate was decided: everything put, save attempts that are still blocked.
  public var offered: UInt64 = 0
  /// Messages handed to the consumer.
  public var delivered: UInt64 = 0
  /// Messages lost to `dropNewest`, `dropOldest` or a discarding shutdown.
  public var dropped: UInt64 = 0
  /// Messages that a newer one replaced under `latest`.
  public var replaced: UInt64 = 0
  /// Messages merged into another under `coalesce`.
  public var coalesced: UInt64 = 0
  /// Messages refused: closed edge, failed merge, overflow under `fail`, timed-out wait.
  public var rejected: UInt64 = 0
  /// Attempts that found the edge full and had to wait; not part of the sum.
  public var blocked: UInt64 = 0
  /// Nanoseconds during which the producer was parked on this edge.
  public var blockedNanoseconds: UInt64 = 0
  /// Messages waiting now.
  public var queued = 0
  /// The most that ever waited.
  public var maxDepth = 0

  /// Whether the law of conservation holds.
  public var isConserved: Bool {
    offered == delivered + dropped + replaced + coalesced + rejected + UInt64(queued)
  }
}
