import Base
import Documents

extension PairReader {
  /// Reads one row of CSV; false at the end. Empty lines are passed over.
  func readRow() throws(WorkloadError) -> Bool {
    while let byte = try peek(), byte == 0x0A || byte == 0x0D { skip() }
    guard try peek() != nil else { return false }
    firstLine = line
    guard try readField(into: &key) == UInt8(ascii: ",") else {
      throw fault("a row of one field", hint: "every row has a key and a value: key,value")
    }
    guard try readField(into: &value) != UInt8(ascii: ",") else {
      throw fault("a row of more than two fields", hint: "a field that holds a comma is quoted: \"a,b\"")
    }
    return true
  }

  /// Reads one field and takes what ends it: a comma, a line feed, or nil for the end of the file.
  private func readField(into field: inout [UInt8]) throws(WorkloadError) -> UInt8? {
    field.removeAll(keepingCapacity: true)
    if try peek() == UInt8(ascii: "\"") {
      try readQuoted(into: &field)
    } else {
      try take(into: &field) { $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == UInt8(ascii: "\"") }
      if try peek() == UInt8(ascii: "\"") {
        throw fault("a quote within an unquoted field", hint: "quote the field and double the quotes in it")
      }
      if try peek() != UInt8(ascii: ","), field.last == 0x0D { field.removeLast() }
    }
    guard let end = try peek() else { return nil }
    skip()
    return end
  }

  private func readQuoted(into field: inout [UInt8]) throws(WorkloadError) {
    skip()
    while true {
      try take(into: &field) { $0 == UInt8(ascii: "\"") }
      guard try peek() != nil else { throw fault("a quoted field does not end") }
      skip()
      guard try peek() == UInt8(ascii: "\"") else { break }
      field.append(UInt8(ascii: "\""))
      skip()
    }
    if try peek() == 0x0D { skip() }
    if let byte = try peek(), byte != UInt8(ascii: ","), byte != 0x0A {
      throw fault("text after the quote that ends a field")
    }
  }

  /// Reads one line of NDJSON; false at the end. Empty lines are passed over.
  func readObject() throws(WorkloadError) -> Bool {
    while let byte = try peek(), byte == 0x0A || byte == 0x0D { skip() }
    guard try peek() != nil else { return false }
    firstLine = line
    var text: [UInt8] = []
    try take(into: &text) { $0 == 0x0A }
    let object: DocumentTable?
    do throws(DocumentError) {
      object = try JSON.parse(text, file: path, line: firstLine).table
    } catch {
      throw .badInput(
        "Line \(firstLine): \(error.detail)", file: path, line: firstLine, column: error.column,
        hint: error.hint)
    }
    guard let object else { throw fault("the line is not an object", hint: Self.shape) }
    key = try bytes("key", of: object)
    value = try bytes("value", of: object)
    return true
  }

  private func bytes(_ name: String, of object: DocumentTable) throws(WorkloadError) -> [UInt8] {
    switch (object[name], object[name + "_base64"]) {
    case (.string(let text, _), nil): return Array(text.utf8)
    case (nil, .string(let text, _)):
      guard let bytes = Base64.decode(text) else { throw fault("\(name)_base64 is not base64") }
      return bytes
    case (nil, nil): throw fault("the object has no \(name)", hint: Self.shape)
    default: throw fault("\(name) must be one text", hint: Self.shape)
    }
  }

  private static let shape =
    "write {\"key\":\"…\",\"value\":\"…\"}, or key_base64 and value_base64 for other bytes"
}
