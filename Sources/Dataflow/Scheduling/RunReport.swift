/// What a run came to, or where it stands.
public struct RunReport: Sendable {
  /// How it ended.
  public enum Outcome: String, Sendable {
    /// It has not ended.
    case running
    /// Every node handled its last message.
    case completed
    /// Somebody asked for a stop, and everything was drained.
    case stopped
    /// Somebody asked for a stop, and the deadline came first; see the leftovers.
    case timedOut
    /// It was cancelled, or the executor knew that nothing would ever happen.
    case cancelled
    /// A node or an edge failed; see the error.
    case failed
    /// Producers waited for one another.
    case deadlocked
  }

  /// What one node counted.
  public struct Node: Sendable {
    /// Its name.
    public let name: String
    /// Messages handled, failed ones included.
    public let handled: UInt64
    /// Messages emitted.
    public let emitted: UInt64
    /// Errors thrown by its handlers.
    public let errors: UInt64
    /// Ticks.
    public let ticks: UInt64
    /// Slices.
    public let slices: UInt64
    /// How long sampled slices took.
    public let sliceTimes: LatencySummary
  }

  /// What one edge counted.
  public struct Edge: Sendable {
    /// Its id.
    public let id: String
    /// Its counters.
    public let statistics: EdgeStatistics
    /// How long sampled messages stayed in it.
    public let stay: LatencySummary
  }

  /// Messages that were not delivered.
  public struct Leftover: Sendable, Equatable {
    /// The edge they were for.
    public let edge: String
    /// How many were queued in it.
    public let queued: Int
    /// How many waited at its producer for room.
    public let waiting: Int
  }

  /// A node whose handler runs at this moment.
  public struct Running: Sendable, Equatable {
    /// Its name.
    public let node: String
    /// For how long.
    public let nanoseconds: UInt64
  }

  /// How it ended.
  public internal(set) var outcome = Outcome.running
  /// Why, when it failed.
  public internal(set) var error: DataflowError?
  /// Slices in all.
  public internal(set) var steps: UInt64 = 0
  /// From start to end on the executor's clock.
  public internal(set) var nanoseconds: UInt64 = 0
  /// Every node, in the order they were added.
  public internal(set) var nodes: [Node] = []
  /// Every edge, in the order they were connected.
  public internal(set) var edges: [Edge] = []
  /// Edges with undelivered messages.
  public internal(set) var leftovers: [Leftover] = []
  /// Inputs, by path, where a failed message still waits for its next attempt: delivered, but not handled.
  public internal(set) var unretried: [String] = []
  /// The order in which nodes were stopped.
  public internal(set) var stopOrder: [String] = []
  /// Handlers running at this moment; what a shutdown that hangs waits for.
  public internal(set) var runningNow: [Running] = []

  /// The node with this name.
  public subscript(node name: String) -> Node? { nodes.first { $0.name == name } }

  /// The counters of the edge with this id.
  public subscript(edge id: String) -> EdgeStatistics? { edges.first { $0.id == id }?.statistics }
}
