/// Turns blocks of CSV text into checked operations, one block after the other, whatever the blocks cut apart.
///
/// Plain rows are read from the positions of their separators (`CSVParser+PlainRows`), all others by one complete
/// scanner (`CSVParser+AnyRow`); both accept the same rows. Not safe for use by two threads at once.
final class CSVParser {
  /// What to do about a bad row.
  enum Strictness {
    /// End the stream.
    case stopsAtFault
    /// Note it, drop the row and go on; only limits and what cannot be resumed end the stream.
    case collectsFaults(limit: Int)
  }

  let file: String
  let limits: CSVLimits
  let strictness: Strictness

  /// Data rows seen, bad ones included.
  var rows = 0
  /// The line on which the next row begins, from 1.
  var line = 1
  /// The position in the whole text of the next row.
  var offset = 0
  /// The header's order; nil until it was read.
  var schema: CSVSchema?
  /// The first faults, when they are collected.
  var faults: [WorkloadError] = []
  /// How many faults there were.
  var faultCount = 0

  /// The fields of the row being looked at.
  var fields: [CSVField] = []
  /// The number of fields of that row, of which only the first `fields` are remembered.
  var fieldCount = 0

  /// Whether the rest of a bad row has to be passed over before rows are looked for.
  var isSkippingLine = false
  var marks: CSVMarkWindow
  private var carry: [UInt8] = []
  private var retryBytes = 0
  private var isAtStart = true

  init(file: String, limits: CSVLimits, strictness: Strictness = .stopsAtFault) {
    self.file = file
    self.limits = limits
    self.strictness = strictness
    marks = CSVMarkWindow()
  }

  deinit {
    marks.deallocate()
  }

  /// Parses the batch's block and what was left of the one before; the batch then holds the operations, and the fault
  /// that ended the stream if there was one.
  func parse(_ batch: OperationBatch) {
    batch.count = 0
    batch.firstRow = rows + 1
    if batch.failure != nil || batch.isAbandoned { return }
    let total = carry.count + batch.filled
    if !batch.isLast, total < retryBytes {
      carry.append(contentsOf: UnsafeRawBufferPointer(rebasing: batch.block[..<batch.filled]))
      return
    }
    batch.reserveHead(carry.count)
    let text = batch.memory.text
    let start = batch.memory.headBytes - carry.count
    let end = batch.memory.headBytes + batch.filled
    carry.withUnsafeBytes { rest in
      if let base = rest.baseAddress { (text + start).copyMemory(from: base, byteCount: rest.count) }
    }

    var next = start
    do throws(WorkloadError) {
      try next = parseText(batch, from: start, to: end)
    } catch {
      batch.failure = error
      batch.isLast = true
      return
    }
    carry.removeAll(keepingCapacity: true)
    carry.append(contentsOf: UnsafeRawBufferPointer(start: text + next, count: end - next))
    // A long row is looked at again only when twice as much of it is there, or more than is allowed.
    retryBytes = min(2 * carry.count, limits.effectiveLineBytes + 3)
  }

  /// Parses whole rows of `start..<end` and gives back where the unfinished one begins.
  private func parseText(_ batch: OperationBatch, from start: Int, to end: Int) throws(WorkloadError) -> Int {
    let text = batch.memory.text
    var next = start
    if isAtStart {
      let missing = 3 - (end - start)
      if missing > 0, !batch.isLast, startsLikeByteOrderMark(text + start, end - start) { return start }
      isAtStart = false
      if missing <= 0, startsLikeByteOrderMark(text + start, 3) { advance(&next, to: start + 3) }
    }
    if schema == nil {
      guard try parseHeader(text, &next, end, atEnd: batch.isLast) else { return next }
    }
    if isSkippingLine { skipLine(text, &next, end) }
    marks.reset(at: next)
    while next < end {
      if schema?.isCanonical == true {
        let stop = try parsePlainRows(batch, from: next, to: end)
        advance(&next, to: stop)
        if next >= end { break }
      }
      guard try parseAnyRow(batch, &next, end) else { break }
    }
    return next
  }

  /// Moves the row position, and with it the position in the whole text.
  func advance(_ next: inout Int, to position: Int) {
    offset += position - next
    next = position
  }

  /// Notes a fault when faults are collected, and throws it otherwise.
  func report(_ fault: WorkloadError) throws(WorkloadError) {
    guard case .collectsFaults(let limit) = strictness else { throw fault }
    faultCount += 1
    if faults.count < limit { faults.append(fault) }
  }

  /// Counts a data row; throws when it is one too many.
  func countRow() throws(WorkloadError) {
    rows += 1
    if limits.maxRows > 0, rows > limits.maxRows {
      throw .badInput(
        "CSV row limit exceeded (\(rows) > \(limits.maxRows))", file: file, line: line, column: 1,
        hint: schemaHint)
    }
  }

  private func startsLikeByteOrderMark(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for index in 0..<min(count, 3) where text.load(fromByteOffset: index, as: UInt8.self) != mark[index] {
      return false
    }
    return true
  }
}

/// Where the format is described.
let schemaHint = "See docs/workload_schema.md"
