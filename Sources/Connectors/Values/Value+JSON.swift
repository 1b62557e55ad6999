import Base
import Documents

/// Values as text and back.
extension Value: CustomStringConvertible {
  /// Writes the value as JSON. Numbers that JSON cannot say (NaN, the infinities) become null.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .integer(let value), .count(let value): json.integer(value)
    case .number(let value): json.double(value)
    case .text(let text): json.string(text)
    case .list(let elements):
      json.beginArray()
      for element in elements { element.write(to: &json) }
      json.endArray()
    case .record(let record):
      json.beginObject()
      for field in record.fields {
        json.key(field.name)
        field.value.write(to: &json)
      }
      json.endObject()
    }
  }

  /// The value as one line: a text as it stands, everything else as JSON.
  package var description: String {
    if case .text(let text) = self { return text }
    return json
  }

  /// The value as JSON, on one line.
  package var json: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }

  /// The value of a document.
  package init(_ document: DocumentValue) {
    switch document {
    case .null: self = .null
    case .bool(let value, _): self = .bool(value)
    case .integer(let value, _): self = .integer(value)
    case .float(let value, _): self = .number(value)
    case .string(let text, _): self = .text(text)
    case .array(let elements, _): self = .list(elements.map(Value.init))
    case .table(let table):
      var record = Record()
      for member in table.members { record[member.key] = Value(member.value) }
      self = .record(record)
    }
  }

  /// The value that a text most plainly is: a whole number, a number, `true`, `false`, else the text itself.
  package init(plain text: String) {
    if let integer = Int64(text) {
      self = .integer(integer)
    } else if let first = text.utf8.first, "+-.0123456789".utf8.contains(first), let number = Double(text) {
      self = .number(number)
    } else if text == "true" || text == "false" {
      self = .bool(text == "true")
    } else {
      self = .text(text)
    }
  }
}
