extension CSVParser {
  /// Reads one row of any kind at `next` and moves behind it; false when it is not all there.
  func parseAnyRow(_ batch: OperationBatch, _ next: inout Int, _ end: Int) throws(WorkloadError) -> Bool {
    let text = batch.memory.text
    switch scanRow(text, next, end, atEnd: batch.isLast) {
    case .incomplete:
      return false
    case .fault(let fault, let resume):
      guard let resume else { throw fault }
      try countRow()
      try report(fault)
      line += lineFeeds(text, next, resume)
      advance(&next, to: resume)
      isSkippingLine = true
      skipLine(text, &next, end)
    case .row(let contentEnd, let rowEnd):
      // Counted before doubled quotes are removed, which moves text.
      let lines = lineFeeds(text, next, rowEnd)
      if !isBlankRow(text, next, contentEnd) {
        try countRow()
        if let fault = readOperation(batch, next, contentEnd) { try report(fault) }
      }
      line += lines
      advance(&next, to: rowEnd)
    }
    return true
  }

  /// Moves to the next line, or to the end of what is there while `isSkippingLine` stays set.
  func skipLine(_ text: UnsafeRawPointer, _ next: inout Int, _ end: Int) {
    var position = next
    while position < end, byte(text, position) != 0x0A { position += 1 }
    if position < end {
      position += 1
      line += 1
      isSkippingLine = false
    }
    advance(&next, to: position)
  }

  /// Whether the scanned row is a line without content.
  func isBlankRow(_ text: UnsafeRawPointer, _ start: Int, _ contentEnd: Int) -> Bool {
    fieldCount == 1 && !fields[0].isQuoted && trimmed(text, start, contentEnd).isEmpty
  }

  /// Checks the scanned row and appends its operation to the batch, or gives back what is wrong with it.
  private func readOperation(_ batch: OperationBatch, _ start: Int, _ end: Int) -> WorkloadError? {
    let text = batch.memory.text
    if let fault = textFault(text, start, end) { return fault }
    guard let schema else { return nil }
    let columns = CSVSchema.columns.count
    if fieldCount < columns {
      return fault("Missing field '\(schema.name(at: fieldCount))'", text, start, at: end)
    }
    if fieldCount > columns {
      return fault("Unexpected field \(columns + 1)", text, start, at: fields[columns].place)
    }
    let op = fields[schema.op]
    let word = trimmed(text, op.start, unescape(text, op.start..<op.end, op.hasEscapes))
    if word.isEmpty { return fault("Missing op", text, start, at: op.place) }
    guard let kind = operationKind(text, word) else {
      return fault("Unknown op '\(excerpt(text, word))'", text, start, at: op.place)
    }
    let key = trimmed(text, fields[schema.key].start, fields[schema.key].end)
    if key.isEmpty { return fault("Missing key", text, start, at: fields[schema.key].place) }
    let value = fields[schema.value]
    if kind == .put, trimmed(text, value.start, value.end).isEmpty {
      return fault("Missing value of put", text, start, at: value.place)
    }
    batch.memory.set(
      batch.count, kind: kind.rawValue,
      key: key.lowerBound..<unescape(text, key, fields[schema.key].hasEscapes),
      value: value.start..<unescape(text, value.start..<value.end, value.hasEscapes))
    batch.count += 1
    return nil
  }

  /// The operation a word means, in upper or lower case.
  private func operationKind(_ text: UnsafeRawPointer, _ word: Range<Int>) -> OperationKind? {
    guard word.count == 3 else { return nil }
    var letters: UInt32 = 0
    for position in word { letters = letters << 8 | UInt32(byte(text, position)) }
    switch letters | 0x20_2020 {
    case 0x70_7574: return .put
    case 0x67_6574: return .get
    case 0x64_656C: return .delete
    default: return nil
    }
  }

  /// Makes one quote of every doubled one, in place, and gives back the new end.
  func unescape(_ text: UnsafeMutableRawPointer, _ range: Range<Int>, _ hasEscapes: Bool) -> Int {
    guard hasEscapes else { return range.upperBound }
    var from = range.lowerBound
    var to = from
    while from < range.upperBound {
      let byte = text.load(fromByteOffset: from, as: UInt8.self)
      text.storeBytes(of: byte, toByteOffset: to, as: UInt8.self)
      to += 1
      from += byte == 0x22 && from + 1 < range.upperBound ? 2 : 1
    }
    return to
  }
}
