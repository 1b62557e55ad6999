import Base
import HTTP

/// The cycles of a collector as its readers see them: the newest ones, each a JSON object. Whoever publishes renders;
/// nothing here knows what a cycle is. Thread-safe.
package final class CycleFeed: @unchecked Sendable {
  /// Cycles that are kept; older ones are gone for readers that come late.
  package static let limit = 256

  /// One cycle.
  package struct Cycle: Sendable {
    /// Its number; greater than that of the one before.
    package let number: UInt64
    /// What is told of it: a JSON object on one line.
    package let json: [UInt8]
  }

  private let lock = Lock()
  private var cycles: [Cycle] = []
  private var hasEnded = false
  private var watchers: [Int: @Sendable () -> Void] = [:]
  private var lastWatcher = 0

  /// No cycle yet.
  package init() {}

  /// Adds a cycle and wakes who follows. O(readers).
  package func publish(_ number: UInt64, _ json: [UInt8]) {
    let calls = lock.withLock {
      cycles.append(Cycle(number: number, json: json))
      if cycles.count > Self.limit { cycles.removeFirst(cycles.count - Self.limit) }
      return Array(watchers.values)
    }
    for call in calls { call() }
  }

  /// There will be no more cycles: streams end.
  package func end() {
    let calls = lock.withLock {
      hasEnded = true
      return Array(watchers.values)
    }
    for call in calls { call() }
  }

  /// The newest cycle.
  package var latest: Cycle? { lock.withLock { cycles.last } }

  /// The newest cycles, at most `count`, oldest first.
  package func newest(_ count: Int) -> [Cycle] { lock.withLock { cycles.suffix(count) } }

  /// The cycles after a number, at most `count` of them, and whether none will follow those.
  func after(_ number: UInt64, _ count: Int) -> (cycles: [Cycle], isLast: Bool) {
    lock.withLock {
      let rest = cycles.drop { $0.number <= number }
      return (Array(rest.prefix(count)), hasEnded && rest.count <= count)
    }
  }

  /// Has `body` called whenever there is news, from whichever thread brings it, until `unwatch`.
  func watch(_ body: @escaping @Sendable () -> Void) -> Int {
    lock.withLock {
      lastWatcher += 1
      watchers[lastWatcher] = body
      return lastWatcher
    }
  }

  func unwatch(_ number: Int) { lock.withLock { _ = watchers.removeValue(forKey: number) } }
}
