/// A whole workload in memory, for experiments that replay it many times: reading and parsing then cost the runs nothing.
///
/// Takes the size of the text and 17 bytes an operation, within the limits its reader was given. One source at a time
/// may be drawn from it, on one thread.
package final class LoadedWorkload {
  /// The operations it holds.
  package let operations: Int
  /// Whether the workload went on beyond what was asked for.
  package let isCut: Bool
  /// The digest of the input; nil when it was not read to its end.
  package let inputDigest: String?
  /// What reading a trace found; nil for a workload file.
  package let trace: TraceReport?
  fileprivate let batches: [OperationBatch]

  /// Reads a workload, of which at most `operations` are kept; throws what its reader throws.
  package init(
    path: String, limits: CSVLimits, traces: TraceOptions = TraceOptions(), operations limit: Int = .max
  ) throws(WorkloadError) {
    let source = try CSVOperationSource(path: path, limits: limits, traces: traces)
    defer { source.close() }
    var batches: [OperationBatch] = []
    var count = 0
    var isCut = false
    let batch = OperationBatch()
    while !isCut, try source.next(into: batch) {
      isCut = batch.count > limit - count
      let copy = OperationBatch(copying: batch, operations: min(batch.count, limit - count))
      if copy.count > 0 { batches.append(copy) }
      count += copy.count
    }
    self.batches = batches
    self.isCut = isCut
    operations = count
    source.close()
    inputDigest = isCut ? nil : source.inputDigest
    trace = source.trace
  }

  /// All operations from the first to the last.
  package func source() -> LoadedSource { LoadedSource(self) }
}

/// The operations of a ``LoadedWorkload`` in order; lends its batches instead of copying them.
package struct LoadedSource: TimedOperationSource {
  private let workload: LoadedWorkload
  private var index = 0
  /// Batches of the replay that hold one of the workload's.
  private var loans: [(borrower: OperationBatch, batch: OperationBatch)] = []

  fileprivate init(_ workload: LoadedWorkload) { self.workload = workload }

  /// Unknown: there is no input to read.
  package var size: Int? { nil }

  /// Lends the next batch; takes back what `batch` had before.
  package mutating func next(into batch: OperationBatch) throws(WorkloadError) -> Bool {
    if let place = loans.firstIndex(where: { $0.borrower === batch }) { takeBack(place) }
    guard index < workload.batches.count else { return false }
    let lent = workload.batches[index]
    index += 1
    batch.exchange(with: lent)
    loans.append((batch, lent))
    return true
  }

  /// The same: nothing has to be waited for.
  package mutating func next(
    into batch: OperationBatch, within nanoseconds: UInt64
  ) throws(WorkloadError) -> OperationArrival { try next(into: batch) ? .batch : .end }

  /// Takes back what is lent.
  package mutating func close() {
    while !loans.isEmpty { takeBack(loans.count - 1) }
  }

  private mutating func takeBack(_ place: Int) {
    let loan = loans.remove(at: place)
    loan.borrower.exchange(with: loan.batch)
  }
}
