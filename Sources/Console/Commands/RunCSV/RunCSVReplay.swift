import Base
import Connectors
import HashMaps
import Telemetry
import Workloads

/// `run-csv` without `--dry-run`: replays, writes the files, reports.
enum RunCSVReplay {
  static func run(_ options: RunCSVOptions, _ session: Session) throws(Failure) {
    try checkTimes(options)
    if options.server != nil { session.logToCache() }
    let outputs = [
      options.jsonSummaryOut, options.decisionsOut, options.snapshots.outfile, options.hdrOut,
      options.hgrmOut,
    ]
    for path in outputs {
      if let path { try OutputFile.check(path, besides: options.metricsOutDir) }
    }
    let resumed = try options.resumedMap()
    let options = resumed.map { options.adopting($0) } ?? options
    var settings = try options.replay()
    settings.snapshots = options.snapshotSettings(session.program)
    settings.skippedOperations = options.snapshots.skipped ?? resumed?.operations ?? 0
    TickRequest.install()
    let control = try options.controlSocket.map { path throws(Failure) in
      try Failure.wrapping { () throws(ConnectorError) in try ControlSocket(path: path) }
    }
    defer { control?.close() }
    let source = try Failure.wrapping { () throws(WorkloadError) in
      try CSVOperationSource(path: options.csv, limits: options.limits, traces: options.traces)
    }
    let metrics = try metricsFile(options)
    let registry = try session.registry(options.settings)
    let webhook = try options.alerts.map { target throws(Failure) in
      try AlertWebhook(target, registry: registry, log: session.log)
    }
    defer { webhook?.close() }
    let alerts = webhook.map { RunAlerts($0) }
    let advice = try AdviceReader(options.recommendations, session)
    let server = try options.server.map { server throws(Failure) in
      try LiveServer(
        server, assets: session.dashboard(options.settings),
        historyLimit: min(options.metricsMaxTicks ?? FrameFeed.defaultFrames, 100_000),
        registry: registry, session)
    }
    defer { server?.stop() }
    let bar = ProgressBar(
      "rows", on: session.errors, policy: options.progress, isQuiet: session.options.isQuiet)
    let trace = RateTrace()
    let view = options.wantsView ? RunView(of: options.csv, session) : nil
    let replay = try Failure.wrapping { () throws(MapError) in
      try Replay(
        settings, source: source,
        hooks: hooks(
          source: source, metrics: metrics, bar: bar, trace: trace, server: server, view: view,
          alerts: alerts, advice: advice, options,
          session),
        control: control, resuming: resumed)
    }
    try view?.start()
    let result = replay.run()
    server?.endRun()
    alerts?.end()
    bar.finish()
    view?.end()
    var failure = RunCSVEnding.failure(of: result.ending)
    if failure == nil, result.counts.total == 0, settings.skippedOperations > 0 {
      session.log.warning(
        "\(options.csv): the first \(Figures.counted(settings.skippedOperations, "operation")) were passed over, "
          + "which left nothing to replay")
    }
    if let metrics { attempt(&failure, session) { () throws(SystemError) in try metrics.close() } }
    if let path = options.decisionsOut {
      attempt(&failure, session) { () throws(SystemError) in
        try AtomicFileWriter.replace(path: path, with: DecisionFile.text(result.decisions))
      }
    }
    if case .failure(let error) = result.snapshot {
      if failure == nil { failure = error.failure } else { session.log.warning(error.description) }
    }
    if let loop = result.openLoop {
      let began = Double(WallClock.nanoseconds()) / 1e9 - result.seconds
      let files = [
        (options.hdrOut, loop.log.log(startedAt: began)), (options.hgrmOut, loop.log.distribution),
      ]
      for case (let path?, let content) in files {
        attempt(&failure, session) { () throws(SystemError) in
          try AtomicFileWriter.replace(path: path, with: content)
        }
      }
    }
    var outcome = RunCSVOutcome(
      options: options, result: result, failure: failure, version: session.program.version,
      inputDigest: source.inputDigest, inputBytes: source.inputBytes, trace: source.trace,
      metricsFile: metrics?.path,
      rates: trace.rates)
    if let path = options.jsonSummaryOut {
      attempt(&failure, session) { () throws(SystemError) in
        try AtomicFileWriter.replace(path: path, with: outcome.summaryFile())
      }
      outcome.failure = failure
    }
    // The last screen stays until somebody has seen it; everything is written by now.
    if let error = view?.finish() { session.log.warning(error.description) }
    for receipt in result.receipts where receipt.status == .refused {
      session.log.warning(
        "\(receipt.command) at operation \(Figures.grouped(receipt.operation)) was refused: \(receipt.detail)"
      )
    }
    session.log.info(
      "run-csv \(outcome.status) in \(Figures.fixed(result.seconds, 6)) s, "
        + "backend=\(result.statistics.layout.name)")
    try session.conclude(
      isOK: failure == nil, text: RunCSVReport(outcome, session).text, outcome.renderResult)
    if let server, options.lingers, Interrupt.signal == nil {
      try session.output.flush()
      server.linger()
    }
    if let failure { throw failure }
  }

