import Base

/// Sends bodies one after the other from a thread of its own, so that nobody who has something to tell waits for the
/// network.
///
/// The queue is bounded: what finds it full is dropped. Everything that is put comes to exactly one end, delivered,
/// failed or dropped, and is reported once. Thread-safe.
package final class HTTPOutbox: @unchecked Sendable {
  /// What became of a body.
  package enum Fate: Equatable, Sendable {
    /// The other side took it; so many before it were lost since the last that was delivered.
    case delivered(lostBefore: UInt64)
    /// It was given up; whether it is the first since the last that was delivered.
    case failed(reason: String, isFirst: Bool)
    /// The queue was full; whether it is the first since the last that was delivered.
    case dropped(isFirst: Bool)
  }

  /// Bodies that wait at most unless told otherwise.
  package static let defaultCapacity = 256

  private let sender: HTTPSender
  private let capacity: Int
  private let report: @Sendable (Fate) -> Void
  private let lock = ConditionLock()
  // Under the lock.
  private var waiting: [[UInt8]] = []
  private var isSending = false
  private var isClosed = false
  private var failures: UInt64 = 0
  private var drops: UInt64 = 0
  private var thread: SystemThread?

  /// Starts its thread; nothing is loaded or connected before the first body.
  ///
  /// - Parameter report: hears of every body; called from the thread that puts and from the outbox's own.
  package init(
    _ settings: HTTPSender.Settings, capacity: Int = HTTPOutbox.defaultCapacity,
    report: @escaping @Sendable (Fate) -> Void
  ) throws(SystemError) {
    sender = HTTPSender(settings)
    self.capacity = max(1, capacity)
    self.report = report
    thread = try SystemThread(for: "sending alerts") { self.work() }
  }

  /// Takes a body to be sent, behind all that wait. Never waits; drops it when the queue is full or closed.
  package func put(_ body: [UInt8]) {
    let isFirstDrop: Bool? = lock.withLock {
      if !isClosed, waiting.count < capacity {
        waiting.append(body)
        return nil
      }
      drops += 1
      return drops == 1
    }
    if let isFirstDrop { report(.dropped(isFirst: isFirstDrop)) } else { lock.broadcast() }
  }

  /// Takes nothing more, waits for what is under way at most that long, and gives up the rest, which counts as failed.
  /// Returns a second after that time at the latest; may be called more than once.
  package func close(within nanoseconds: UInt64) {
    let thread = lock.withLock {
      isClosed = true
      defer { self.thread = nil }
      return self.thread
    }
    lock.broadcast()
    guard let thread else { return }
    lock.wait(until: MonotonicClock.nanoseconds() &+ nanoseconds) { waiting.isEmpty && !isSending }
    sender.cancel()
    thread.join()
  }

  private func work() {
    while let body = next() {
      let fate = outcome(of: body)
      report(fate)
      lock.withLock { isSending = false }
      lock.broadcast()
    }
  }

  /// The oldest body that waits, or nil when there will be none.
  private func next() -> [UInt8]? {
    lock.wait(until: nil) { !waiting.isEmpty || isClosed }
    return lock.withLock {
      guard !waiting.isEmpty else { return nil }
      isSending = true
      return waiting.removeFirst()
    }
  }

  private func outcome(of body: [UInt8]) -> Fate {
    do throws(HTTPSender.Failure) {
      _ = try sender.send(body)
      return lock.withLock {
        defer { (failures, drops) = (0, 0) }
        return .delivered(lostBefore: failures + drops)
      }
    } catch {
      let isFirst = lock.withLock {
        failures += 1
        return failures == 1
      }
      return .failed(reason: error.reason, isFirst: isFirst)
    }
  }
}

extension HTTPSender.Failure {
  /// What happened without the address, which may be a secret.
  package var reason: String {
    switch self {
    case .noLibrary: description
    case .refused(let status, _): "refused with status \(status)"
    case .gaveUp(let tries, _, let reason): "\(reason), after \(tries) \(tries == 1 ? "try" : "tries")"
    case .cancelled: "the program ended before it was sent"
    }
  }
}
