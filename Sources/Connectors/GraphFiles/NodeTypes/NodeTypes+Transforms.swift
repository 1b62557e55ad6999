import Dataflow

/// Nodes that make one stream of another.
extension NodeTypes {
  static let transforms: [NodeType] = [
    NodeType(
      "map", .transforms, "Transforms every value.", in: inPort, out: outPort,
      [
        .required("function", .mapping, "what to do"),
        .optional("field", .plain(.text), "apply it to this member of a record and leave the others"),
      ]
    ) { plan in
      let function = plan.options.mapping("function")
      guard let field = plan.options.text("field") else {
        return plan.stage { value, out, _ in try out.emit(function(value)) }
      }
      plan.stage { value, out, _ in
        guard var record = value.record, let member = record[field] else {
          throw ValueError("there is no member \(field)")
        }
        record[field] = try function(member)
        try out.emit(.record(record))
      }
    },
    NodeType(
      "filter", .transforms, "Passes on what the predicate holds for.", in: inPort, out: outPort,
      [
        .required("predicate", .predicate, "what to keep"),
        .optional(
          "field", .plain(.text), "ask about this member of a record; records without it are dropped"),
      ]
    ) { plan in
      let predicate = plan.options.predicate("predicate")
      let field = plan.options.text("field") ?? ""
      plan.stage { value, out, _ in
        guard let asked = value[path: field] else { return }
        if try predicate(asked) { try out.emit(value) }
      }
    },
    NodeType(
      "flat_map", .transforms, "Emits every element of what the expansion makes of a value.", in: inPort,
      out: outPort, [.required("function", .expansion, "what to make of it")]
    ) { plan in
      let function = plan.options.expansion("function")
      plan.stage { value, out, _ in
        for element in try function(value) { try out.emit(element) }
      }
    },
  ]
}
