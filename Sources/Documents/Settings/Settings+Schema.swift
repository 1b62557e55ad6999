import Base

extension SettingKey {
  /// The rule as JSON Schema (draft 2020-12), inside an object that is open.
  package func renderSchema(into json: inout JSONWriter) {
    json.field("description", help)
    switch kind {
    case .bool: json.field("type", "boolean")
    case .integer(let range), .powerOfTwo(let range):
      json.field("type", "integer")
      Self.bounds(range, &json)
      if case .powerOfTwo = kind { json.field("x-power-of-two", true) }
    case .number(let range):
      json.field("type", "number")
      json.field("x-rule", range.words)
    case .optionalInteger(let range):
      Self.alternatives("integer", ["none", "null", "disabled", "off"], &json) { Self.bounds(range, &$0) }
    case .optionalNumber(let range):
      Self.alternatives("number", ["none", "null", "disabled", "off"], &json) {
        $0.field("x-rule", range.words)
      }
    case .integerOr(let word, let range):
      Self.alternatives("integer", [word], &json) { Self.bounds(range, &$0) }
    case .choice(let names):
      json.array("enum") { list in for name in names { list.string(name) } }
    case .text: json.field("type", "string")
    }
    json.key("default")
    switch defaultValue {
    case .bool(let value): json.bool(value)
    case .integer(let value): json.integer(value)
    case .number(let value): json.double(value)
    case .text(let value): json.string(value)
    case .none: json.string("none")
    }
    if let environment { json.field("x-environment", environment) }
  }

  private static func bounds(_ range: ClosedRange<Int>, _ json: inout JSONWriter) {
    if range.lowerBound > .min { json.field("minimum", range.lowerBound) }
    if range.upperBound < .max { json.field("maximum", range.upperBound) }
  }

  private static func alternatives(
    _ type: StaticString, _ words: [String], _ json: inout JSONWriter, _ rule: (inout JSONWriter) -> Void
  ) {
    json.array("anyOf") { list in
      list.beginObject()
      list.field("type", "\(type)")
      rule(&list)
      list.endObject()
      list.beginObject()
      list.array("enum") { names in for word in words { names.string(word) } }
      list.endObject()
    }
  }
}
