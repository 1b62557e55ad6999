#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lock with a condition to sleep on, whose deadlines are on the monotonic clock.
package final class ConditionLock: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  /// An unlocked lock.
  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    condition = .allocate(capacity: 1)
    condition.initialize(to: pthread_cond_t())
    precondition(pthread_mutex_init(mutex, nil) == 0, "pthread_mutex_init failed")
    #if canImport(Glibc)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      precondition(pthread_cond_init(condition, &attributes) == 0, "pthread_cond_init failed")
      pthread_condattr_destroy(&attributes)
    #else
      precondition(pthread_cond_init(condition, nil) == 0, "pthread_cond_init failed")
    #endif
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` while holding the lock. Not reentrant.
  package func withLock<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Wakes everybody who sleeps on it. Not from inside `withLock`.
  ///
  /// It takes the lock for a moment: a waiter who has just asked its condition is asleep by then and hears the call,
  /// also where what it waits for is an atomic that was changed without the lock.
  package func broadcast() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Sleeps until `isDone` holds (asked under the lock), or the deadline has come; nil waits for ever.
  package func wait(until deadline: UInt64?, _ isDone: () -> Bool) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isDone() {
      guard let deadline else {
        pthread_cond_wait(condition, mutex)
        continue
      }
      let now = MonotonicClock.nanoseconds()
      if now >= deadline { return }
      #if canImport(Glibc)
        var moment = timespec(
          tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        pthread_cond_timedwait(condition, mutex, &moment)
      #else
        let rest = deadline - now
        var span = timespec(tv_sec: Int(rest / 1_000_000_000), tv_nsec: Int(rest % 1_000_000_000))
        pthread_cond_timedwait_relative_np(condition, mutex, &span)
      #endif
    }
  }
}
