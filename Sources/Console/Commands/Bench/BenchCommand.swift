import Base

/// `g6 bench`: how fast this build is on this machine.
enum BenchCommand {
  private static let seconds = Flag<Double>.number(
    "seconds", "S", in: .from(0.001, to: 60), default: 0.5, "How long each throughput is measured.")
  private static let cycles = Flag<Int>.integer(
    "cycles", in: 1...1000, default: 20, "Cycles of the collection that is measured.")
  private static let starts = Flag<Int>.integer(
    "starts", in: 1...1000, default: 20, "Starts of the program that are measured.")
  private static let seed = Flag<Int>.integer("seed", default: 1, "Feeds the synthetic market.")

  static let spec = CommandSpec(
    name: "bench",
    summary: "Measure start, registry, pricing, volatilities and a full cycle on this machine.",
    details: [
      """
      Starts of the program until it has printed its version; a registry with all usual metrics; prices with five Greeks \
      and volatilities over a grid, on one thread; cycles of the synthetic market with durable writes into a temporary \
      folder below TMPDIR. Times of a cycle are medians and leave out the first one, which makes the files; the time the \
      device takes for the sync is told apart.
      """,
      "A measurement that fails ends the command with its error; no number stands in for it.",
    ],
    flags: [seconds.spec, cycles.spec, starts.spec, seed.spec],
    examples: [
      Example(purpose: "for people", line: "g6 bench"),
      Example(purpose: "for a record", line: "g6 bench --json | tee bench.json"),
    ],
    failures: [
      FailureNote(label: .invariant, meaning: "A measurement came to nothing."),
      FailureNote(label: .io, meaning: "The temporary folder cannot be written."),
    ]
  ) { arguments, session throws(Failure) in
    let run = BenchRun(seconds: arguments[seconds], cycles: arguments[cycles])
    let start = try BenchRun.start(arguments[starts])
    let registry = BenchRun.registry(20)
    let prices = try run.prices()
    let volatilities = try run.volatilities()
    let cycle = try run.collection(UInt64(bitPattern: Int64(arguments[seed])))
    func line(_ name: String, _ value: String) -> String {
      name + String(repeating: " ", count: max(1, 34 - name.count)) + value + "\n"
    }
    func duration(_ seconds: Double) -> String { Figures.duration(nanoseconds: seconds * 1e9) }
    func rate(_ perSecond: Double) -> String { "\(Figures.scaled(perSecond)) a second" }
    let text =
      line("start until the version is told", duration(start))
      + line("registry of \(registry.series) series", duration(registry.seconds))
      + line("prices with five Greeks", rate(prices.perSecond))
      + line("volatilities", rate(volatilities.perSecond))
      + line("cycle of \(cycle.options) options, after the fetch", duration(cycle.afterFetch))
      + line("  the device's sync, apart", duration(cycle.sync))
      + line("  options durable, both together", rate(cycle.optionsPerSecond))
      + line("  the whole cycle, fetch included", duration(cycle.whole))
    try session.succeed(text: text) { json in
      json.field("schema", "g6.bench.v1")
      json.field("start_seconds", start)
      json.field("starts", arguments[starts])
      json.field("registry_seconds", registry.seconds)
      json.field("registry_series", registry.series)
      json.field("prices_per_second", prices.perSecond)
      json.field("prices", prices.repetitions)
      json.field("volatilities_per_second", volatilities.perSecond)
      json.field("volatilities", volatilities.repetitions)
      json.object("cycle") { json in
        json.field("cycles", cycle.cycles)
        json.field("options", cycle.options)
        json.field("after_fetch_seconds", cycle.afterFetch)
        json.field("sync_seconds", cycle.sync)
        json.field("whole_seconds", cycle.whole)
        json.field("options_per_second", cycle.optionsPerSecond)
        json.field("options_per_second_whole", cycle.optionsPerSecondWhole)
      }
    }
  }
}