  /// Fails now, with nothing written, where a run by the times of a trace has a file without them.
  ///
  /// Only a regular file can be begun twice; of anything else the replay finds that out.
  private static func checkTimes(_ options: RunCSVOptions) throws(Failure) {
    guard options.traces.wantsTimes, OutputFile.isSame(options.csv, options.csv) else { return }
    try Failure.wrapping { () throws(WorkloadError) in
      let source = try CSVOperationSource(path: options.csv, limits: options.limits, traces: options.traces)
      defer { source.close() }
      _ = try source.next(into: OperationBatch())
    }
  }

  private static func metricsFile(_ options: RunCSVOptions) throws(Failure) -> NDJSONWriter? {
    guard let directory = options.metricsOutDir else { return nil }
    return try Failure.wrapping { () throws(SystemError) in
      try NDJSONWriter(directory: directory, maxTicks: options.metricsMaxTicks)
    }
  }

  /// Does what must not hide an earlier failure: a second one goes to the log.
  private static func attempt(
    _ failure: inout Failure?, _ session: Session, _ body: () throws(SystemError) -> Void
  ) {
    do throws(SystemError) {
      try body()
    } catch {
      if failure == nil { failure = error.failure } else { session.log.warning(error.description) }
    }
  }

  private static func hooks(
    source: CSVOperationSource, metrics: NDJSONWriter?, bar: ProgressBar, trace: RateTrace,
    server: LiveServer?, view: RunView?, alerts: RunAlerts?, advice: AdviceReader?,
    _ options: RunCSVOptions, _ session: Session
  ) -> ReplayHooks {
    let log = session.log
    var hooks = ReplayHooks()
    hooks.interruption = { Interrupt.signal }
    hooks.wantsTick = { TickRequest.take() }
    hooks.progress = { operations, bytes in
      bar.update(done: operations, fraction: source.size.map { Double(bytes) / Double(max(1, $0)) })
    }
    hooks.tick = { tick throws(ReplayFault) in
      alerts?.put(tick)
      if tick.frame > 1 { trace.add(tick.instantRate) }
      server?.put(tick)
      view?.put(tick)
      guard let metrics else { return }
      do throws(SystemError) { try metrics.write(tick) } catch { throw .output(error) }
    }
    if let server { hooks.graph = { server.watch($0) } }
    if let advice {
      let settings = options.settings
      hooks.advice = { advice.look().map { RunAdvice($0, setting: { settings.used($0) }) } }
    }
    hooks.alert = { change in
      switch change {
      case .rose(let alert): log.warning(alert.message)
      case .cleared(let metric): log.info("\(metric) guardrail cleared")
      }
    }
    hooks.migration = { event, entries, isLarge in
      let text =
        "operation \(event.operation): migration from \(event.from.name) to \(event.to.name) begins, "
        + "\(Figures.counted(entries, "entry", "entries")), reason \(event.reason.name)"
      if isLarge { log.warning("large map: \(text)") } else { log.info(text) }
    }
    return hooks
  }
}
