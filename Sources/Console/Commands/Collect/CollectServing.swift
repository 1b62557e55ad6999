import Base
import Documents
import Governance
import HTTP
import Market
import Server
import Telemetry

/// The metrics of a collection, and the server that offers them where a port is asked for.
final class CollectServing {
  static let port = Flag<Void>.setting("metrics-port", ServingKeys.port, value: "N")
    .defaulting("none; dashboards and rules expect 9108")
  static let enabled = Flag<Void>.setting("metric-groups", ServingKeys.groups, value: "LIST", kind: .text)
  static let disabled = Flag<Void>.setting(
    "no-metric-groups", ServingKeys.disabledGroups, value: "LIST", kind: .text)

  static let flags = [port.spec, enabled.spec, disabled.spec]

  /// What the run says of itself.
  let metrics: CollectionMetrics
  /// The series behind it.
  let series: MarketSeries
  private let feed = CycleFeed()
  private let registry: Registry
  private let wantedPort: Int?
  private var server: MetricsServer?
  private var monitor: IntegrityMonitor?
  private var lastCheck: UInt64?
  private let log: Logger

  /// Nanoseconds between two checks of the panels that were published.
  private static let checkPeriod: UInt64 = 60_000_000_000

  /// The metrics of a run that has not begun.
  ///
  /// - Parameters:
  ///   - interval: the usual seconds between cycles.
  ///   - usesPanels: whether panels are published.
  ///   - prunes: whether retention runs on its schedule.
  ///   - digest: of the settings in force.
  ///   - isMarketOpen: whether anything is expected to be collected now.
  init(
    _ settings: Settings, _ session: Session, interval: Double, usesPanels: Bool, prunes: Bool,
    digest: String,
    isMarketOpen: @escaping @Sendable () -> Bool
  ) throws(Failure) {
    var groups: Set<MetricGroup>
    switch MarketMetrics.groups.on(
      enabled: settings.text(ServingKeys.groups.name),
      disabled: settings.text(ServingKeys.disabledGroups.name))
    {
    case .success(let on): groups = on
    case .failure(let unknown):
      throw .unknownGroup(unknown.name, in: MarketMetrics.groups, source: "metric groups")
    }
    // What this program never does would stand there as a 0 that looks like a failure.
    if !prunes { groups.remove(MarketMetrics.retentionCandidates.group) }
    if !usesPanels {
      groups.remove(MarketMetrics.panelsGeneration.group)
      // Surface and risk are worked out for panels.
      groups.remove(MarketMetrics.volSurfaceQualityRatio.group)
      groups.remove(MarketMetrics.riskAggPositions.group)
      groups.remove(MarketMetrics.panelsIntegrityOk.group)
    }
    let registry = MarketMetrics.registry(groups: groups)
    registry.observeProcess(
      BuildInfo(
        version: session.program.version, revision: session.environment["ADHASH_REVISION"] ?? "unknown",
        configuration: digest))
    let series = MarketSeries(registry)
    self.series = series
    let metrics = CollectionMetrics(
      registry, interval: interval, usesPanels: usesPanels, isMarketOpen: isMarketOpen)
    self.metrics = metrics
    self.registry = registry
    wantedPort = settings.optionalInteger(ServingKeys.port.name)
    log = session.log
  }

  /// Starts the server, if one is asked for, and tells where it is. `panels` is the folder to check now and then.
  func open(_ session: Session, panels: String?, keys: String?) throws(Failure) {
    guard let wantedPort else { return }
    if let panels {
      let ring = try keys.map { path throws(Failure) in
        try Failure.wrapping { () throws(GovernanceError) in try KeyRing.read(path: path) }
      }
      monitor = IntegrityMonitor(folder: panels, keys: ring, tolerating: [keys].compactMap(\.self))
    }
    var options = MetricsServer.Options()
    options.port = UInt16(wantedPort)
    options.service.token = session.environment[ServerFlags.token]
    options.service.version = session.program.version
    let (feed, metrics, series, registry) = (feed, metrics, series, registry)
    let server = try Failure.wrapping { () throws(ServerError) in
      try MetricsServer(options, registry: registry) { options in
        CycleService(feed, registry: registry, gate: Gate(options, meter: Self.meter(series))) {
          CycleService.State(isReady: metrics.isReady, json: Self.json(metrics.health()))
        }
      }
    }
    self.server = server
    session.errors.line("metrics and health at \(server.address)")
  }

  /// Takes a generation of panels that was published.
  func take(_ published: PanelStore.Published) { series.take(published) }

  /// Takes a cycle that has just ended.
  func take(_ report: CycleReport, memory: Double?) {
    metrics.take(report, nanoseconds: report.nanoseconds, memory: memory)
    checkPanels(at: report.order.instant)
    guard server != nil else { return }
    var json = JSONWriter()
    json.beginObject()
    report.write(to: &json)
    json.endObject()
    feed.publish(UInt64(report.order.number), json.bytes)
  }

  private func checkPanels(at instant: Int64) {
    let now = MonotonicClock.nanoseconds()
    guard let monitor, lastCheck.map({ now - $0 >= Self.checkPeriod }) ?? true else { return }
    lastCheck = now
    do throws(GovernanceError) { series.take(try monitor.check(at: instant)) } catch {
      log.warning("panels were not checked: \(error)")
    }
  }

  /// Ends streams and the server.
  func stop(_ outcome: Collector.Outcome) {
    metrics.take(missedCycles: outcome.missedCycles)
    feed.end()
    server?.stop()
  }

  private static func meter(_ series: MarketSeries) -> RequestMeter {
    RequestMeter(
      routes: CycleService.routes.map(\.path),
      requests: { route, status in
        let route = route.flatMap { MarketMetrics.RouteLabel(rawValue: $0) } ?? .none
        let status = MarketMetrics.StatusLabel(rawValue: status.rawValue) ?? ._5xx
        return series.httpRequestsTotal(route: route, status: status)
      },
      duration: series.httpRequestDurationSeconds(),
      refusals: { refusal in
        series.httpRefusedTotal(refusal: MarketMetrics.RefusalLabel(rawValue: refusal.rawValue) ?? .malformed)
      }, connections: series.httpConnections())
  }

  private static func json(_ health: Health) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", "g6.health.v1")
    json.field("level", health.level.name)
    json.field("reasons", health.reasons)
    json.array("checks") { list in
      for check in health.checks {
        list.beginObject()
        list.field("name", check.name)
        list.field("level", check.level.name)
        list.field("reason", check.reason)
        list.endObject()
      }
    }
    json.endObject()
    return json.bytes
  }
}
