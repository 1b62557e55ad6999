import Base
import HashMaps
import Telemetry
import Workloads

/// `run-csv` without `--dry-run`: replays, reports, writes the files.
enum RunCSVReplay {
  static func run(_ options: RunCSVOptions, _ session: Session) throws(Failure) {
    if let path = options.jsonSummaryOut { try OutputFile.check(path) }
    let source = try Failure.wrapping { () throws(WorkloadError) in
      try CSVOperationSource(path: options.csv, limits: options.limits)
    }
    let metrics = try metricsFile(options)
    let bar = ProgressBar(
      "rows", on: session.errors, policy: options.progress, isQuiet: session.options.isQuiet)
    let replay = try Failure.wrapping { () throws(MapError) in
      try Replay(
        options.replay, source: source, hooks: hooks(source: source, metrics: metrics, bar: bar, session))
    }
    let result = replay.run()
    bar.finish()
    var failure = failure(of: result.ending)
    if let metrics { keep(&failure, session) { () throws(SystemError) in try metrics.close() } }
    let outcome = RunCSVOutcome(
      options: options, result: result, failure: failure, version: session.program.version,
      inputDigest: source.inputDigest, inputBytes: source.inputBytes, metricsFile: metrics?.path)
    if let path = options.jsonSummaryOut {
      keep(&failure, session) { () throws(SystemError) in
        try AtomicFileWriter.replace(path: path, with: outcome.summaryFile())
      }
    }
    session.log.info(
      "run-csv \(result.ending.status) in \(Figures.fixed(result.seconds, 6)) s, "
        + "backend=\(result.statistics.layout.name)")
    try session.conclude(
      isOK: failure == nil, text: RunCSVReport(outcome, session: session).text,
      outcome.renderResult)
    if let failure { throw failure }
  }

  private static func metricsFile(_ options: RunCSVOptions) throws(Failure) -> NDJSONWriter? {
    guard let directory = options.metricsOutDir else { return nil }
    return try Failure.wrapping { () throws(SystemError) in
      try NDJSONWriter(directory: directory, maxTicks: options.metricsMaxTicks)
    }
  }

  /// Does something that must not hide an earlier failure; its own comes after that into the log.
  private static func keep(
    _ failure: inout Failure?, _ session: Session, _ body: () throws(SystemError) -> Void
  ) {
    do throws(SystemError) {
      try body()
    } catch {
      if failure == nil { failure = error.failure } else { session.log.warning(error.description) }
    }
  }

  private static func hooks(
    source: CSVOperationSource, metrics: NDJSONWriter?, bar: ProgressBar, _ session: Session
  ) -> ReplayHooks {
    var hooks = ReplayHooks()
    hooks.interruption = { Interrupt.signal }
    hooks.progress = { operations, bytes in
      bar.update(done: operations, fraction: source.size.map { Double(bytes) / Double(max(1, $0)) })
    }
    if let metrics {
      hooks.tick = { tick throws(ReplayFault) in
        do throws(SystemError) { try metrics.write(tick) } catch { throw .output(error) }
      }
    }
    let log = session.log
    hooks.alert = { change in
      switch change {
      case .rose(let alert): log.warning(alert.message)
      case .cleared(let metric): log.info("\(metric) guardrail cleared")
      }
    }
    hooks.largeMigration = { from, to, entries in
      log.warning(
        "migration of a large map begins: \(from.name) to \(to.name), \(Figures.grouped(entries)) entries")
    }
    return hooks
  }

  private static func failure(of ending: ReplayEnding) -> Failure? {
    switch ending {
    case .completed: nil
    case .interrupted(let signal): .interrupted(by: signal)
    case .stopped(let held, let limit):
      .policy(
        "the map holds \(Figures.bytes(held)), more than --max-memory \(limit)",
        hint: "allow more, or try --mode memory-tight")
    case .failed(let fault): fault.failure
    }
  }
}

extension ReplayFault: FailureConvertible {
  var failure: Failure {
    switch self {
    case .workload(let error): error.failure
    case .output(let error): error.failure
    case .map(let error, let operation): error.failure(operation: operation)
    }
  }
}

extension MapError: FailureConvertible {
  var failure: Failure { failure(operation: nil) }

  /// The failure, with the number of the operation it happened at.
  func failure(operation: Int?) -> Failure {
    let detail = operation.map { "operation \($0): \(description)" } ?? description
    switch self {
    case .outOfMemory: return .io(detail, hint: "--max-memory ends a run before the system refuses")
    case .tooLong, .full: return .policy(detail)
    }
  }
}
