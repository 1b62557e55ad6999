/// A stream of operations in batches.
package protocol OperationSource {
  /// Fills `batch` with the next operations and tells whether there were any; false at the end.
  ///
  /// A bad row ends the stream: the operations before it come first, the call after them throws.
  mutating func next(into batch: OperationBatch) throws(WorkloadError) -> Bool
}
