import Base
import HashMaps
import Laboratory
import Workloads

/// `cost-model`.
enum CostModelCommand {
  static let csv = Flag<String?>.optional(
    "csv", "FILE", kind: .file, "Measure with the keys of this workload or trace; - is standard input."
  ).defaulting("keys K0, K1 and so on, values of six bytes").grouped("Keys")
  static let entries = Flag<Int>.integer(
    "entries", in: 100...CostKeys.most, default: 100_000,
    "Entries of every map; of a workload at most so many keys."
  ).grouped("Keys")
  static let rounds = Flag<Int>.integer(
    "rounds", in: 3...1000, default: 9, "Measure every layout and migration so often, in turns."
  ).grouped("Experiment")
  static let seed = Flag<Int>.integer(
    "order-seed", default: 1, "Draws the orders, the hash seeds and the resamples of the intervals."
  ).grouped("Experiment")

  static let spec = CommandSpec(
    name: "cost-model",
    summary: "Tell what an operation, an entry and a migration cost in each layout, on this machine.",
    details: [
      """
      Time is measured in rounds, the layouts in turns: processor time a call, the median with a 95 % interval, and the \
      same in reference cycles. Everything else is counted and exact: groups, buckets or slots looked at, cache lines and \
      bytes an operation touches, bytes an entry takes, bytes a migration needs besides (docs/cost_model.md). Calls come one at \
      a time in random order; run-csv applies batches, which wait less for memory.
      """
    ],
    flags: [
      csv.spec, entries.spec, RunCSVFlags.maxBytes.spec, RunCSVFlags.maxLineBytes.spec,
    ] + TraceFlags.all + [rounds.spec, seed.spec, RunCSVFlags.progress.spec],
    examples: [
      Example(purpose: "a map of 100,000 entries", line: "hashmap-cli cost-model"),
      Example(
        purpose: "the keys of a workload, as JSON", line: "hashmap-cli cost-model --csv w.csv --json"),
    ],
    failures: [
      FailureNote(
        label: .badInput, meaning: "The workload or a flag is wrong, or it has fewer than a hundred keys."),
      FailureNote(label: .io, meaning: "The workload cannot be read."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended it."),
    ]
  ) { arguments, session throws(Failure) in
    let keys = try keys(arguments)
    var plan = LayoutCosts.Plan()
    plan.rounds = arguments[rounds]
    plan.seed = UInt64(arguments[seed])
    let bar = ProgressBar(
      "rounds", on: session.errors, policy: arguments[RunCSVFlags.progress],
      isQuiet: session.options.isQuiet)
    var hooks = Experiment.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.progress = { done, all in bar.update(done: done, fraction: Double(done) / Double(max(all, 1))) }
    defer { bar.finish() }
    let costs = try Failure.wrapping { () throws(LaboratoryError) in
      try LayoutCosts(keys, plan: plan, hooks: hooks)
    }
    bar.finish()
    try session.succeed(text: CostModelText.lines(costs).map { $0 + "\n" }.joined()) { json in
      json.key("cost_model")
      json.beginObject()
      costs.renderMembers(into: &json)
      json.endObject()
    }
  }

  private static func keys(_ arguments: Arguments) throws(Failure) -> CostKeys {
    guard let path = arguments[csv] else { return CostKeys(count: arguments[entries]) }
    let traces = try TraceOptions(arguments)
    let limits = CSVLimits(
      maxRows: 0, maxBytes: arguments[RunCSVFlags.maxBytes], maxLineBytes: arguments[RunCSVFlags.maxLineBytes]
    )
    let keys = try Failure.wrapping { () throws(LaboratoryError) in
      try CostKeys(Experiment.load(path, limits: limits, traces: traces), limit: arguments[entries])
    }
    guard keys.count >= 100 else {
      throw .badInput(
        "\(path): the workload has \(keys.count) different keys, too few to measure anything",
        hint: "give one with at least 100, or leave --csv out")
    }
    return keys
  }
}

/// A cost model as tables.
enum CostModelText {
  static func lines(_ costs: LayoutCosts) -> [String] {
    var lines = [
      "\(Figures.counted(costs.entries, "entry", "entries")), keys of \(Figures.fixed(costs.keyBytes, 1)) bytes, values of \(costs.valueBytes); \(Figures.counted(costs.rounds, "round")), medians with 95 % intervals",
      "cycles: \(costs.cycleSource)", "",
    ]
    var table = TextTable(
      "layout", "operation", ">ns", ">interval", ">cycles", ">probes", ">lines", ">at most", ">bytes")
    for layout in costs.layouts {
      for cost in layout.operations {
        table.add(
          layout.layout.name, cost.operation.rawValue, Figures.fixed(cost.nanoseconds.median, 1),
          interval(cost.nanoseconds, 1), cycles(costs, cost.nanoseconds.median),
          Figures.fixed(cost.counted.probes, 3), Figures.fixed(cost.counted.cacheLines, 2),
          "\(cost.counted.mostCacheLines)", Figures.fixed(cost.counted.bytes, 1))
      }
    }
    lines += table.lines()
    var memory = TextTable(
      "bytes an entry", ">total", ">keys", ">values", ">metadata", ">slack", ">arena", ">load factor")
    for layout in costs.layouts {
      let part = layout.memory
      memory.add(
        layout.layout.name, Figures.fixed(part.total, 1), Figures.fixed(part.keys, 1),
        Figures.fixed(part.values, 1), Figures.fixed(part.metadata, 1), Figures.fixed(part.slack, 1),
        Figures.fixed(part.arena, 1), Figures.fixed(layout.loadFactor, 3))
    }
    lines += [""] + memory.lines()
    var moves = TextTable(
      "migration", "to", ">ns an entry", ">interval", ">cycles", ">longest step", ">bytes besides", ">before",
      ">after")
    for move in costs.migrations {
      moves.add(
        move.from.name, move.to.name, Figures.fixed(move.nanosecondsPerEntry.median, 1),
        interval(move.nanosecondsPerEntry, 1), cycles(costs, move.nanosecondsPerEntry.median),
        Figures.duration(nanoseconds: move.longestStep.median), Figures.fixed(move.peakExtraBytes, 2),
        Figures.fixed(move.bytesBefore, 1), Figures.fixed(move.bytesAfter, 1))
    }
    return lines + [""] + moves.lines()
  }

  private static func interval(_ measured: LayoutCosts.Measured, _ digits: Int) -> String {
    "\(Figures.fixed(measured.interval.lowerBound, digits)) to \(Figures.fixed(measured.interval.upperBound, digits))"
  }

  private static func cycles(_ costs: LayoutCosts, _ nanoseconds: Double) -> String {
    costs.ticksPerNanosecond == nil ? "-" : Figures.fixed(costs.cycles(nanoseconds), 1)
  }
}
