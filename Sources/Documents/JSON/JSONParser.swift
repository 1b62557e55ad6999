/// A recursive-descent reader over bytes that somebody else keeps alive.
struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  let file: String
  var index = 0
  private var line: Int
  /// Byte offset at which column 1 of this line would stand if every character were one byte long.
  private var lineStart = 0
  private var depth = 0

  init(bytes: UnsafeRawBufferPointer, file: String, line: Int) {
    self.bytes = bytes
    self.file = file
    self.line = line
  }

  /// Where the reader stands.
  var position: DocumentPosition { DocumentPosition(line: line, column: index - lineStart + 1) }

  mutating func parseDocument() throws(DocumentError) -> DocumentValue {
    skipSpace()
    let value = try parseValue()
    skipSpace()
    if index < bytes.count { throw error("expected the end of the document, found \(found)") }
    return value
  }

  private mutating func parseValue() throws(DocumentError) -> DocumentValue {
    guard index < bytes.count else { throw error("expected a value, found the end of the text") }
    let start = position
    switch bytes[index] {
    case UInt8(ascii: "{"): return try parseObject(start)
    case UInt8(ascii: "["): return try parseArray(start)
    case UInt8(ascii: "\""): return .string(try parseString(), start)
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true, start)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false, start)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null(start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber(start)
    default: throw error("expected a value, found \(found)")
    }
  }

  private mutating func parseObject(_ start: DocumentPosition) throws(DocumentError) -> DocumentValue {
    try enter()
    var table = DocumentTable(position: start)
    skipSpace()
    if take(UInt8(ascii: "}")) { return leave(.table(table)) }
    while true {
      let keyPosition = position
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw error("expected a name in quotes, found \(found)")
      }
      let key = try parseString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("expected ':' after a name, found \(found)") }
      skipSpace()
      let value = try parseValue()
      guard table.append(.init(key: key, keyPosition: keyPosition, value: value)) else {
        throw error("the name \"\(key)\" stands twice in one object", at: keyPosition)
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return leave(.table(table)) }
      guard take(UInt8(ascii: ",")) else { throw error("expected ',' or '}', found \(found)") }
      skipSpace()
    }
  }

  private mutating func parseArray(_ start: DocumentPosition) throws(DocumentError) -> DocumentValue {
    try enter()
    var values: [DocumentValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return leave(.array(values, start)) }
    while true {
      values.append(try parseValue())
      skipSpace()
      if take(UInt8(ascii: "]")) { return leave(.array(values, start)) }
      guard take(UInt8(ascii: ",")) else { throw error("expected ',' or ']', found \(found)") }
      skipSpace()
    }
  }

  private mutating func enter() throws(DocumentError) {
    depth += 1
    if depth > JSON.depthLimit { throw error("more than \(JSON.depthLimit) containers inside one another") }
    index += 1
  }

  private mutating func leave(_ value: DocumentValue) -> DocumentValue {
    depth -= 1
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ word: StaticString) throws(DocumentError) {
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[index...].starts(with: letters) else { throw error("expected \(word), found \(found)") }
    index += letters.count
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: index += 1
      case 0x0A:
        index += 1
        line += 1
        lineStart = index
      default: return
      }
    }
  }

  /// Notes that `count` bytes just passed were not the first of their character, so that columns count characters.
  mutating func discountColumns(_ count: Int) { lineStart += count }

  /// What stands at the reader's place, for messages.
  var found: String {
    guard index < bytes.count else { return "the end of the text" }
    let byte = bytes[index]
    if byte > 0x20, byte < 0x7F { return "'\(Character(UnicodeScalar(byte)))'" }
    return byte == 0x20 ? "a space" : "byte \(byte)"
  }

  func error(_ detail: String, at place: DocumentPosition? = nil) -> DocumentError {
    let place = place ?? position
    return DocumentError(file: file, line: place.line, column: place.column, detail: detail)
  }
}
