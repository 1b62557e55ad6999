/// What looking for the end of a row found.
enum CSVScan {
  /// A whole row: where its content ends and where the next row begins. `fields` holds its fields.
  case row(contentEnd: Int, next: Int)
  /// The text ends before the row does.
  case incomplete
  /// The row breaks the rules of quoting or line ends, or is too long; the row after it begins after the next line
  /// feed from `resume`, or nowhere when that is nil.
  case fault(WorkloadError, resume: Int?)
}

extension CSVParser {
  /// How many fields of a row are remembered; of more there is only a number.
  static let rememberedFields = 16

  /// Splits the row at `start` into fields. Changes nothing in the text, so that an incomplete row can be scanned again.
  func scanRow(_ text: UnsafeRawPointer, _ start: Int, _ end: Int, atEnd: Bool) -> CSVScan {
    fields.removeAll(keepingCapacity: true)
    fieldCount = 0
    // One byte beyond the limit shows that a row is too long; two more may be its line end.
    let limit = limits.effectiveLineBytes
    let stop = min(end, start + limit + 3)
    var position = start
    while true {
      var field = CSVField(start: position, end: position)
      if position < stop, byte(text, position) == 0x22 {
        field.isQuoted = true
        field.start = position + 1
        switch scanQuoted(text, from: position + 1, to: stop, &field) {
        case .some(let after): position = after
        case .none: return unfinished(text, start, stop, end, atEnd: atEnd, openQuote: field.place)
        }
      } else {
        while position < stop, !isSeparator(byte(text, position)) { position += 1 }
        field.end = position
      }
      guard position < stop else {
        if stop < end || position - start > limit {
          return unfinished(text, start, stop, end, atEnd: atEnd, openQuote: nil)
        }
        guard atEnd else { return .incomplete }
        if position == start { return .incomplete }
        add(field)
        return .row(contentEnd: position, next: position)
      }
      // Whatever stands beyond the limit, it is the length that is at fault: so it does not matter where blocks end.
      if position - start > limit { return tooLong(text, start) }
      switch byte(text, position) {
      case 0x2C:
        add(field)
        position += 1
      case 0x0A:
        add(field)
        return .row(contentEnd: position, next: position + 1)
      case 0x0D where position + 1 < stop && byte(text, position + 1) == 0x0A:
        add(field)
        return .row(contentEnd: position, next: position + 2)
      case 0x0D where position + 1 == end && !atEnd:
        return .incomplete
      case 0x0D:
        return .fault(
          fault("Carriage return without a line feed", text, start, at: position), resume: position)
      default:
        return .fault(
          fault("Text after a closing quote", text, start, at: position), resume: position)
      }
    }
  }

  /// Finds the quote that closes a field and gives back the position after it; nil when there is none.
  private func scanQuoted(
    _ text: UnsafeRawPointer, from start: Int, to stop: Int, _ field: inout CSVField
  ) -> Int? {
    var position = start
    while position < stop {
      if byte(text, position) == 0x22 {
        // At the very end of what is there, a second quote may still follow.
        if position + 1 < stop, byte(text, position + 1) == 0x22 {
          field.hasEscapes = true
          position += 2
          continue
        }
        field.end = position
        return position + 1
      }
      position += 1
    }
    return nil
  }

  /// A row whose end is not in sight: too long, cut by the end of the text, or to be continued.
  private func unfinished(
    _ text: UnsafeRawPointer, _ start: Int, _ stop: Int, _ end: Int, atEnd: Bool, openQuote: Int?
  ) -> CSVScan {
    let limit = limits.effectiveLineBytes
    if stop < end || stop - start > limit + 1 { return tooLong(text, start) }
    if !atEnd { return .incomplete }
    if stop - start > limit { return tooLong(text, start) }
    guard let openQuote else { return .incomplete }
    return .fault(fault("Quoted field without a closing quote", text, start, at: openQuote), resume: nil)
  }

  private func tooLong(_ text: UnsafeRawPointer, _ start: Int) -> CSVScan {
    let limit = limits.effectiveLineBytes
    return .fault(
      fault("CSV line length limit exceeded (\(limit + 1) > \(limit))", text, start, at: start), resume: nil)
  }

  private func add(_ field: CSVField) {
    fieldCount += 1
    if fieldCount <= Self.rememberedFields { fields.append(field) }
  }
}

extension CSVParser {
  @inline(__always)
  func byte(_ text: UnsafeRawPointer, _ position: Int) -> UInt8 {
    text.load(fromByteOffset: position, as: UInt8.self)
  }

  @inline(__always)
  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x2C || byte == 0x0A || byte == 0x0D
  }

  /// How many lines begin within a range.
  func lineFeeds(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int {
    var count = 0
    for position in start..<end where byte(text, position) == 0x0A { count += 1 }
    return count
  }

  /// A fault of the row at `start`, found at `position`, with the line and column of that position.
  func fault(
    _ what: String, _ text: UnsafeRawPointer, _ start: Int, at position: Int, isOffsetShown: Bool = false
  ) -> WorkloadError {
    var line = self.line
    var column = 1
    for index in start..<position {
      let byte = byte(text, index)
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    let byteOffset = offset + (position - start)
    let suffix = isOffsetShown ? " (byte offset \(byteOffset))" : ""
    return .badInput(
      "\(what) at line \(line), column \(column)\(suffix)", file: file, line: line, column: column,
      byteOffset: byteOffset, hint: schemaHint)
  }

  /// Throws when the row is not UTF-8.
  func checkText(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) throws(WorkloadError) {
    if let fault = textFault(text, start, end) { throw fault }
  }

  /// The first byte of the row that is not UTF-8, as a fault.
  func textFault(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> WorkloadError? {
    let bytes = UnsafeRawBufferPointer(start: text + start, count: end - start)
    guard let position = firstInvalidUTF8(bytes) else { return nil }
    return fault("Invalid UTF-8", text, start, at: start + position, isOffsetShown: true)
  }
}
