import Base
import Connectors

/// `graph run FILE`.
enum GraphRunCommand {
  static let seed = Flag<Int>.integer(
    "seed", default: 1, "Feed everything random: generators, samplers, --shuffle.")
  static let steps = Flag<Int?>.integer(
    "steps", in: 1...Int.max, "Stop after so many slices of nodes and report what is left.")
  static let batch = Flag<Int>.integer(
    "batch", in: 1...65_536, default: 8, "The most messages a node handles in one slice.")
  static let shuffle = Flag<Bool>.toggle(
    "shuffle", "Pick ready nodes by chance instead of in turn; another seed is another order.")
  static let realtime = Flag<Bool>.toggle(
    "realtime", "Let time be the machine's; without this a virtual clock makes the same seed the same run.")

  static let workers = Flag<Int>.integer(
    "workers", in: 1...256, default: 1,
    "Threads that run nodes. More than one needs --realtime; such a run is another one each time.")

  static let artefact = Flag<String?>.optional(
    "artefact", "FILE", kind: .file,
    "Where a run that fails leaves what graph replay needs; none leaves nothing."
  ).defaulting("NAME.artefact.json, by the graph's name")

  static let spec = CommandSpec(
    name: "graph run",
    summary: "Run a graph from a file and report what every node and edge counted.",
    details: [
      """
      Time is virtual: a slice takes a microsecond of it and sleep none of yours, so the same file and seed print the \
      same bytes. SIGINT and SIGTERM stop the sources, drain what is queued for up to two seconds and still report.
      """
    ],
    flags: [
      seed.spec, steps.spec, batch.spec, shuffle.spec, realtime.spec, workers.spec, artefact.spec,
    ],
    positionals: [GraphFlags.file],
    examples: [
      Example(
        purpose: "run one and read the report", line: "hashmap-cli graph run examples/log_pipeline.toml"),
      Example(
        purpose: "what a sink received, for a script",
        line: "hashmap-cli --json graph run pipeline.toml --seed 7 | jq '.nodes.sink.received'"),
    ],
    failures: GraphFlags.failures + [
      FailureNote(
        label: .policy,
        meaning: "A node or an edge failed as its settings ask; the run is reported all the same."),
      FailureNote(label: .interrupted, meaning: "Stopped by a signal; the run is reported all the same."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments.words[0]
    try checkWorkers(arguments)
    let file = try GraphFlags.read(path)
    let options = options(arguments)
    let outcome = try Failure.wrapping { () throws(ConnectorError) in
      let isInterrupted = { Interrupt.signal != nil }
      let log = session.log
      let announcing: @Sendable (String) -> Void = { log.info($0) }
      if options.workers > 1 {
        return try GraphRun.runOnWorkers(
          file, options, announcing: announcing, isInterrupted: isInterrupted)
      }
      return try GraphRun(file, options, announcing: announcing).run(isInterrupted: isInterrupted)
    }
    try session.conclude(
      isOK: outcome.isOK && !outcome.wasInterrupted, text: GraphRunReport(file, outcome).text()
    ) {
      json in outcome.write(to: &json)
    }
    if let error = outcome.failure { throw try leave(error, outcome, file, arguments) }
    if outcome.wasInterrupted { try Interrupt.check() }
  }

  /// Several workers keep no order that could be repeated, cut or chosen.
  private static func checkWorkers(_ arguments: Arguments) throws(Failure) {
    guard arguments[workers] > 1 else { return }
    if !arguments[realtime] {
      throw .badInput(
        "--workers \(arguments[workers]) needs --realtime", hint: "virtual time is for one worker")
    }
    if arguments[steps] != nil || arguments[shuffle] {
      throw .badInput(
        "--workers \(arguments[workers]) goes neither with --steps nor with --shuffle",
        hint: "leave them out, or use one worker")
    }
  }

  /// Writes the artefact of a failed run; the failure then says what to do with it.
  private static func leave(
    _ error: ConnectorError, _ outcome: GraphOutcome, _ file: GraphFile, _ arguments: Arguments
  ) throws(Failure) -> Failure {
    let path = arguments[artefact] ?? "\(file.name).artefact.json"
    var failure = error.failure
    // What the world refused, a run in virtual time cannot repeat.
    if case .listener = error { return failure }
    if path == "none" { return failure }
    try OutputFile.makeFolders(of: path)
    try Failure.wrapping { () throws(ConnectorError) in try outcome.writeArtefact(of: file, to: path) }
    failure.hint = "hashmap-cli graph replay \(path) has it fail again"
    return failure
  }

  static func options(_ arguments: Arguments) -> GraphRunOptions {
    GraphRunOptions(
      seed: UInt64(arguments[seed]), steps: arguments[steps].map(UInt64.init),
      isRealtime: arguments[realtime],
      fuzzes: arguments[shuffle], batch: arguments[batch], workers: arguments[workers])
  }
}
