import Base
import Documents
import HashMaps
import Laboratory
import Workloads

/// `profile`.
enum ProfileCommand {
  static let sample = Flag<Int>.integer(
    "sample", default: 200_000, "Replay the first N operations of the workload; 0 replays all."
  ).grouped("Experiment")
  static let maxRounds = Flag<Int>.integer(
    "max-rounds", in: 6...1000, default: 200,
    "Make at most N rounds; in each, every candidate replays the sample for some tens of milliseconds."
  ).grouped("Experiment")
  static let timeLimit = Flag<Double>.number(
    "time-limit", "SECONDS", in: .above(0, to: 86_400), default: 20,
    "Begin no further round after this time, once there are six."
  ).grouped("Experiment")
  static let minEffect = Flag<Double>.number(
    "min-effect", "PERCENT", in: .from(0.1, to: 100), default: 3,
    "Candidates are as fast where their difference is shown to be within this, up and down."
  ).with { $0.kind = .percentage(.from(0.1, to: 100)) }.grouped("Experiment")
  static let then = Flag<[CommandWord]>(
    spec: FlagSpec(
      long: "then", kind: .data, valueName: "COMMAND...", isRepeatable: true, takesRest: true,
      help:
        "Run this command with the recommended --mode, and with --json where profile has it; takes the rest of the line."
    )
  ) { values in values.compactMap { $0.data.map { CommandWord(bytes: $0) } } }.grouped("Results")

  static let latencySampleEvery = Flag<Int>.integer(
    "latency-sample-every", in: Int.min...Int.max, default: 128,
    "Time one operation in N, picked at random; p99 needs 1,000 of them a replay; 0 times none."
  ).grouped("Experiment")

