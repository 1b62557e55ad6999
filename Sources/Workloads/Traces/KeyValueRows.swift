/// Rows of key-value caches: a key, an operation, a size, perhaps a time and a count, in columns that the format fixes,
/// a header names or the user tells.
enum KeyValueRows {
  /// Whole numbers of seconds beyond this are milliseconds: it is the year 5138.
  private static let latestSecond: UInt64 = 100_000_000_000

  /// The columns of Twitter's rows, as if no key held a comma.
  private static let twitter = TraceColumns(time: 0, key: 1, size: 3, op: 5)
  private static let twitterFields = 7

  /// Decodes one row.
  @Sendable static func decode(_ row: TraceRow) -> TraceVerdict {
    var columns = row.columns
    var keyRange: Range<Int>?
    if columns.key == nil {
      let extra = row.fields.count - twitterFields
      guard extra >= 0 else {
        return .misshapen(fields: twitterFields)
      }
      columns = twitter
      columns.size = 3 + extra
      columns.op = 5 + extra
      keyRange = row.fields[1].lowerBound..<row.fields[1 + extra].upperBound
    }
    let keyColumn = columns.key ?? 0
    guard keyColumn < row.fields.count else { return missing("the key", keyColumn) }
    let key = row.bytes(keyRange ?? row.fields[keyColumn])
    if !TraceRow.isKey(key) { return .bad(field: keyColumn + 1, expected: TraceRow.keyRule) }

    var kind = OperationKind.get
    if let op = columns.op {
      guard op < row.fields.count else { return missing("the operation", op) }
      let word = row.field(op)
      if word.isEmpty { return .bad(field: op + 1, expected: "an operation") }
      guard let known = OperationWords.kind(of: word) else { return .skipped(.unsupportedOperation) }
      kind = known
    }
    var request = TraceRequest(kind: kind, key: 0..<0)
    if let column = columns.size {
      guard column < row.fields.count else { return missing("a size in bytes", column) }
      switch size(row.field(column)) {
      case .bytes(let bytes): request.size = bytes
      case .unknown where kind != .put: break
      case .unknown, .negative: return .skipped(.negativeSize)
      case .none: return .bad(field: column + 1, expected: "a size in bytes")
      }
    }
    if let column = columns.time {
      guard column < row.fields.count, let time = time(row.field(column)) else {
        return .bad(field: column + 1, expected: "a time in seconds")
      }
      request.time = time
    }
    if let column = columns.count, !row.field(column).isEmpty {
      guard let count = row.number(column) else {
        return .bad(field: column + 1, expected: "the number of requests")
      }
      if count == 0 { return .skipped(.noRequests) }
      request.repeats = count
    }
    if let column = columns.tenant, !row.field(column).isEmpty {
      let tenant = row.keep(row.field(column))
      _ = row.keep([0x2F])
      request.key = tenant.lowerBound..<row.keep(key).upperBound
    } else {
      request.key = row.keep(key)
    }
    row.add(request)
    return .taken
  }

  /// What the size of an object says.
  private enum Size {
    case bytes(Int)
    /// -1, which means that nobody knows: a read that missed tells no size, and a removal needs none.
    case unknown
    /// Below zero otherwise: a number that did not fit where it was recorded, or a fault.
    case negative
  }

  private static func size(_ digits: UnsafeRawBufferPointer) -> Size? {
    if let size = TraceRow.number(digits) { return .bytes(Int(clamping: size)) }
    guard digits.first == 0x2D,
      let size = TraceRow.number(UnsafeRawBufferPointer(rebasing: digits.dropFirst()))
    else { return nil }
    return size == 1 ? .unknown : .negative
  }

  /// Seconds, with or without a fraction, or milliseconds, as nanoseconds.
  private static func time(_ digits: UnsafeRawBufferPointer) -> UInt64? {
    if let whole = TraceRow.number(digits), whole >= latestSecond {
      return TraceRow.time(digits, unit: 1_000_000)
    }
    return TraceRow.time(digits, unit: 1_000_000_000)
  }

  private static func missing(_ what: String, _ column: Int) -> TraceVerdict {
    .bad(field: column + 1, expected: what)
  }
}
