/// What checking a whole workload file found: the result of a dry run. A trace is checked up to its first fault.
package struct CSVValidation: Sendable {
  /// Data rows, faulty ones included.
  package let rows: Int
  /// Bytes of the file as it stands, compressed where it is.
  package let sizeBytes: Int
  /// The XXH3-128 digest of these bytes as 32 hex digits.
  package let inputDigest: String
  /// The first faults, in the order of the file.
  package let faults: [WorkloadError]
  /// How many faults there are up to where checking ended.
  package let faultCount: Int

  /// What reading a trace found; nil for a workload file.
  package let trace: TraceReport?

  /// How many faults a dry run lists.
  package static let listedFaults = 20

  /// Reads the whole file and checks every row. Throws when it cannot be read; faults of its content are in the result.
  package static func check(
    path: String, limits: CSVLimits = CSVLimits(), traces: TraceOptions = TraceOptions(),
    buffering: CSVOperationSource.Buffering = .init()
  ) throws(WorkloadError) -> CSVValidation {
    let source = try CSVOperationSource(
      path: path, limits: limits, traces: traces, strictness: .collectsFaults(limit: listedFaults),
      parsing: .onDemand, buffering: buffering)
    let batch = OperationBatch()
    var last: WorkloadError?
    do throws(WorkloadError) {
      while try source.next(into: batch) {}
    } catch {
      if error.kind == .io { throw error }
      last = error
    }
    source.close()
    var faults = source.parser.faults
    if let last, faults.count < listedFaults { faults.append(last) }
    return CSVValidation(
      rows: source.trace?.rows ?? source.parser.rows, sizeBytes: source.inputBytes ?? 0,
      inputDigest: source.inputDigest ?? "", faults: faults,
      faultCount: source.parser.faultCount + (last == nil ? 0 : 1),
      trace: source.trace)
  }
}
