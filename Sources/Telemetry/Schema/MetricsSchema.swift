import Base

/// The JSON Schema of a tick, made from the declared fields.
package enum MetricsSchema {
  /// JSON Schema (2020-12) of one line of a metrics file, as pretty JSON with a final line feed.
  ///
  /// Required is what every version of `metrics.v1` has; a tick that carries `frame` must carry everything else this
  /// program always writes. Further members are allowed.
  package static func json() -> [UInt8] {
    var writer = JSONWriter(pretty: true)
    writer.beginObject()
    writer.field("$schema", "https://json-schema.org/draft/2020-12/schema")
    writer.field("$id", "metrics.v1.schema.json")
    writer.field("title", "metrics.v1 tick")
    writer.field("description", "One line of metrics.ndjson: one numbered frame of a run.")
    renderObject(TickFields.all, isClosed: false, into: &writer)
    writer.object("dependentRequired") { dependent in
      dependent.array("frame") { names in
        for field in TickFields.all where field.presence == .always && field.name != "frame" {
          names.string(field.name)
        }
      }
    }
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  /// Writes the JSON Schema of an object with these members into an object the caller has opened.
  package static func renderObject(_ fields: [TickField], isClosed: Bool, into writer: inout JSONWriter) {
    writer.field("type", "object")
    writer.object("properties") { properties in
      for field in fields {
        properties.key(field.name)
        properties.beginObject()
        let unit = field.unit.isEmpty ? "" : " (\(field.unit))"
        properties.field("description", field.meaning + unit)
        render(field.type, into: &properties)
        properties.endObject()
      }
    }
    let required = fields.filter { $0.presence == .required }
    if !required.isEmpty {
      writer.array("required") { names in for field in required { names.string(field.name) } }
    }
    if isClosed { writer.field("additionalProperties", false) }
  }

  private static func render(_ type: TickFieldType, into writer: inout JSONWriter) {
    switch type {
    case .constant(let text): writer.field("const", text)
    case .text: writer.field("type", "string")
    case .choice(let names):
      writer.array("enum") { list in for name in names { list.string(name) } }
    case .bool: writer.field("type", "boolean")
    case .count:
      writer.field("type", "integer")
      writer.field("minimum", 0)
    case .number(let from, let to):
      writer.field("type", "number")
      if from.isFinite { writer.field("minimum", Int(from)) }
      if to.isFinite { writer.field("maximum", Int(to)) }
    case .numberOrNull:
      writer.array("type") { types in
        types.string("number")
        types.string("null")
      }
      writer.field("minimum", 0)
    case .object(let fields, let isClosed): renderObject(fields, isClosed: isClosed, into: &writer)
    case .dictionary(let values):
      writer.field("type", "object")
      writer.object("additionalProperties") { render(values, into: &$0) }
    case .list(let values, let most):
      writer.field("type", "array")
      writer.field("maxItems", most)
      writer.object("items") { render(values, into: &$0) }
    case .tuple(let values):
      writer.field("type", "array")
      let forms = values.map { value in
        var form = JSONWriter()
        form.beginObject()
        render(value, into: &form)
        form.endObject()
        return form.bytes
      }
      // Where all members are alike one form says it, which more readers of schemas understand.
      if let first = forms.first, let value = values.first, forms.allSatisfy({ $0 == first }) {
        writer.object("items") { render(value, into: &$0) }
      } else {
        writer.array("prefixItems") { items in
          for value in values {
            items.beginObject()
            render(value, into: &items)
            items.endObject()
          }
        }
      }
      writer.field("minItems", values.count)
      writer.field("maxItems", values.count)
    }
  }
}
