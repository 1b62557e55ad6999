/// What YCSB prints with `-db basic` (`site.ycsb.BasicDB`, verbose): a word, a table, a key, and fields in brackets.
enum YCSBRows {
  private static let words: [String: OperationKind] = [
    "READ": .get, "UPDATE": .put, "INSERT": .put, "DELETE": .delete,
  ]

  /// Decodes one line.
  @Sendable static func decode(_ row: TraceRow) -> TraceVerdict {
    let word = row.field(0)
    guard word.count <= 6, let kind = words[String(decoding: word, as: UTF8.self)] else {
      return .skipped(word.elementsEqual("SCAN".utf8) ? .unsupportedOperation : .noCommand)
    }
    let key = row.field(2)
    if !TraceRow.isKey(key) { return .bad(field: 3, expected: TraceRow.keyRule) }
    var request = TraceRequest(kind: kind, key: row.keep(key))
    if kind == .put {
      guard let open = row.text.firstIndex(of: 0x5B), let close = row.text.lastIndex(of: 0x5D), open < close
      else { return .bad(field: 4, expected: "the fields in brackets") }
      let fields = row.bytes(open + 1..<close)
      request.value = row.keep(fields)
      request.size = fields.count
    }
    row.add(request)
    return .taken
  }

  /// Whether an operation is among the first lines; banners come before.
  static func detects(_ head: TraceHead) -> Bool {
    head.lines.contains { line in
      let parts = line.split(separator: 0x20, maxSplits: 3)
      guard parts.count >= 3 else { return false }
      let word = String(decoding: parts[0], as: UTF8.self)
      if word == "DELETE" { return true }
      return (words[word] != nil || word == "SCAN") && line.contains(0x5B) && line.last == 0x5D
    }
  }
}
