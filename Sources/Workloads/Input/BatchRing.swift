import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A few batches that go round between the thread that fills them and the one that uses them.
final class BatchRing: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var empty: [OperationBatch]
  private var full: [OperationBatch] = []
  private var isClosed = false
  private var arrival: (@Sendable () -> Void)?
  /// Whether somebody went away without a batch and wants to hear of the next one.
  private var isAwaited = false

  init(_ batches: [OperationBatch]) {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    #if canImport(Glibc)
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      let results = (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, &attributes))
      pthread_condattr_destroy(&attributes)
    #else
      let results = (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
    #endif
    precondition(results == (0, 0), "pthread initialisation failed with \(results)")
    empty = batches
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// A batch to fill; waits for one, nil once the ring is closed.
  func takeEmpty() -> OperationBatch? {
    locked {
      while empty.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
      return isClosed ? nil : empty.removeLast()
    }
  }

  /// The filled batch that is next in order; waits for one, nil once the ring is closed or, with a `deadline` (on the
  /// monotonic clock), when that has passed.
  func takeFull(until deadline: UInt64? = nil) -> OperationBatch? {
    locked {
      while full.isEmpty, !isClosed {
        guard let deadline else {
          pthread_cond_wait(changed, mutex)
          continue
        }
        let now = MonotonicClock.nanoseconds()
        if now >= deadline { break }
        wait(until: deadline, now: now)
      }
      isAwaited = full.isEmpty && !isClosed
      return full.isEmpty ? nil : full.removeFirst()
    }
  }

  /// Has `body` called when a batch is there that `takeFull(until:)` did not find.
  func onArrival(_ body: @escaping @Sendable () -> Void) {
    locked { arrival = body }
  }

  private func wait(until deadline: UInt64, now: UInt64) {
    #if canImport(Glibc)
      var time = timespec(
        tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
      pthread_cond_timedwait(changed, mutex, &time)
    #else
      let left = deadline - now
      var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
      pthread_cond_timedwait_relative_np(changed, mutex, &time)
    #endif
  }

  /// Hands over a filled batch.
  func putFull(_ batch: OperationBatch) {
    let call = locked {
      full.append(batch)
      pthread_cond_broadcast(changed)
      defer { isAwaited = false }
      return isAwaited ? arrival : nil
    }
    call?()
  }

  /// Gives back a batch that was used.
  func putEmpty(_ batch: OperationBatch) {
    locked {
      empty.append(batch)
      pthread_cond_broadcast(changed)
    }
  }

  /// Ends all waiting, on both sides.
  func close() {
    locked {
      isClosed = true
      full.removeAll()
      arrival = nil
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
