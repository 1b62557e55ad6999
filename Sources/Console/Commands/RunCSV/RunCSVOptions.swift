import Documents
import HashMaps
import Server
import Telemetry
import Workloads

/// A `run-csv` command line once checked: every value typed, every combination possible.
struct RunCSVOptions: Sendable {
  let csv: String
  let limits: CSVLimits
  /// How the workload is read when it is a trace in another format.
  let traces: TraceOptions
  /// When operations come; nil for as fast as possible.
  let pacing: Pacing?
  let hdrOut: String?
  let hgrmOut: String?
  var mode: MapMode
  var configuration: MapConfiguration
  let snapshots: RunCSVSnapshots
  /// Seconds between compactions nobody asked for; nil for none.
  let compactInterval: Double?
  /// Bytes the map may hold before the run is stopped.
  let maxMemory: Int?
  /// A file of adaptive decisions to repeat.
  let decisions: String?
  let decisionsOut: String?
  let engine: ReplayEngine
  /// Commands with their operations, in the order given.
  let plan: [PlannedCommand]
  let controlSocket: String?
  /// Operations between two ticks; nil for none.
  let tickOps: Int?
  /// Nanoseconds between two ticks; nil for none.
  let tickInterval: UInt64?
  /// One operation in this many is timed; nil for none.
  let latencySampleEvery: Int?
  let latencyBuckets: LatencyBuckets
  let metricsOutDir: String?
  let metricsMaxTicks: Int?
  let jsonSummaryOut: String?
  let wantsDigest: Bool
  let announcesForecasts: Bool
  let progress: ProgressPolicy
  /// Whether the terminal shows the run.
  let wantsView: Bool
  /// How the run is served; nil when it is not.
  let server: MetricsServer.Options?
  /// Where alerts are posted; nil for nowhere.
  let alerts: AlertWebhook.Target?
  /// Files and folders of recommendations.
  let recommendations: [String]
  /// Whether the server stays after the end of the run.
  let lingers: Bool
  /// The settings the run goes by, with their origins.
  let settings: Settings

  init(_ arguments: Arguments, _ settings: Settings, _ session: Session) throws(Failure) {
    typealias Flags = RunCSVFlags
    csv = arguments[Flags.csv]
    limits = CSVLimits(arguments)
    pacing = try PacingFlags.pacing(arguments)
    hdrOut = arguments[PacingFlags.hdrOut]
    hgrmOut = arguments[PacingFlags.hgrmOut]
    var traces = try TraceOptions(arguments)
    if case .trace = pacing { traces.wantsTimes = true }
    self.traces = traces
    mode = settings.mapMode
    configuration = MapConfiguration(settings)
    compactInterval = arguments[Flags.compactInterval]
    maxMemory = arguments[Flags.maxMemory]
    decisions = arguments[Flags.decisions]
    decisionsOut = arguments[Flags.decisionsOut]
    engine = arguments[Flags.engine]
    controlSocket = arguments[Flags.controlSocket]
    var plan: [PlannedCommand] = []
    for text in arguments[Flags.at] {
      do throws(WorkloadError) {
        plan.append(try PlannedCommand(text, settings: LiveKeys.all))
      } catch {
        throw .badInput("--at: \(error.detail)", hint: error.hint)
      }
    }
    self.plan = plan
    snapshots = try RunCSVSnapshots(
      arguments,
      hasCommands: controlSocket != nil
        || plan.contains { if case .snapshot = $0.command { true } else { false } })
    let ops = arguments[Flags.tickOps]
    tickOps = ops > 0 ? ops : nil
    let interval = arguments[Flags.tickInterval]
    tickInterval = interval > 0 ? UInt64(max(1, interval * 1e9)) : nil
    let every = arguments[Flags.latencySampleEvery]
    latencySampleEvery = every > 0 ? every : nil
    latencyBuckets = LatencyBuckets(named: settings.text(MetricsKeys.latencyBuckets.name)) ?? .standard
    metricsOutDir = arguments[Flags.metricsOutDir]
    metricsMaxTicks = arguments[Flags.metricsMaxTicks]
    jsonSummaryOut = arguments[Flags.jsonSummaryOut]
    wantsDigest = arguments[Flags.digest]
    announcesForecasts = arguments[Flags.forecast]
    progress = arguments[Flags.progress]
    wantsView = arguments[Flags.tui]
    lingers = arguments[Flags.linger] || arguments[Flags.serve]
    var server = MetricsServer.Options(arguments, settings, session)
    server.port = settings.metricsPort ?? 0
    self.server = lingers || settings.metricsPort != nil ? server : nil
    alerts = try AlertWebhook.Target(settings, session)
    recommendations = arguments[AdviceReader.flag]
    self.settings = settings
    try checkCombinations(arguments)
  }

