import Dataflow

/// Nodes without outputs, and nodes that fail on purpose.
extension NodeTypes {
  private static let most = 1_000_000

  static let sinks: [NodeType] = [
    NodeType(
      "collect", .sinks,
      "Keeps what arrives; it stands in the run's result as `nodes.<name>.received`, the first \(most) of it.",
      in: [NodeType.Port(name: "in", help: "what is kept")],
      [
        .optional(
          "open_after", .plain(.integerOr("complete", 0...Int(Int32.max))),
          "take nothing before all producers have ended (`\"complete\"`), or before that many steps; when nothing "
            + "else can happen it opens all the same")
      ]
    ) { plan in
      let gate: Gate =
        plan.options.text("open_after") != nil
        ? .complete : plan.options.integer("open_after").map { $0 == 0 ? .open : .steps(UInt64($0)) } ?? .open
      let collect = Collect<Value>(limit: most, opensAfter: gate)
      plan.world.collections.append((plan.name, collect))
      plan.add(collect)
    },
    NodeType(
      "discard", .sinks, "Takes everything and keeps nothing.",
      in: [NodeType.Port(name: "in", help: "what is thrown away")]
    ) { plan in
      plan.node { node in _ = node.input("in", Value.self) { _, _ in } }
    },
  ]

  static let faults: [NodeType] = [
    NodeType(
      "fail_after", .faults,
      "Passes values on and fails on the one after the first `count`, and on every later one.",
      in: inPort, out: outPort,
      [.required("count", .plain(.integer(0...Int(Int32.max))), "how many pass")]
    ) { plan in
      var left = plan.options.integer("count") ?? 0
      plan.stage { value, out, _ in
        guard left > 0 else { throw ValueError("fails on purpose at \(value)") }
        left -= 1
        try out.emit(value)
      }
    }
  ]
}
