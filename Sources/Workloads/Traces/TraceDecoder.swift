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
  /// Requests that the rows so far stand for.
  private var requests: UInt64 = 0
  private let frames: TraceFrames
  private var writer: TraceBatchWriter
  private var needsHeader = false
  /// Whether a first line named the columns, or was told to do so.
  private var hasHeader = false

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
        if report.operations + batch.count == 0 {
          try refuseEmpty()
          try refuseForeign()
        }
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
      hasHeader = true
      if options.columns != nil { return }
      guard let columns = TraceColumns(header: row) else {
        throw frames.fault(
          "The header of \(format.described) trace names no key",
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
    case .taken: try count()
    case .skipped(let reason):
      row.clear()
      report.skipped[reason, default: 0] += 1
    case .bad(let field, let expected):
      row.clear()
      guard options.skipsBadRows else { throw fault(field, expected) }
      report.skipped[.malformed, default: 0] += 1
    case .misshapen(let wanted):
      row.clear()
      guard options.skipsBadRows else { throw fault(fields: wanted) }
      report.skipped[.malformed, default: 0] += 1
    }
  }

  /// Counts the requests that the row stands for: a row of a few bytes can stand for more than any disk holds.
  private func count() throws(WorkloadError) {
    for item in row.requests {
      let repeats = options.expands ? item.repeats : 1
      requests = requests.addingReportingOverflow(repeats).overflow ? .max : requests + repeats
    }
    guard limits.maxRows > 0, requests > limits.maxRows else { return }
    let field = row.columns.count ?? 0
    let column = field < row.fields.count ? row.fields[field].lowerBound + 1 : 1
    throw frames.fault(
      "Trace row limit exceeded: the rows up to here stand for \(requests) requests, more than \(limits.maxRows)",
      column: column,
      hint: "--csv-max-rows sets the limit, 0 lifts it; --no-expand takes every row for one request")
  }

  /// Refuses a file without a row and without a header, as a workload file without a header is.
  private func refuseEmpty() throws(WorkloadError) {
    guard report.rows == 0, !hasHeader else { return }
    throw .badInput(
      "Trace file is empty", file: file, hint: "a row of \(format.described) trace is \(format.row)")
  }

  /// Refuses a file of which no row is a request, though there are rows: it has another format.
  private func refuseForeign() throws(WorkloadError) {
    guard report.rows > 0, report.skipped[.noCommand] == report.rows else { return }
    let rows = report.rows == 1 ? "The only row is no request" : "None of \(report.rows) rows is a request"
    throw .badInput(
      "\(rows) of \(format.described) trace", file: file,
      hint: "a row is \(format.row); --format tells what the file is, or auto finds out")
  }

  private func fault(fields wanted: Int) -> WorkloadError {
    let found = row.fields.count
    return frames.fault(
      "Expected \(wanted) fields in \(format.described) row, found \(Figures.counted(found, "field"))",
      hint: "a row is \(format.row); --skip-bad-rows counts bad rows and goes on")
  }

  private func fault(_ field: Int, _ expected: String) -> WorkloadError {
    var found = ""
    if case .records = format.framing {
    } else if field <= row.fields.count, let base = row.text.baseAddress {
      found = ", found '\(excerpt(base, row.fields[field - 1]))'"
    } else {
      found = ", found \(Figures.counted(row.fields.count, "field"))"
    }
    return frames.fault(
      "Expected \(expected) in field \(field) of \(format.described) row\(found)",
      hint: "a row is \(format.row); --skip-bad-rows counts bad rows and goes on")
  }
}
