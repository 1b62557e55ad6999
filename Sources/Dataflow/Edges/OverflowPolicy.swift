/// What an edge does with a message that finds it full.
///
/// All but `block` and `coalesce` lose messages; every loss is counted once, under its own name.
public enum OverflowPolicy<Payload> {
  /// The message is not taken; its producer waits and loses nothing. The default.
  case block
  /// The new message is lost: a full edge of capacity n keeps the oldest n.
  case dropNewest
  /// The oldest queued message is lost: a full edge of capacity n keeps the newest n.
  case dropOldest
  /// Everything that is queued is lost, and the new message is taken: whoever fell that far behind begins anew.
  case dropAll
  /// The edge keeps one message, the newest, whatever its capacity; each older one counts as replaced.
  case latest
  /// The new payload is merged into the newest queued one: `merge(queued, new)`. When the merge throws, the queued
  /// value stays as it was, the new one counts as rejected and the error surfaces at the producer.
  case coalesce(merge: (Payload, Payload) throws -> Payload)
  /// The edge fails, and its graph with it.
  case fail

  /// The policy without its merge.
  public var kind: OverflowKind {
    switch self {
    case .block: .block
    case .dropNewest: .dropNewest
    case .dropOldest: .dropOldest
    case .dropAll: .dropAll
    case .latest: .latest
    case .coalesce: .coalesce
    case .fail: .fail
    }
  }
}

/// The seven overflow policies by name, as files and reports write them.
public enum OverflowKind: String, Sendable, CaseIterable {
  /// Wait for room.
  case block
  /// Lose the new message.
  case dropNewest
  /// Lose the oldest message.
  case dropOldest
  /// Lose everything that is queued.
  case dropAll
  /// Keep only the newest message.
  case latest
  /// Merge into the newest queued message.
  case coalesce
  /// Fail the graph.
  case fail

  /// Whether a cycle of edges with this policy can come to a standstill.
  public var waits: Bool { self == .block }
}

/// What became of one offered message.
public enum PutResult: String, Sendable, CaseIterable {
  /// Queued; nothing was lost.
  case accepted
  /// Not taken: the edge is full and its policy is to wait. Does not count as offered until it settles.
  case blocked
  /// Something was lost: the offered message (`dropNewest`), the oldest queued one (`dropOldest`) or all that was queued
  /// (`dropAll`).
  case dropped
  /// Queued in place of what was there.
  case replaced
  /// Merged into the newest queued message.
  case coalesced
  /// Refused: the edge is closed.
  case rejected
}

/// What shutdown does with messages that are still queued.
public enum DrainRule: String, Sendable, CaseIterable {
  /// Deliver them, as long as the deadline allows. The default.
  case deliver
  /// Drop them at once, counted as dropped.
  case discard
}

/// How an edge is set up.
public struct EdgeOptions<Payload> {
  /// How many messages may wait; 1 to ``AnyEdge/largestCapacity``.
  public var capacity: Int
  /// What happens to a message that finds it full.
  public var policy: OverflowPolicy<Payload>
  /// With `block`: how long a producer waits before its message counts as rejected and an error is raised in its node;
  /// in nanoseconds, nil waits for ever.
  public var timeout: UInt64?
  /// How urgent messages on this edge make the node they arrive at.
  public var band: Band
  /// What shutdown does with messages that are still queued.
  public var drain: DrainRule

  /// The default edge: 1,024 messages, `block`, no timeout, normal band, delivered at shutdown.
  public init(
    capacity: Int = 1024, policy: OverflowPolicy<Payload> = .block, timeout: UInt64? = nil,
    band: Band = .normal, drain: DrainRule = .deliver
  ) {
    self.capacity = capacity
    self.policy = policy
    self.timeout = timeout
    self.band = band
    self.drain = drain
  }
}
