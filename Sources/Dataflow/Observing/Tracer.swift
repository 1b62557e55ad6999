import Base

/// One call of a handler for a sampled trace.
public struct Span: Sendable, Equatable {
  /// The trace of the message that was handled.
  public let trace: TraceID
  /// The span's number, from 1 in the order they began.
  public let id: UInt64
  /// The span of the node whose emission this was; 0 for the first of a trace.
  public let parent: UInt64
  /// The node.
  public let node: String
  /// When the handler was called, in nanoseconds on the executor's clock.
  public let began: UInt64
  /// When it returned.
  public let ended: UInt64
  /// Whether it threw.
  public let failed: Bool
}

/// Keeps spans of some traces: which handler ran for a message, when, and because of which other.
///
/// Sampling goes by the trace, so a trace is kept whole or not at all, and the same ones in every run with the same seed.
/// Bounded: beyond `limit` spans the oldest go, counted. Costs nothing for messages of other traces but one comparison.
public final class Tracer: @unchecked Sendable {
  /// One trace in this many is kept.
  public let interval: UInt64
  /// How many spans are kept.
  public let limit: Int

  private let lock = Lock()
  private var ring: [Span] = []
  private var oldest = 0
  private var count: UInt64 = 0
  /// The newest spans by trace and node, for the parents of what comes after; bounded like the spans.
  private var latest: [Place: UInt64] = [:]

  private struct Place: Hashable {
    let trace: TraceID
    let node: ObjectIdentifier
  }

  /// A tracer that keeps one trace in `interval`, and the newest `limit` spans.
  public init(oneIn interval: UInt64 = 1024, limit: Int = 4096) {
    self.interval = max(1, interval)
    self.limit = max(1, limit)
  }

  /// The spans kept, oldest first.
  public var spans: [Span] { lock.withLock { Array(ring[oldest...] + ring[..<oldest]) } }

  /// Spans that made room for newer ones.
  public var discarded: UInt64 { lock.withLock { count - UInt64(ring.count) } }

  func keeps(_ trace: TraceID) -> Bool {
    var state = trace.high ^ trace.low
    return trace != .none && SeededRandom.splitmix(&state) % interval == 0
  }

  func add(_ trace: TraceID, _ node: NodeCore, began: UInt64, ended: UInt64, failed: Bool) {
    lock.withLock {
      count += 1
      var parent: UInt64 = 0
      for edge in node.inputs.flatMap(\.anyEdges) {
        guard let producer = edge.producer else { continue }
        parent = max(parent, latest[Place(trace: trace, node: ObjectIdentifier(producer))] ?? 0)
      }
      let span = Span(
        trace: trace, id: count, parent: parent, node: node.name, began: began, ended: ended, failed: failed)
      if latest.count >= limit { latest.removeAll(keepingCapacity: true) }
      latest[Place(trace: trace, node: ObjectIdentifier(node))] = count
      if ring.count < limit {
        ring.append(span)
      } else {
        ring[oldest] = span
        oldest = (oldest + 1) % limit
      }
    }
  }
}

extension Scheduler {
  /// Has spans kept by `tracer`. Only before the run.
  public func trace(with tracer: Tracer) throws(DataflowError) {
    guard state == .created else { throw .notStartable(state: "\(state)") }
    self.tracer = tracer
    for node in graph.nodes { adopt(node) }
  }
}
