import Base
import HashMaps
import Laboratory
import Workloads

/// `sweep`.
enum SweepCommand {
  static let objective = Flag<String>.text(
    "objective", "PERCENTILE=TIME", default: "p99=1ms",
    "What has to hold for response times: p50, p90, p99, p99.9 or p99.99, and a time in ns, us, ms or s."
  ).grouped(group)
  static let from = Flag<String>.text(
    "from", "RATE", default: "10k", "The rate to begin with, operations a second."
  ).grouped(group)
  static let upTo = Flag<String?>.optional("to", "RATE", "The highest rate to try.")
    .defaulting("the highest that can be paced here").grouped(group)
  static let seconds = Flag<Double>.number(
    "seconds", "SECONDS", in: .above(0, to: 3600), default: 1,
    "How long a rate is kept, as far as the workload reaches."
  ).grouped(group)
  static let poisson = Flag<Bool>.toggle(
    "poisson", "Let operations come at random instead of at equal distances."
  ).grouped(group)

  static let spec = CommandSpec(
    name: "sweep",
    summary: "Find the highest rate at which a workload holds a latency objective.",
    details: [
      """
      The rate is doubled until the objective is missed or the rate not sustained, then the distance is halved until \
      good and bad are 10 % apart. Every rate is an open loop with a new map; a miss is tried once more. The workload \
      is held in memory (docs/open_loop.md).
      """
    ],
    flags: WorkloadFlags.all + [objective.spec, from.spec, upTo.spec, seconds.spec, poisson.spec]
      + MapFlags.all,
    examples: [
      Example(
        purpose: "how many a second with 99 % below 200 µs?",
        line: "hashmap-cli sweep --csv w.csv --objective p99=200us --poisson")
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The workload, a flag or the configuration is wrong."),
      FailureNote(label: .policy, meaning: "Not even the first rate holds the objective."),
      FailureNote(label: .io, meaning: "The workload cannot be read."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended it."),
    ]
  ) { arguments, session throws(Failure) in
    let goal = try parse(arguments[objective])
    let lowest = try PacingFlags.number(arguments[from], flag: "--from")
    try PacingFlags.check(.constant(rate: lowest), flag: "--from")
    let highest =
      try arguments[upTo].map { text throws(Failure) in
        let rate = try PacingFlags.number(text, flag: "--to")
        try PacingFlags.check(.constant(rate: rate), flag: "--to")
        return rate
      } ?? max(lowest, Pacing.highestRate())
    if highest < lowest { throw .badInput("--to is below --from", hint: "the rate goes up") }
    let configuration = MapConfiguration(try session.settings(arguments))
    let traces = try TraceOptions(arguments)
    let workload = try Failure.wrapping { () throws(LaboratoryError) in
      try Experiment.load(arguments[RunCSVFlags.csv], limits: CSVLimits(arguments), traces: traces)
    }
    let sweep = RateSweep(
      configuration, objective: goal, rates: lowest...highest, seconds: arguments[seconds],
      isRandom: arguments[poisson])
    let steps = try Failure.wrapping { () throws(LaboratoryError) in
      try sweep.run(workload, path: arguments[RunCSVFlags.csv], interruption: { Interrupt.signal }) { step in
        session.log.info("\(Figures.scaled(step.rate))/s \(step.holds ? "holds" : "misses") the objective")
      }
    }
    let best = steps.last { $0.holds }?.rate
    try session.conclude(isOK: best != nil, text: text(steps, goal, best, session)) { json in
      json.field("schema", "adhash.sweep.v1")
      json.field("csv", arguments[RunCSVFlags.csv])
      json.field("objective", arguments[objective])
      json.field("highest_rate", best)
      json.field("poisson", sweep.isRandom)
      json.array("steps") { list in
        for step in steps {
          list.beginObject()
          list.field("rate", step.rate)
          list.field("holds", step.holds)
          list.object("open_loop") { step.result.render(into: &$0) }
          list.endObject()
        }
      }
      workload.trace.renderMember(into: &json)
    }
    if best == nil {
      throw .policy(
        "not even \(Figures.scaled(lowest))/s holds \(arguments[objective])", hint: "begin lower with --from")
    }
  }

  private static let group = "Search"
  private static let percentiles = ["p50", "p90", "p99", "p99.9", "p99.99"]
  private static let units: [(suffix: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9),
  ]

  private static func parse(_ text: String) throws(Failure) -> RateSweep.Objective {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2, let share = percentiles.firstIndex(of: parts[0]),
      let unit = units.first(where: { parts[1].hasSuffix($0.suffix) }),
      let value = Numbers.number(String(parts[1].dropLast(unit.suffix.count))), value > 0,
      value * unit.nanoseconds < 1e15
    {
      return RateSweep.Objective(share: share, limit: UInt64(value * unit.nanoseconds))
    }
    throw .badInput("--objective '\(text)' is not PERCENTILE=TIME", hint: "write p99=1ms or p99.9=250us")
  }

  private static func text(
    _ steps: [RateSweep.Step], _ goal: RateSweep.Objective, _ best: Double?, _ session: Session
  ) -> String {
    let width = min(110, max(60, session.output.columns ?? 80))
    let name = percentiles[goal.share]
    let limit = Figures.duration(nanoseconds: Double(goal.limit))
    let answer = best.map { "\(Figures.scaled($0))/s hold \(name) within \(limit)" }
    var lines = [Emphasis(session).strong(answer ?? "no rate tried holds \(name) within \(limit)"), ""]
    var table = TextTable(">rate", ">done", ">p50", ">p99", ">p99.9", ">max", "")
    var plot = BarPlot(scale: .logarithmic)
    for step in steps {
      let values = step.result.response.quantiles
      let shown = step.result.response.trustedQuantiles.map { value in
        value.map { Figures.duration(nanoseconds: Double($0)) } ?? "-"
      }
      table.add(
        "\(Figures.scaled(step.rate))/s", "\(Figures.scaled(step.result.achieved))/s", shown[0], shown[2],
        shown[3], shown[5], step.holds ? "holds" : (step.result.isSustained ? "too slow" : "not sustained"))
      plot.bars.append(
        BarPlot.Bar(
          label: "\(Figures.scaled(step.rate))/s", value: Double(values[goal.share]),
          shown: shown[goal.share]))
    }
    lines += table.lines(width: width) + ["", "\(name) of the response time against the rate, logarithmic"]
    lines += plot.lines(width: width)
    return lines.map { $0 + "\n" }.joined()
  }
}
