#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A mutual exclusion lock over `pthread_mutex_t`: cheap when uncontended and understood by ThreadSanitizer.
@usableFromInline
package final class Lock: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// An unlocked lock.
  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    let result = pthread_mutex_init(mutex, nil)
    precondition(result == 0, "pthread_mutex_init failed with \(result)")
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Takes the lock, waiting for it as long as it takes; for code that cannot nest what it guards in a closure.
  @usableFromInline
  package func acquire() { pthread_mutex_lock(mutex) }

  /// Gives the lock back; only its holder may.
  @usableFromInline
  package func release() { pthread_mutex_unlock(mutex) }

  /// Runs `body` while holding the lock and gives back its result. Not reentrant.
  package func withLock<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}
