import Dataflow
import Documents

/// Nodes that look at the clock or at the times of messages.
extension NodeTypes {
  private static let time = NodeSetting.Kind.plain(.number(.above(0, to: 1e12)))

  static let timed: [NodeType] = [
    NodeType(
      "throttle", .flow, "Lets values pass at a limited rate and loses none: the others wait before it.",
      in: inPort,
      out: outPort,
      [
        .required("count", .plain(.integer(1...1 << 30)), "how many may pass"),
        .required("per_ms", time, "in this time"),
        .setting(
          "burst", .integer(1...1 << 30), default: .integer(1), "how many may pass at once after a pause"),
      ]
    ) { plan in
      plan.add(
        Throttle<Value>(
          plan.options.integer("count") ?? 1, per: plan.options.nanoseconds("per_ms") ?? 1,
          burst: plan.options.integer("burst") ?? 1))
    },
    NodeType(
      "delay", .flow,
      "Sends every value on a while after it came, in order. What it has no place for waits before it; a stop waits for what it holds.",
      in: inPort, out: outPort,
      [
        .required("for_ms", .plain(.number(.from(0, to: 1e12))), "how long"),
        .setting(
          "capacity", .integer(1...AnyOutput.emissionLimit), default: .integer(1024), "the most it holds"),
      ]
    ) { plan in
      plan.add(
        Delay<Value>(
          plan.options.nanoseconds("for_ms") ?? 0, capacity: plan.options.integer("capacity") ?? 1024))
    },
    NodeType(
      "debounce", .flow,
      "Sends a value on once nothing newer has come for a while; those overtaken are lost.",
      in: inPort, out: outPort, [.required("quiet_ms", time, "how long it must be quiet")]
    ) { plan in
      plan.add(Debounce<Value>(quiet: max(1, plan.options.nanoseconds("quiet_ms") ?? 1)))
    },
    NodeType(
      "sampler", .flow,
      "Lets some values pass: the first of every `every`, or each with probability `chance`.",
      in: inPort, out: outPort,
      [
        .setting("every", .integer(1...Int(Int32.max)), default: .integer(1), "the first of so many"),
        .optional(
          "chance", .plain(.number(.from(0, to: 1))), "by chance instead, the same ones for the same seed"),
      ]
    ) { plan in
      let rule: SampleRule =
        plan.options.number("chance").map { .chance($0, seed: plan.seed) }
        ?? .every(plan.options.integer("every") ?? 1)
      plan.add(Sampler<Value>(rule))
    },
    NodeType(
      "trigger", .flow,
      "Sends on the value at which the predicate becomes true, and none while it stays true.",
      in: inPort, out: outPort,
      [
        .required("predicate", .predicate, "what to watch for"),
        .optional("field", .plain(.text), "ask about this member"),
      ]
    ) { plan in
      let predicate = plan.options.predicate("predicate")
      let member = plan.member("field")
      var was = false
      plan.stage { value, out, _ in
        let holds = try predicate(member(value))
        let rises = holds && !was
        was = holds
        if rises { try out.emit(value) }
      }
    },
    NodeType(
      "event_time", .transforms,
      "Takes the time of each message from a member; joins, mergers and windows go by it.",
      in: inPort, out: outPort,
      [
        .required("field", .plain(.text), "the member with the time, a number"),
        .setting("unit", .choice(["ns", "us", "ms", "s"]), default: .text("ms"), "its unit"),
      ]
    ) { plan in
      let member = plan.member("field")
      let unit = ["ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9][plan.options.text("unit") ?? "ms"] ?? 1e6
      plan.stage { value, out, context in
        let time = try member(value).asNumber() * unit
        guard time >= 0, time < 9e18 else { throw ValueError("\(time) ns is no time") }
        var headers = context.headers
        headers.timestamp = UInt64(time)
        try out.emit(value, headers: headers)
      }
    },
    NodeType(
      "window", .stateful,
      "Gathers values by key over windows of time; a record {key, start_ms, end_ms, count, value} for each that is complete.",
      in: inPort,
      out: outPort + [
        NodeType.Port(name: "late", help: "values whose windows are past; need not be connected")
      ],
      [
        .setting(
          "kind", .choice(["tumbling", "sliding", "session"]), default: .text("tumbling"),
          "how windows lie in time"),
        .required("size_ms", time, "their length; for `session` the pause that ends one"),
        .optional("step_ms", time, "with `sliding`: from one beginning to the next"),
        .setting(
          "lateness_ms", .number(.from(0, to: 1e12)), default: .number(0), "how late a value may come"),
        .optional("key", .plain(.text), "a window for each value of this member"),
        .optional("field", .plain(.text), "gather this member"),
        .setting(
          "gather", .choice(["count", "sum", "min", "max", "list"]), default: .text("count"),
          "what becomes of them"),
        .setting(
          "limit", .integer(1...1 << 24), default: .integer(1 << 16),
          "windows kept; more end the oldest early"),
      ]
    ) { plan in plan.add(window(plan)) },
  ]

  /// Folds are told by name; what cannot be added or ordered with the others is left out.
  private static func window(_ plan: NodePlan) -> Window<Value, Value, [Value], Value> {
    let size = max(1, plan.options.nanoseconds("size_ms") ?? 1)
    let kind: WindowKind =
      switch plan.options.text("kind") {
      case "sliding": .sliding(size: size, step: max(1, plan.options.nanoseconds("step_ms") ?? size))
      case "session": .session(gap: size)
      default: .tumbling(size: size)
      }
    let gather = plan.options.text("gather") ?? "count"
    let merge: Merge? = ["sum", "min", "max"].contains(gather) ? Formulas.merge(gather) : nil
    let member = plan.member("field")
    let key: @Sendable (Value) throws -> Value =
      plan.options.text("key") == nil ? { @Sendable _ in .null } : plan.member("key")
    return Window(
      kind, lateness: plan.options.nanoseconds("lateness_ms") ?? 0,
      limit: plan.options.integer("limit") ?? 1 << 16, by: key, into: [],
      fold: { gathered, value in
        guard gather != "count", let value = attempt({ try member(value) }) else { return }
        guard let merge else { return gathered.append(value) }
        gathered = [
          gathered.first.flatMap { old in attempt { try merge(old, value) } } ?? gathered.first ?? value
        ]
      },
      merge: { gathered, others in
        guard let merge else {
          gathered += others
          return
        }
        for other in others {
          gathered = [
            gathered.first.flatMap { old in attempt { try merge(old, other) } } ?? gathered.first ?? other
          ]
        }
      },
      make: { window in
        let value: Value =
          gather == "count"
          ? .integer(Int64(window.count))
          : gather == "list" ? .list(window.value) : window.value.first ?? .null
        return .record(
          Record([
            "key": window.key, "start_ms": .number(Double(window.start) / 1e6),
            "end_ms": .number(Double(window.end) / 1e6), "count": .integer(Int64(window.count)),
            "value": value,
          ]))
      })
  }

  private static func attempt(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch {
      return nil
    }
  }
}
