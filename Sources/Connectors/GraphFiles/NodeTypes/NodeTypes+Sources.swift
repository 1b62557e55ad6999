import Base
import Dataflow

/// Nodes without inputs.
extension NodeTypes {
  private static let out = [NodeType.Port(name: "out", help: "what it emits")]

  static let sources: [NodeType] = [
    NodeType(
      "sequence", .sources, "Emits the whole numbers from `from` upwards, `count` of them, and ends.",
      out: out,
      [
        .required("count", .plain(.integer(0...Int(Int32.max))), "how many"),
        .setting("from", .integer(Int.min...Int.max), default: .integer(1), "the first"),
      ]
    ) { plan in
      let first = Int64(plan.options.integer("from") ?? 1)
      let count = Int64(plan.options.integer("count") ?? 0)
      var next: Int64 = 0
      plan.source { _ in
        guard next < count else { return .end }
        defer { next += 1 }
        return .next(.integer(first &+ next))
      }
    },
    NodeType(
      "values", .sources, "Emits the given values and ends.", out: out,
      [
        .required("values", .values, "what to emit, in order"),
        .setting(
          "repeat", .integer(1...1_000_000_000), default: .integer(1), "how often the list is gone through"),
      ]
    ) { plan in
      let values = plan.options.values("values") ?? []
      let rounds = plan.options.integer("repeat") ?? 1
      var place = 0
      var round = 0
      plan.source { _ in
        if place == values.count {
          place = 0
          round += 1
        }
        guard round < rounds, !values.isEmpty else { return .end }
        defer { place += 1 }
        return .next(values[place])
      }
    },
    NodeType(
      "generator", .sources,
      "Emits random values, the same ones from the same seed: whole numbers from `low` to `high`, numbers, or texts picked from `choices`.",
      out: out,
      [
        .optional("count", .plain(.integer(0...Int(Int32.max))), "how many; endless when absent"),
        .setting("kind", .choice(["integer", "number"]), default: .text("integer"), "what is drawn"),
        .setting("low", .number(.from(-1e15, to: 1e15)), default: .number(0), "the least"),
        .setting("high", .number(.from(-1e15, to: 1e15)), default: .number(99), "the greatest"),
        .optional("choices", .values, "draw one of these values instead"),
      ],
      check: { options, fields in
        guard let low = options.number("low"), let high = options.number("high") else { return }
        let place = (fields.table["low"] ?? fields.table["high"])?.position ?? fields.table.position
        if low > high {
          fields.note(
            "low of \(fields.subject) must be at most high, which is \(high), not \(low)", at: place,
            key: "low",
            hint: "exchange them")
        } else if options.text("kind") == "integer", low.rounded(.up) > high.rounded(.down) {
          fields.note(
            "\(fields.subject): there is no whole number from \(low) to \(high)", at: place, key: "low",
            hint: "draw kind = \"number\"")
        }
      },
      make: { plan in
        var draw = generator(plan)
        var left = plan.options.integer("count")
        plan.source { _ in
          if left == 0 { return .end }
          left = left.map { $0 - 1 }
          return .next(draw())
        }
      }
    ),
    NodeType(
      "ticker", .sources, "Emits 1, 2, 3, … one every `interval_ms`.", out: out,
      [
        .required("interval_ms", .plain(.number(.above(0, to: 1e9))), "time between two"),
        .optional("count", .plain(.integer(1...Int(Int32.max))), "how many; endless when absent"),
      ]
    ) { plan in
      let count = plan.options.integer("count").map(Int64.init)
      var settings = plan.settings
      settings.tickInterval = max(1, plan.options.nanoseconds("interval_ms") ?? 1_000_000)
      var number: Int64 = 0
      plan.node(settings) { node in
        let out = node.output("out", Value.self)
        node.onTick { [unowned(unsafe) out] context in
          number += 1
          try out.emit(.integer(number))
          if number == count { context.finish() }
        }
      }
    },
  ]

  /// What a generator draws: closed over its own stream of random numbers.
  private static func generator(_ plan: NodePlan) -> () -> Value {
    var random = SeededRandom(seed: plan.seed)
    if let choices = plan.options.values("choices"), !choices.isEmpty {
      return { choices[Int(random.below(UInt64(choices.count)))] }
    }
    let low = plan.options.number("low") ?? 0
    let high = max(low, plan.options.number("high") ?? 99)
    if plan.options.text("kind") == "number" { return { .number(low + random.unit() * (high - low)) } }
    let span = UInt64(high.rounded(.down) - low.rounded(.up) + 1)
    return { .integer(Int64(low.rounded(.up)) + Int64(random.below(max(1, span)))) }
  }
}
