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

  init(_ batches: [OperationBatch]) {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    let results = (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
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

  /// The filled batch that is next in order; waits for one, nil once the ring is closed.
  func takeFull() -> OperationBatch? {
    locked {
      while full.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
      return full.isEmpty ? nil : full.removeFirst()
    }
  }

  /// Hands over a filled batch.
  func putFull(_ batch: OperationBatch) {
    locked {
      full.append(batch)
      pthread_cond_broadcast(changed)
    }
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
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
