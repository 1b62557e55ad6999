import Base
import Telemetry

/// The runs a server knows, newest last. The last one is meant where no run is named. Thread-safe.
package final class Runs: @unchecked Sendable {
  private let limit: Int
  private let lock = Lock()
  private var feeds: [FrameFeed] = []
  private var watchers: [Int: @Sendable () -> Void] = [:]
  private var lastWatcher = 0

  /// No run yet; beyond `limit` the oldest leaves.
  package init(limit: Int = 8) {
    self.limit = max(1, limit)
  }

  /// Adds a run, which is the current one from now on; one of the same id gives way to it.
  package func add(_ feed: FrameFeed) {
    let (calls, gone) = lock.withLock { () -> ([@Sendable () -> Void], [FrameFeed]) in
      var gone = feeds.filter { $0.runID == feed.runID }
      feeds.removeAll { $0.runID == feed.runID }
      feeds.append(feed)
      while feeds.count > limit { gone.append(feeds.removeFirst()) }
      return (Array(watchers.values), gone)
    }
    for feed in gone { feed.close() }
    for call in calls { call() }
  }

  /// The newest run.
  package var current: FrameFeed? { lock.withLock { feeds.last } }

  /// All runs, oldest first.
  package var all: [FrameFeed] { lock.withLock { feeds } }

  /// The run of an id, or without one the newest.
  package func feed(_ id: String?) -> FrameFeed? {
    guard let id else { return current }
    return lock.withLock { feeds.first { $0.runID == id } }
  }

  /// Has `body` called whenever a run begins, from whichever thread begins it, until `unwatch`.
  func watch(_ body: @escaping @Sendable () -> Void) -> Int {
    lock.withLock {
      lastWatcher += 1
      watchers[lastWatcher] = body
      return lastWatcher
    }
  }

  func unwatch(_ number: Int) { lock.withLock { _ = watchers.removeValue(forKey: number) } }
}
