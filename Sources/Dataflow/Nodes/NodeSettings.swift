/// What happens when a handler throws.
public enum ErrorPolicy: Sendable, Equatable {
  /// Count it, tell the observer, and go on with the next message. The default.
  case `continue`
  /// Hand the same message over again after a back-off that doubles each time, `attempts` times in all; data behind it
  /// waits. What still fails then goes to the dead-letter port if that is connected, and is counted otherwise.
  case retry(attempts: Int, backoff: UInt64)
  /// Send the message to the dead-letter port.
  case deadLetter
  /// Stop the whole graph with this error.
  case stopGraph
}

/// How a node is run.
public struct NodeSettings: Sendable, Equatable {
  /// How urgent the node is whatever its edges say.
  public var band: Band
  /// What happens when a handler throws.
  public var onError: ErrorPolicy
  /// Nanoseconds between ticks; nil for none.
  public var tickInterval: UInt64?
  /// The most messages handled in one slice; nil takes the scheduler's.
  public var batch: Int?
  /// A slice that takes longer than this many nanoseconds is reported as slow; nil takes the scheduler's.
  public var slowAfter: UInt64?

  /// Settings with these values.
  public init(
    band: Band = .normal, onError: ErrorPolicy = .continue, tickInterval: UInt64? = nil, batch: Int? = nil,
    slowAfter: UInt64? = nil
  ) {
    self.band = band
    self.onError = onError
    self.tickInterval = tickInterval
    self.batch = batch
    self.slowAfter = slowAfter
  }
}

/// A message that a node could not handle, on its way to somebody who can look at it.
public struct DeadLetter: Sendable {
  /// The node that failed.
  public let node: String
  /// The input the message came from.
  public let input: String
  /// The error, in words.
  public let reason: String
  /// How often it was tried.
  public let attempts: Int
  /// What was in the message.
  public let payload: any Sendable
}
