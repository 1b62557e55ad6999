import Dataflow
import Documents

/// Nodes that remember, and nodes that work elsewhere.
extension NodeTypes {
  private static let time = NodeSetting.Kind.plain(.number(.above(0, to: 1e12)))

  static let stateful: [NodeType] = [
    NodeType(
      "counter", .stateful,
      "Counts values by key and adds up a member of each; sends a list of records {key, count, sum} now and then, "
        + "and at the end.", in: inPort, out: outPort,
      [
        .optional(
          "key", .plain(.text),
          "the member to count by, `.` for the value itself; everything together when absent"),
        .optional("amount", .plain(.text), "the member to add up"),
        .optional("every", .plain(.integer(1...1 << 40)), "a summary after so many values"),
        .optional("interval_ms", time, "a summary that often"),
        .setting("resets", .bool, default: .bool(false), "begin anew after each summary"),
        .setting(
          "keys", .integer(1...1 << 24), default: .integer(10_000), "keys kept; others are counted under null"
        ),
      ]
    ) { plan in
      let key = plan.options.text("key") == nil ? { @Sendable _ in .null } : plan.member("key")
      let amount = plan.options.text("amount") == nil ? nil : plan.member("amount")
      plan.add(
        Counter<Value, Value>(
          every: plan.options.integer("every"),
          interval: plan.options.nanoseconds("interval_ms").map { max(1, $0) },
          resets: plan.options.flag("resets"), keys: plan.options.integer("keys") ?? 10_000, by: key,
          amount: { try amount?($0).asNumber() ?? 1 })
      ) { node in
        node.convert("out", from: CountSummary<Value>.self, to: Value.self, Value.init)
      }
    },
    NodeType(
      "deduplicate", .stateful, "Passes on what it has not seen lately.", in: inPort, out: outPort,
      [
        .optional("key", .plain(.text), "compare this member"),
        .setting("capacity", .integer(1...1 << 24), default: .integer(65_536), "how many it remembers"),
        .optional("lifetime_ms", time, "for how long"),
      ]
    ) { plan in
      plan.add(
        Deduplicate<Value, Value>(
          capacity: plan.options.integer("capacity") ?? 65_536,
          lifetime: plan.options.nanoseconds("lifetime_ms"),
          by: plan.member("key")))
    },
    NodeType(
      "cache", .stateful, "A `map` that remembers its results.", in: inPort, out: outPort,
      [
        .required("function", .mapping, "what to do"),
        .optional("key", .plain(.text), "values that have this member in common have one result"),
        .setting("capacity", .integer(1...1 << 24), default: .integer(65_536), "how many it remembers"),
        .optional("lifetime_ms", time, "for how long"),
      ]
    ) { plan in
      let function = plan.options.mapping("function")
      plan.add(
        Cache<Value, Value, Value>(
          capacity: plan.options.integer("capacity") ?? 65_536,
          lifetime: plan.options.nanoseconds("lifetime_ms"), by: plan.member("key"), function))
    },
    NodeType(
      "state_machine", .stateful,
      "Moves from state to state as events tell it, and sends a record {from, to} for each change; events without a "
        + "transition are ignored.", in: inPort, out: outPort,
      [
        .required("initial", .plain(.text), "the first state"),
        .required(
          "transitions", .transitions, "such as {idle = {start = \"busy\"}, busy = {stop = \"idle\"}}"),
        .optional("event", .plain(.text), "the member that names the event; the value itself when absent"),
      ]
    ) { plan in
      let event = plan.member("event")
      let transitions = plan.options.transitions("transitions")
      plan.add(
        StateMachine<Value, String>(plan.options.text("initial") ?? "") { state, value in
          transitions[state]?[try event(value).description]
        }
      ) { node in
        node.convert("out", from: StateChange<String>.self, to: Value.self) { change in
          .record(Record(["from": .text(change.from), "to": .text(change.to)]))
        }
      }
    },
    NodeType(
      "breaker", .stateful,
      "A `map` that stops trying after too many failures and begins again after a pause. What it refuses and what fails "
        + "goes to `rejected`, which need not be connected.", in: inPort,
      out: outPort + [NodeType.Port(name: "rejected", help: "records about values that were not mapped")],
      [
        .required("function", .mapping, "what to do"),
        .setting("failures", .integer(1...1 << 30), default: .integer(5), "failures that open it"),
        .setting(
          "recovery_ms", .number(.above(0, to: 1e12)), default: .number(60_000), "how long it stays open"),
        .setting("successes", .integer(1...1 << 30), default: .integer(3), "successes that close it again"),
      ]
    ) { plan in
      let breaker = CircuitBreaker(
        failures: plan.options.integer("failures") ?? 5,
        recovery: plan.options.nanoseconds("recovery_ms") ?? 60_000_000_000,
        successes: plan.options.integer("successes") ?? 3)
      plan.add(Breaker<Value, Value>(breaker, plan.options.mapping("function"))) { node in
        node.convert("rejected", from: DeadLetter.self, to: Value.self, Value.init)
      }
    },
    NodeType(
      "workers", .transforms,
      "A `map` on several threads at a time; in virtual time on one. What fails goes to `dead`, which need not be connected.",
      in: inPort, out: outPort + [NodeType.Port(name: "dead", help: "records about values that failed")],
      [
        .required("function", .mapping, "what to do"),
        .setting("concurrency", .integer(1...4096), default: .integer(4), "the most at a time"),
        .setting("keeps_order", .bool, default: .bool(true), "whether results keep the order of the values"),
        .optional("timeout_ms", time, "how long one may take"),
      ]
    ) { plan in
      let options = WorkerOptions(
        concurrency: plan.options.integer("concurrency") ?? 4, keepsOrder: plan.options.flag("keeps_order"),
        timeout: plan.options.nanoseconds("timeout_ms"))
      let function = plan.options.mapping("function")
      plan.add(Workers<Value, Value>(options) { try function($0) }) { node in
        node.convert("dead", from: DeadLetter.self, to: Value.self, Value.init)
      }
    },
  ]
}

extension Value {
  /// A summary as a list of records; keys that found no place stand under null.
  init(_ summary: CountSummary<Value>) {
    var entries = summary.entries.map { entry in
      Value.record(
        Record(["key": entry.key, "count": .integer(Int64(entry.count)), "sum": .number(entry.sum)]))
    }
    if summary.others > 0 {
      entries.append(.record(Record(["key": .null, "count": .integer(Int64(summary.others))])))
    }
    self = .list(entries)
  }

  /// What a node could not handle, as a record {node, input, reason, attempts, value}.
  init(_ letter: DeadLetter) {
    self = .record(
      Record([
        "node": .text(letter.node), "input": .text(letter.input), "reason": .text(letter.reason),
        "attempts": .integer(Int64(letter.attempts)), "value": letter.payload as? Value ?? .null,
      ]))
  }
}
