import Dataflow

/// Nodes that divide, gather and stop streams.
extension NodeTypes {
  private static let names = NodeSetting.Kind.texts

  static let flow: [NodeType] = [
    NodeType(
      "batch", .flow, "Gathers values into lists: so many together, or all that came within a time.",
      in: inPort,
      out: outPort,
      [
        .required("count", .plain(.integer(1...1 << 20)), "the most in one list"),
        .optional("within_ms", .plain(.number(.above(0, to: 1e9))), "send on what there is after this time"),
      ]
    ) { plan in
      plan.add(
        Batch<Value, Value>(
          count: plan.options.integer("count") ?? 1, within: plan.options.nanoseconds("within_ms"),
          make: { .list($0) }))
    },
    NodeType(
      "router", .flow,
      "Sends each value to the output that a member of it names; what names none goes to `default`, or is lost.",
      in: inPort, out: [NodeType.Port(name: "…", help: "one for each name in `routes`, and for `default`")],
      [
        .required("routes", names, "the outputs"),
        .optional("field", .plain(.text), "the member that names the output; the value itself when absent"),
        .optional("default", .plain(.text), "the output for everything else"),
      ]
    ) { plan in
      let member = plan.member("field")
      plan.add(
        Router<Value>(
          to: plan.options.texts("routes") ?? [], default: plan.options.text("default"),
          by: { try member($0).description }))
    },
    NodeType(
      "splitter", .flow, "Copies each value to every branch whose predicate holds.", in: inPort,
      out: [NodeType.Port(name: "…", help: "one for each name in `branches`")],
      [
        .required(
          "branches", .predicates, "outputs and their predicates, such as {odd = \"odd\", rest = \"all\"}")
      ]
    ) { plan in
      plan.add(
        Splitter<Value>(
          plan.options.predicates("branches").map { branch in (branch.name, { try branch.predicate($0) }) }))
    },
    NodeType(
      "merger", .flow,
      "Takes from several inputs in an order: in turn, by weights, or the earliest time first.",
      in: [NodeType.Port(name: "…", help: "one for each name in `inputs`")], out: outPort,
      [
        .required("inputs", names, "the inputs"),
        .setting(
          "order", .choice(["round_robin", "weights", "timestamp"]), default: .text("round_robin"),
          "the order"),
        .optional("weights", .values, "with `weights`: how many of each input a round, a whole number each"),
        .optional(
          "patience_ms", .plain(.number(.above(0, to: 1e9))),
          "with `timestamp`: how long to wait for the slowest"),
      ]
    ) { plan in
      let order: MergeOrder =
        switch plan.options.text("order") {
        case "weights": .weights((plan.options.values("weights") ?? []).map { Int($0.integer ?? 0) })
        case "timestamp": .timestamp(patience: plan.options.nanoseconds("patience_ms"))
        default: .roundRobin
        }
      plan.add(Merger<Value>(plan.options.texts("inputs") ?? [], order))
    },
    NodeType(
      "join", .flow,
      "Pairs values of two inputs that have one key and are near in time: records with `key`, `left` and `right`.",
      in: [
        NodeType.Port(name: "left", help: "one side"), NodeType.Port(name: "right", help: "the other"),
      ], out: outPort,
      [
        .required("within_ms", .plain(.number(.from(0, to: 1e12))), "how far their times may lie apart"),
        .optional("key", .plain(.text), "the member that both sides are joined by"),
        .optional("left_key", .plain(.text), "the left side's, where it has another name"),
        .optional("right_key", .plain(.text), "the right side's, where it has another name"),
        .setting("capacity", .integer(1...1 << 16), default: .integer(1024), "values kept of each side"),
      ]
    ) { plan in
      let left = plan.options.text("left_key") == nil ? plan.member("key") : plan.member("left_key")
      let right = plan.options.text("right_key") == nil ? plan.member("key") : plan.member("right_key")
      plan.add(
        Join<Value, Value, Value, Value>(
          within: plan.options.nanoseconds("within_ms") ?? 0,
          capacity: plan.options.integer("capacity") ?? 1024,
          left: left, right: right,
          combine: { .record(Record(["key": try left($0), "left": $0, "right": $1])) }))
    },
    NodeType(
      "kill_switch", .flow,
      "Passes values on until one arrives at `stop`; then it ends, and with it everything that only feeds it.",
      in: inPort + [NodeType.Port(name: "stop", help: "whatever arrives here stops it")], out: outPort
    ) { plan in
      plan.node { node in
        let out = node.output("out", Value.self)
        node.input("stop", Value.self) { _, context in context.finish() }
        node.input("in", Value.self) { [unowned(unsafe) out] value, _ in try out.emit(value) }
      }
    },
  ]
}
