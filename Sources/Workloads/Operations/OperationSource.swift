/// A stream of operations in batches.
package protocol OperationSource {
  /// Fills `batch` with the next operations and tells whether there were any; false at the end.
  ///
  /// A bad row ends the stream: the operations before it come first, the call after them throws.
  mutating func next(into batch: OperationBatch) throws(WorkloadError) -> Bool
}

/// What a wait of bounded length for the next batch brought.
package enum OperationArrival: Sendable {
  case batch
  /// Nothing yet; ask again.
  case nothing
  case end
}

/// A stream that can be asked without waiting for ever: pipes and sockets stall.
package protocol TimedOperationSource: OperationSource {
  /// As `next(into:)`, but gives up after `nanoseconds`.
  mutating func next(into batch: OperationBatch, within nanoseconds: UInt64) throws(WorkloadError)
    -> OperationArrival
  /// Bytes of input in all, where that is known beforehand.
  var size: Int? { get }
  /// Ends reading; what was not taken is dropped.
  mutating func close()
  /// Has `body` called, from any thread, when a batch comes after `next` has given nothing. False when the source cannot
  /// tell: then it must be asked again.
  mutating func onArrival(_ body: @escaping @Sendable () -> Void) -> Bool
}

extension TimedOperationSource {
  /// Cannot tell.
  package mutating func onArrival(_ body: @escaping @Sendable () -> Void) -> Bool { false }
}