  /// Refuses flags that cannot have the effect they were given for.
  private func checkCombinations(_ arguments: Arguments) throws(Failure) {
    let fixed = mode != .adaptive
    if !settings.bool(WatchdogKeys.enabled.name),
      arguments.overrides.contains(where: { $0.flag == ServerFlags.alertWebhook.spec.spelling })
    {
      throw .badInput(
        "--alert-webhook has no effect while watchdog.enabled is false",
        hint: "without guardrails there are no alerts")
    }
    if decisions != nil, fixed {
      throw .badInput(
        "--decisions has no effect in mode \(mode.name)", hint: "decisions belong to --mode adaptive")
    }
    if decisionsOut != nil, fixed {
      throw .badInput(
        "--decisions-out has no effect in mode \(mode.name)", hint: "decisions belong to --mode adaptive")
    }
    if decisions != nil, arguments.overrides.contains(where: { $0.flag == MapFlags.policy.spec.spelling }) {
      throw .badInput(
        "--decisions and --policy contradict each other",
        hint: "recorded decisions take the place of a policy")
    }
    if let decisions, decisions == decisionsOut {
      throw .badInput("--decisions and --decisions-out name the same file", hint: "record into another file")
    }
    if fixed, arguments.overrides.contains(where: { $0.flag == MapFlags.memoryBudget.spec.spelling }) {
      throw .badInput(
        "--memory-budget has no effect in mode \(mode.name)",
        hint: "only --mode adaptive changes its layout; --max-memory stops a run of any mode")
    }
    if controlSocket != nil, engine == .direct {
      throw .badInput(
        "--control-socket needs --engine graph", hint: "the plain loop takes commands by --at alone")
    }
    for (flag, path) in [("--hdr-out", hdrOut), ("--hgrm-out", hgrmOut)] where path != nil && pacing == nil {
      throw .badInput(
        "\(flag) needs --rate or --timing", hint: "only an open loop measures every operation's response")
    }
    let results = [
      ("--json-summary-out", jsonSummaryOut), ("--decisions-out", decisionsOut),
      ("--snapshot-out", snapshots.outfile), ("--hdr-out", hdrOut), ("--hgrm-out", hgrmOut),
    ]
    for (index, (flag, path)) in results.enumerated() where path != nil {
      if let path, OutputFile.isSame(path, csv) {
        throw .badInput("\(flag) names the workload itself", hint: "write the result into another file")
      }
      if let (other, _) = results[(index + 1)...].first(where: { $0.1 == path }) {
        throw .badInput("\(flag) and \(other) name the same file", hint: "give each its own file")
      }
    }
    if metricsMaxTicks != nil, metricsOutDir == nil, server == nil {
      throw .badInput(
        "--metrics-max-ticks needs --metrics-out-dir DIR or --metrics-port PORT",
        hint: "it bounds the file written there, and what the server keeps")
    }
    if server == nil {
      for spec in [ServerFlags.host.spec] + ServerFlags.common where arguments.names(spec) {
        throw .badInput(
          "\(spec.spelling) has no effect without a server", hint: "give --metrics-port or --linger, too")
      }
    }
  }
}
