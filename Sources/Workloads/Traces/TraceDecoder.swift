import Base
import HashMaps

/// Turns the text of a trace into batches of operations: finds the rows, has the format decode them, counts what cannot
/// be used, expands what stands for several requests.
///
/// Memory is bounded: the text buffer by the longest row allowed, the batch by its block, and with filling the keys that
/// are in the map, which the decoder keeps in a map of its own.
final class TraceDecoder {
  /// Bytes of text asked for at once.
  static let chunkBytes = 131_072

  let format: TraceFormat
  let options: TraceOptions
  let file: String
  let row: TraceRow
  private let limits: CSVLimits
  private let text: InputText
  private(set) var report: TraceReport
  private let frames: TraceFrames
  private var writer: TraceBatchWriter
  private var needsHeader = false

  /// A decoder of `text`, of which `head` was read already.
  init(
    _ format: TraceFormat, text: InputText, head: ArraySlice<UInt8>, options: TraceOptions, limits: CSVLimits
  ) throws(WorkloadError) {
    self.format = format
    self.options = options
    self.text = text
    self.limits = limits
    file = text.file.name
    row = TraceRow(options: options)
    report = TraceReport(format: format.name)
    frames = TraceFrames(head: head, file: file, longest: limits.effectiveLineBytes)
    writer = try TraceBatchWriter(format, options, file: file)
    if let list = options.columns { row.columns = list.columns }
    if case .headedLines = format.framing { needsHeader = options.columns?.hasHeader ?? true }
  }

  /// Fills the batch with the next operations. A bad row ends the stream after those before it.
  func fill(_ batch: OperationBatch) {
    writer.begin(batch)
    batch.firstRow = report.operations + 1
    do throws(WorkloadError) {
      try fillRows(batch)
    } catch {
      batch.failure = error
      batch.isLast = true
    }
    writer.end(batch)
    report.operations += batch.count
    report.filled = writer.filled
    report.cut = writer.cut
    report.span = writer.span
    batch.isDecoded = true
  }

  private func fillRows(_ batch: OperationBatch) throws(WorkloadError) {
    while true {
      if try !writer.write(row, to: batch) { return }
      row.clear()
      if try frames.next(format, options.columns?.separator, into: row) {
        try take()
      } else if frames.isAtEnd {
        batch.isLast = true
        return
      } else if batch.count > 0 {
        // Nobody waits for more than is there.
        return
      } else {
        try frames.refill(from: text)
      }
    }
  }

  /// Decodes the row that was found.
  private func take() throws(WorkloadError) {
    if row.text.isEmpty {
      report.skipped[.blankRow, default: 0] += 1
      return
    }
    if needsHeader {
      needsHeader = false
      if options.columns != nil { return }
      guard let columns = TraceColumns(header: row) else {
        throw frames.fault(
          "The header of a \(format.name) trace names no key",
          hint: "tell the columns with --trace-columns (docs/traces.md)")
      }
      row.columns = columns
      return
    }
    report.rows += 1
    if limits.maxRows > 0, report.rows > limits.maxRows {
      throw frames.fault(
        "Trace row limit exceeded (\(report.rows) > \(limits.maxRows))",
        hint: "--csv-max-rows sets the limit, 0 lifts it")
    }
    switch format.decode(row) {
    case .taken: break
    case .skipped(let reason):
      row.clear()
      report.skipped[reason, default: 0] += 1
    case .bad(let field, let expected):
      row.clear()
      guard options.skipsBadRows else { throw fault(field, expected) }
      report.skipped[.malformed, default: 0] += 1
    }
  }

  private func fault(_ field: Int, _ expected: String) -> WorkloadError {
    var found = ""
    if case .records = format.framing {
    } else if field <= row.fields.count, let base = row.text.baseAddress {
      found = ", found '\(excerpt(base, row.fields[field - 1]))'"
    } else {
      found = ", found \(row.fields.count) fields"
    }
    return frames.fault(
      "Expected \(expected) in field \(field) of a \(format.name) row\(found)",
      hint: "a row is \(format.row); --skip-bad-rows counts bad rows and goes on")
  }
}