  static let spec = CommandSpec(
    name: "profile",
    summary: "Find the map that suits a workload: replay a sample on every layout and the adaptive map.",
    details: [
      """
      The candidates replay the sample in turns until one is shown to be the fastest, some are shown to be as fast as it, \
      or the time is over (docs/profile.md); a short sample is replayed many times in a round. The recommended mode stands \
      on the first line.
      """
    ],
    flags: [RunCSVFlags.csv.spec, RunCSVFlags.maxBytes.spec, RunCSVFlags.maxLineBytes.spec] + TraceFlags.all
      + MapFlags.all
      + [
        sample.spec, maxRounds.spec, timeLimit.spec, minEffect.spec, ABCompareFlags.orderSeed.spec,
        latencySampleEvery.spec, RunCSVFlags.progress.spec,
        RecommendationOutput.flag.spec, then.spec,
      ],
    examples: [
      Example(purpose: "which mode?", line: "hashmap-cli profile --csv w.csv"),
      Example(
        purpose: "replay everything with the mode it picks",
        line: "hashmap-cli profile --csv w.csv --then run-csv --csv w.csv"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The workload, a flag or the configuration is wrong."),
      FailureNote(label: .io, meaning: "The workload cannot be read."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended it."),
    ]
  ) { arguments, session throws(Failure) in
    let next = arguments[then]
    // Measured for nothing, were the command found wrong only then.
    if !next.isEmpty {
      try session.program.check(["--mode", "adaptive"] + next, environment: session.environment)
    }
    try RecommendationOutput.check(arguments, from: [arguments[RunCSVFlags.csv]])
    let arms = try candidates(arguments, session)
    let workload = try load(arguments)
    let profile = try Failure.wrapping { () throws(LaboratoryError) in
      try measure(workload, arguments, arms, session)
    }
    let layout = MapMode(rawValue: profile.recommended)?.layout
    try RecommendationOutput.write(arguments, profile.recommendation(layout: layout?.name))
    try session.succeed(text: text(profile, session)) { json in
      json.field("csv", arguments[RunCSVFlags.csv])
      profile.render(into: &json)
      workload.trace.renderMember(into: &json)
    }
    if !next.isEmpty {
      try session.output.flush()
      // What is asked of the form of the output holds for all of it.
      let form = [
        ("--json", session.options.isJSON), ("--quiet", session.options.isQuiet),
        ("--no-color", !session.options.allowsColor),
      ].filter(\.1).map { CommandWord($0.0) }
      try session.program.carryOut(
        form + ["--mode", CommandWord(profile.recommended)] + next, environment: session.environment,
        output: session.output,
        errors: session.errors)
    }
  }

  /// The modes that are tried, by the names of their purposes.
  private static let modes: [MapMode] = [.adaptive, .fastInsert, .fastLookup, .memoryTight, .grouped]

  private static func candidates(_ arguments: Arguments, _ session: Session) throws(Failure) -> [Arm] {
    let settings = try session.settings(arguments)
    let every = arguments[latencySampleEvery]
    var arms: [Arm] = []
    for mode in modes {
      var own = settings
      try Failure.wrapping { () throws(DocumentError) in
        try own.merge(flag: "--mode", name: MapKeys.mode.name, text: mode.name)
      }
      arms.append(Arm(label: mode.name, map: MapConfiguration(own), sampleEvery: every > 0 ? every : nil))
    }
    return arms
  }

  private static func load(_ arguments: Arguments) throws(Failure) -> LoadedWorkload {
    let traces = try TraceOptions(arguments)
    let limits = CSVLimits(
      maxRows: 0, maxBytes: arguments[RunCSVFlags.maxBytes],
      maxLineBytes: arguments[RunCSVFlags.maxLineBytes])
    let operations = arguments[sample]
    return try Failure.wrapping { () throws(LaboratoryError) in
      try Experiment.load(
        arguments[RunCSVFlags.csv], limits: limits, traces: traces,
        operations: operations > 0 ? operations : .max)
    }
  }

  private static func measure(
    _ workload: LoadedWorkload, _ arguments: Arguments, _ arms: [Arm], _ session: Session
  ) throws(LaboratoryError) -> Profile {
    let bar = ProgressBar(
      "runs", on: session.errors, policy: arguments[RunCSVFlags.progress], isQuiet: session.options.isQuiet)
    defer { bar.finish() }
    var hooks = Experiment.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.progress = { done, all in bar.update(done: done, fraction: Double(done) / Double(max(all, 1))) }
    var plan = Profile.Plan()
    plan.rounds = arguments[maxRounds]
    plan.nanoseconds = UInt64(arguments[timeLimit] * 1e9)
    plan.margin = arguments[minEffect]
    plan.seed = UInt64(arguments[ABCompareFlags.orderSeed])
    return try Profile(workload, arms: arms, plan: plan, hooks: hooks)
  }

  private static func text(_ profile: Profile, _ session: Session) -> String {
    var table = TextTable("mode", ">CPU ns/op", ">ops/s", ">p99", ">bytes/entry", ">behind", "verdict")
    for candidate in profile.candidates {
      table.add(
        candidate.mode, Figures.fixed(candidate.cost, 1), Figures.scaled(candidate.rate),
        candidate.tail.map { Figures.duration(nanoseconds: $0 * 1e6) } ?? "-",
        Figures.fixed(candidate.bytesPerEntry, 1),
        candidate.comparison.map { PairedShift.signed($0.shift.shift) } ?? "",
        candidate.comparison.map { words($0.verdict) } ?? "")
    }
    let part = profile.isCut ? "the first " : ""
    let replays = Figures.counted(profile.replaysPerRound, "replay")
    let head =
      "\(part)\(Figures.grouped(profile.operations)) operations, \(profile.rounds) rounds of \(replays) in \(Figures.fixed(profile.seconds, 1)) s: \(profile.standing.rawValue)"
    return ([profile.recommended, profile.reason, "", head] + table.lines()).map { $0 + "\n" }.joined()
  }

  private static func words(_ verdict: Profile.Verdict) -> String {
    switch verdict {
    case .slower: "slower"
    case .equivalent: "as fast"
    case .tooNoisy: "not settled"
    }
  }
}
