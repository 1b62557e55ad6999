import Base

extension DocumentValue {
  /// Writes the value as JSON; numbers in their shortest form, members in their order.
  package func render(into json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let value, _): json.bool(value)
    case .integer(let value, _): json.raw(Array("\(value)".utf8))
    case .float(let value, _): json.double(value)
    case .string(let text, _): json.string(text)
    case .array(let values, _):
      json.beginArray()
      for value in values { value.render(into: &json) }
      json.endArray()
    case .table(let table):
      json.beginObject()
      for member in table.members {
        json.key(member.key)
        member.value.render(into: &json)
      }
      json.endObject()
    }
  }
}
