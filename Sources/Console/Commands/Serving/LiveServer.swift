import Base
import Dataflow
import Server
import Telemetry
import Workloads

/// The server of a run that this program carries out: every tick becomes a frame that can be asked for at once.
final class LiveServer {
  private let registry: Registry
  private let runs = Runs()
  private let server: MetricsServer
  private let historyLimit: Int
  private let log: Logger
  private var feed: FrameFeed?
  /// Kept so that its last counts can still be asked for.
  private var scheduler: Scheduler?

  /// Starts serving and tells where, on the first line of standard output (of standard error with --json).
  init(
    _ options: MetricsServer.Options, assets: Assets, historyLimit: Int, registry: Registry,
    _ session: Session
  ) throws(Failure) {
    self.registry = registry
    self.historyLimit = historyLimit
    log = session.log
    let runs = runs
    server = try Failure.wrapping { () throws(ServerError) in
      try MetricsServer(options, runs: runs, registry: registry, assets: assets)
    }
    try session.announce(server)
  }

  /// Where the dashboard is.
  var address: String { server.address }

  /// Publishes a tick of the run. Never waits for a reader.
  func put(_ frame: Frame) {
    if feed == nil {
      let begun = FrameFeed(runID: frame.runID, frameLimit: historyLimit, registry: registry)
      feed = begun
      runs.add(begun)
    }
    do throws(TelemetryError) {
      try feed?.publish(frame)
    } catch { log.warning(error.description) }
  }

  /// Shows what the graph of the run counts.
  func watch(_ scheduler: Scheduler) {
    _ = GraphMetrics(scheduler, in: registry)
    self.scheduler = scheduler
  }

  /// The run is over; what it left can still be asked for.
  func endRun() { feed?.close() }

  /// Serves until a signal comes.
  func linger() {
    log.info("the run is over; \(server.address) stays until SIGINT or SIGTERM")
    Interrupt.await()
    stop()
  }

  /// Ends streams and closes all connections.
  func stop() { server.stop() }
}

extension Session {
  /// Says where a server is found: on the first line of standard output, or of standard error with --json.
  func announce(_ server: MetricsServer) throws(Failure) {
    let line = "Dashboard: \(server.address)"
    log.note(line)
    if options.isJSON {
      errors.line(line)
    } else {
      try output.line(line)
      try output.flush()
    }
  }
}

extension Interrupt {
  /// Waits for SIGINT or SIGTERM, or until `isDone` holds; asks five times a second.
  static func await(orUntil isDone: () -> Bool = { false }) {
    let pause = ConditionLock()
    while signal == nil, !isDone() {
      pause.wait(until: MonotonicClock.nanoseconds() + 200_000_000) { signal != nil }
    }
  }
}
