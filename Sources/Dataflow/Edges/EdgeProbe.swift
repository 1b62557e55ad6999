import Base

/// Measures how long sampled messages stay in one edge.
@usableFromInline
final class EdgeProbe {
  /// One message in this many is measured.
  @usableFromInline static var interval: UInt64 { 1024 }

  let executor: any Executor
  private var began: UInt64 = 0
  private let lock = Lock()
  private let histogram = SharedHistogram()

  init(executor: any Executor) { self.executor = executor }

  @usableFromInline
  func begin() { began = executor.now }

  @usableFromInline
  func end() {
    let now = executor.now
    lock.withLock { histogram.record(now > began ? now &- began : 0) }
  }

  var summary: LatencySummary { lock.withLock { histogram.summary } }
}
