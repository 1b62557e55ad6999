import CToml

/// TOML 1.0 by way of toml++.
package enum TOML {
  /// The document's root table; errors carry line and column.
  package static func parse(_ bytes: [UInt8], file: String) throws(DocumentError) -> DocumentTable {
    let document = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress ?? Self.noText, $0.count) }
    }
    guard let document else {
      throw DocumentError(file: file, line: 0, column: 0, detail: "not enough memory to read the document")
    }
    defer { ctoml_release(document) }
    if let reason = ctoml_error(document) {
      throw DocumentError(
        file: file, line: Int(ctoml_error_line(document)), column: Int(ctoml_error_column(document)),
        detail: String(cString: reason))
    }
    var count = 0
    let items = ctoml_items(document, &count)
    var reader = ItemReader(items: UnsafeBufferPointer(start: items, count: count))
    return reader.readTable()
  }

  nonisolated(unsafe) private static let noText: UnsafePointer<CChar> = {
    let empty = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    empty.initialize(to: 0)
    return UnsafePointer(empty)
  }()
}

/// Rebuilds the tree from the flat list in which parents stand before their children.
private struct ItemReader {
  let items: UnsafeBufferPointer<ctoml_item>
  var next = 0

  mutating func readTable() -> DocumentTable {
    let item = items[next]
    next += 1
    var members: [DocumentTable.Member] = []
    for _ in 0..<item.children {
      let child = items[next]
      let position = DocumentPosition(line: Int(child.key_line), column: Int(child.key_column))
      let key = text(child.key, child.key_length)
      members.append(.init(key: key, keyPosition: position, value: readValue()))
    }
    // toml++ keeps tables sorted by name; readers want the order of the document.
    members.sort { left, right in
      let (left, right) = (left.keyPosition, right.keyPosition)
      return left.line == right.line ? left.column < right.column : left.line < right.line
    }
    var table = DocumentTable(position: position(of: item))
    for member in members { _ = table.append(member) }
    return table
  }

  private mutating func readValue() -> DocumentValue {
    let item = items[next]
    let position = position(of: item)
    switch ctoml_kind(item.kind) {
    case CTOML_TABLE: return .table(readTable())
    case CTOML_ARRAY:
      next += 1
      return .array((0..<item.children).map { _ in readValue() }, position)
    case CTOML_INTEGER:
      next += 1
      return .integer(item.integer, position)
    case CTOML_FLOAT:
      next += 1
      return .float(item.number, position)
    case CTOML_BOOL:
      next += 1
      return .bool(item.integer != 0, position)
    default:
      next += 1
      return .string(text(item.text, item.text_length), position)
    }
  }

  private func position(of item: ctoml_item) -> DocumentPosition {
    DocumentPosition(line: Int(item.line), column: Int(item.column))
  }

  private func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
