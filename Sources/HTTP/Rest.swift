import Base
import CMicrohttpd

/// When a connection sleeps and who wakes it: the library forbids waking one that is awake, or gone.
final class Rest: @unchecked Sendable {
  private let lock = Lock()
  private var connection: OpaquePointer?
  private var isResting = false
  private var isWoken = false
  private var isStopping = false
  private var wantsHeartbeat = false
  private var since: UInt64 = 0

  /// From now on the rest is that of a connection.
  func attach(_ connection: OpaquePointer) { lock.withLock { self.connection = connection } }

  /// The connection is gone, or serves another request.
  func detach() {
    lock.withLock {
      connection = nil
      isResting = false
    }
  }

  /// Forgets calls to wake up until now, before looking for something to do; whether this look is the last.
  func clear() -> Bool {
    lock.withLock {
      isWoken = false
      return isStopping
    }
  }

  /// Puts the connection to sleep unless somebody has called since ``clear()``. By the listener's thread alone.
  func lieDown() -> Bool {
    lock.withLock {
      guard let connection, !isWoken, !isStopping else { return false }
      isResting = true
      since = MonotonicClock.nanoseconds()
      microhttpd_suspend(connection)
      return true
    }
  }

  /// Wakes the connection, or keeps it awake.
  func wake() {
    lock.withLock {
      isWoken = true
      resume()
    }
  }

  /// Wakes the connection for the last time; it goes to sleep no more.
  func stop() {
    lock.withLock {
      isStopping = true
      resume()
    }
  }

  /// Wakes the connection for its heartbeat when it has slept that long.
  func beat(after nanoseconds: UInt64, now: UInt64) {
    lock.withLock {
      guard isResting, now > since, now - since >= nanoseconds else { return }
      wantsHeartbeat = true
      resume()
    }
  }

  func takeHeartbeat() -> Bool {
    lock.withLock {
      defer { wantsHeartbeat = false }
      return wantsHeartbeat
    }
  }

  private func resume() {
    guard isResting, let connection else { return }
    isResting = false
    microhttpd_resume(connection)
  }
}
