/// Finds out what a file is from its beginning.
struct TraceDetection {
  let text: InputText
  let options: TraceOptions
  let limits: CSVLimits

  /// Reads the beginning into the batch, where it stays for a workload file; gives the decoder of a trace, which has it
  /// then.
  func read(into batch: OperationBatch) throws(WorkloadError) -> TraceDecoder? {
    if let decoder = try detect(batch) { return decoder }
    if options.wantsTimes, batch.filled > 0 {
      throw .badInput(
        "A workload file does not say when its operations came", file: text.file.name,
        hint: "replay it with --rate N; traces have times (docs/traces.md)")
    }
    return nil
  }

  private func detect(_ batch: OperationBatch) throws(WorkloadError) -> TraceDecoder? {
    if case .workload = options.choice { return try readBlock(batch) }
    if case .trace(let format) = options.choice { return try decoder(format, []) }
    if options.columns != nil, let format = TraceFormat.named(Self.columnFormat) {
      return try decoder(format, [])
    }
    var isOver = false
    while !isOver, batch.filled < batch.block.count {
      let count = try text.read(into: UnsafeMutableRawBufferPointer(rebasing: batch.block[batch.filled...]))
      isOver = count == 0
      batch.filled += count
      if TraceHead.isEnough(beginning(batch)) { break }
    }
    // Text without an end is told apart by the next read, not by this one.
    batch.isLast = batch.filled == 0
    let head = TraceHead(beginning(batch), isWhole: isOver)
    guard let format = TraceFormat.detected(head) else {
      if head.isText { return nil }
      throw .badInput(
        "The file is not text, and of no format that is found out", file: text.file.name,
        hint: "--format tells what it is, such as oracle-general (docs/traces.md)")
    }
    return try decoder(format, Array(batch.block[..<batch.filled])[...])
  }

  /// The format that columns given by the user belong to.
  static let columnFormat = "libcachesim-csv"

  private func readBlock(_ batch: OperationBatch) throws(WorkloadError) -> TraceDecoder? {
    batch.filled = try text.read(into: batch.block)
    batch.isLast = batch.filled == 0
    return nil
  }

  private func beginning(_ batch: OperationBatch) -> ArraySlice<UInt8> {
    Array(batch.block[..<min(batch.filled, TraceHead.bytes)])[...]
  }

  private func decoder(_ format: TraceFormat, _ head: ArraySlice<UInt8>) throws(WorkloadError) -> TraceDecoder
  {
    try TraceDecoder(format, text: text, head: head, options: options, limits: limits)
  }
}
