import Base

/// A few batches that go round between the thread that fills them and the one that uses them.
final class BatchRing: @unchecked Sendable {
  private let lock = ConditionLock()
  private var empty: [OperationBatch]
  private var full: [OperationBatch] = []
  private var isClosed = false
  private var arrival: (@Sendable () -> Void)?
  /// Whether somebody found no batch and wants to hear of the next one.
  private var isAwaited = false

  init(_ batches: [OperationBatch]) { empty = batches }

  /// A batch to fill; waits for one, nil once the ring is closed.
  func takeEmpty() -> OperationBatch? {
    var batch: OperationBatch?
    lock.wait(until: nil) {
      if isClosed { return true }
      batch = empty.popLast()
      return batch != nil
    }
    return batch
  }

  /// The filled batch that is next in order; waits for one, nil once the ring is closed or, with a `deadline` (on the
  /// monotonic clock), when that has passed.
  func takeFull(until deadline: UInt64? = nil) -> OperationBatch? {
    var batch: OperationBatch?
    lock.wait(until: deadline) {
      if !full.isEmpty { batch = full.removeFirst() }
      // Whoever finds nothing may be gone with the deadline: who fills the next batch tells then.
      isAwaited = batch == nil && !isClosed
      return !isAwaited
    }
    return batch
  }

  /// Has `body` called when a batch is there that `takeFull(until:)` did not find.
  func onArrival(_ body: @escaping @Sendable () -> Void) {
    lock.withLock { arrival = body }
  }

  /// Hands over a filled batch.
  func putFull(_ batch: OperationBatch) {
    let call = lock.withLock {
      full.append(batch)
      defer { isAwaited = false }
      return isAwaited ? arrival : nil
    }
    lock.broadcast()
    call?()
  }

  /// Gives back a batch that was used.
  func putEmpty(_ batch: OperationBatch) {
    lock.withLock { empty.append(batch) }
    lock.broadcast()
  }

  /// Ends all waiting, on both sides.
  func close() {
    lock.withLock {
      isClosed = true
      full.removeAll()
      arrival = nil
    }
    lock.broadcast()
  }
}
