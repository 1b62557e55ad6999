import Base

/// Measures how long sampled messages stay in one edge.
@usableFromInline
final class EdgeProbe {
  /// One message in this many is measured.
  @usableFromInline static var interval: UInt64 { 1024 }

  let executor: any Executor
  private let edge: String
  private let events: EventLog
  private var began: UInt64 = 0
  private let lock = Lock()
  private let histogram = SharedHistogram()

  init(_ edge: String, executor: any Executor, events: EventLog) {
    self.edge = edge
    self.executor = executor
    self.events = events
  }

  @usableFromInline
  func begin() { began = executor.now }

  @usableFromInline
  func end() {
    let now = executor.now
    let stay = now > began ? now &- began : 0
    lock.withLock { histogram.record(stay) }
    events.tell { $0.stayed(edge: edge, nanoseconds: stay) }
  }

  var summary: LatencySummary { lock.withLock { histogram.summary } }
}
