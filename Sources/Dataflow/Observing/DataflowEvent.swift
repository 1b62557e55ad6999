/// Something worth telling about a running graph. Never carries a payload.
public struct DataflowEvent: Sendable, Equatable {
  /// What happened.
  public enum Kind: String, Sendable, CaseIterable {
    /// The graph starts, or a node does.
    case started
    /// A stop was asked for; sources end, what is queued drains.
    case draining
    /// A node has handled its last message.
    case nodeEnded
    /// A handler threw.
    case nodeError
    /// A slice took longer than allowed.
    case slowHandler
    /// A message waited longer than its edge's timeout.
    case timedOut
    /// A control message found the lane of a consumer full.
    case controlRefused
    /// Priorities, capacities, policies or nodes were changed.
    case changed
    /// The host had fewer threads than asked for.
    case workersMissing
    /// The graph fails.
    case failed
    /// The graph has stopped.
    case stopped
  }

  /// When, in nanoseconds on the executor's clock.
  public let time: UInt64
  /// What happened.
  public let kind: Kind
  /// The node or edge it is about; empty for the graph.
  public let subject: String
  /// More, in words.
  public let detail: String
}

/// Somebody who wants to hear about a running graph. Called by the threads that run it: be quick, do not call back.
public protocol DataflowObserver: AnyObject, Sendable {
  /// One event. Repeated events of one kind are limited by ``EventLog``; `suppressed` says how many were left out.
  func observe(_ event: DataflowEvent, suppressed: Int)

  /// How long a sampled message, one in 1,024, stayed in an edge.
  func stayed(edge: String, nanoseconds: UInt64)

  /// How long a sampled slice, one in 1,024, of a node took.
  func sliced(node: String, nanoseconds: UInt64)
}

extension DataflowObserver {
  /// Ignores it.
  public func stayed(edge: String, nanoseconds: UInt64) {}

  /// Ignores it.
  public func sliced(node: String, nanoseconds: UInt64) {}
}
