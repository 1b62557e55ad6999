/// In which order a file's header names the three columns.
struct CSVSchema: Equatable {
  /// The columns there are, and have to be, in the order of messages.
  static let columns = ["op", "key", "value"]

  /// The position of each column in a row.
  let op: Int
  let key: Int
  let value: Int

  /// Whether the order is op, key, value, which plain rows are read for.
  var isCanonical: Bool { op == 0 && key == 1 && value == 2 }

  /// The column at a position of the row.
  func name(at position: Int) -> String {
    position == op ? Self.columns[0] : (position == key ? Self.columns[1] : Self.columns[2])
  }

  init(op: Int, key: Int, value: Int) {
    self.op = op
    self.key = key
    self.value = value
  }

  /// The schema that the header's names give, or what is wrong with them.
  static func read(_ names: [String]) -> Result<CSVSchema, HeaderFault> {
    let missing = columns.filter { !names.contains($0) }
    if !missing.isEmpty { return .failure(.init("Missing", missing)) }
    let unexpected = names.filter { !columns.contains($0) }
    if !unexpected.isEmpty { return .failure(.init("Unexpected", unexpected)) }
    let repeated = columns.filter { name in names.filter { $0 == name }.count > 1 }
    if !repeated.isEmpty { return .failure(.init("Repeated", repeated)) }
    let positions = columns.map { names.firstIndex(of: $0) ?? 0 }
    return .success(CSVSchema(op: positions[0], key: positions[1], value: positions[2]))
  }

  /// A header that does not name exactly the three columns.
  struct HeaderFault: Error {
    let detail: String

    init(_ what: String, _ names: [String]) {
      detail = "\(what) header columns: \(names.joined(separator: ", "))"
    }
  }
}

extension CSVParser {
  /// Reads the header; false when it is not all there yet, or when the text ends without data.
  func parseHeader(
    _ text: UnsafeMutableRawPointer, _ next: inout Int, _ end: Int, atEnd: Bool
  ) throws(WorkloadError) -> Bool {
    while true {
      switch scanRow(text, next, end, atEnd: atEnd) {
      case .incomplete:
        if atEnd {
          throw .badInput("CSV file is empty", file: file, hint: "Its first line has to be op,key,value")
        }
        return false
      case .fault(let fault, _):
        throw fault
      case .row(let contentEnd, let rowEnd):
        try checkText(text, next, contentEnd)
        let isBlankLine = isBlankRow(text, next, contentEnd)
        let headerLine = line
        line += lineFeeds(text, next, rowEnd)
        advance(&next, to: rowEnd)
        let names = fields.map { field in
          excerpt(text, trimmed(text, field.start, unescape(text, field.start..<field.end, field.hasEscapes)))
        }
        if isBlankLine { continue }
        switch CSVSchema.read(names) {
        case .success(let schema):
          self.schema = schema
          return true
        case .failure(let fault):
          throw .badInput(fault.detail, file: file, line: headerLine, column: 1, hint: schemaHint)
        }
      }
    }
  }
}
