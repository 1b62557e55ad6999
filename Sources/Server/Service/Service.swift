import Base
import HTTP
import Telemetry

/// The HTTP interface: from a request to its response, without a socket. Thread-safe.
///
/// Every path answers as the table of routes says. What is refused has the shape `metrics.error.v1`.
package final class Service: Answering {
  /// How it answers.
  package struct Options: Sendable {
    /// What must be named by who asks; nil or empty for nothing.
    package var token: String?
    /// Whether it is reached over TLS.
    package var isTLS = false
    /// Requests a second and client on `/api/…`; 0 for any number.
    package var rateLimit = 100
    /// Under which names `/metrics` has its metrics.
    package var names = Exposition.Names.standard
    /// A comparison (`adhash.compare.v1`) to show; nil for none.
    package var comparison: [UInt8]?
    /// Recommendations to show beside the runs; nil where none were asked for.
    package var recommendations: RecommendationShelf?
    /// The names it answers to; nil for any.
    package var ownNames: OwnNames?
    /// The version of the program.
    package var version = ""

    /// No token, plain HTTP, 100 requests a second, standard names, no comparison.
    package init() {}
  }

  let runs: Runs
  let registry: Registry
  let assets: Assets
  /// Who is let in, and how often.
  package let gate: Gate
  private let cache = AnswerCache()
  let files = FixedAnswers()
  private let metricsHeaders: [Response.Header] = [("Cache-Control", "no-store")] + Common.plainHeaders

  /// A service of these runs and the program's own metrics.
  package init(runs: Runs, registry: Registry, assets: Assets, options: Options = Options()) {
    self.runs = runs
    self.registry = registry
    self.assets = assets
    gate = Gate(options, meter: RequestMeter(registry))
  }

  /// Where a stranger finds what there is.
  package var guide: String { "/openapi.json" }
  private var options: Options { gate.options }

  /// The answer to a request; made from what is kept where no new frame has come.
  package func respond(_ request: Request) -> Response {
    let began = MonotonicClock.nanoseconds()
    let route = Route.of(request.path)
    let response = answer(request, route, now: began)
    let isStream: Bool = if case .stream = response.body { true } else { false }
    gate.meter.answered(
      path: route?.path, status: response.status,
      nanoseconds: isStream ? nil : MonotonicClock.nanoseconds() &- began)
    return response
  }

  private func answer(_ request: Request, _ route: Route?, now: UInt64) -> Response {
    if let refused = refusal(request, path: route?.path, isOpen: route?.isOpen ?? false, now: now) {
      return refused
    }
    guard let route else { preconditionFailure("a request without a route is refused") }
    do throws(ServerError) {
      return try dispatch(request, route)
    } catch {
      return error.response(from: self)
    }
  }

  private func dispatch(_ request: Request, _ route: Route) throws(ServerError) -> Response {
    let now = Double(WallClock.nanoseconds()) / 1e9
    switch route.label {
    case .root: return page(request)
    case .static: return file(request)
    case .healthz: return json(200, Answers(nil, generatedAt: now).health("ok"))
    case .readyz:
      let isReady = runs.current?.latest != nil
      return json(
        isReady ? 200 : 503, Answers(nil, generatedAt: now).health(isReady ? "ok" : "there is no frame yet"))
    case .metrics: return exposition(request)
    case .apiCompare:
      guard let comparison = options.comparison else {
        return json(404, Answers(nil, generatedAt: now).noComparison())
      }
      return json(200, comparison)
    case .apiRuns:
      return json(
        200,
        Answers(nil, generatedAt: now).runs(
          runs.all, compares: options.comparison != nil, advises: options.recommendations != nil))
    case .apiRecommendations:
      return json(
        200, Answers(try run(request), generatedAt: now).recommendations(options.recommendations?.all))
    case .openapiJson: return json(200, OpenAPI.json(version: options.version))
    case .apiStream: return try stream(request)
    default: return try answerAboutRun(request, route, now: now)
    }
  }

  // MARK: About one run

  private func run(_ request: Request) throws(ServerError) -> FrameFeed? {
    let id = request.query("run")
    let feed = runs.feed(id)
    if let id, feed == nil { throw .unknownRun(id) }
    return feed
  }

  private func answerAboutRun(_ request: Request, _ route: Route, now: Double) throws(ServerError) -> Response
  {
    let feed = try run(request)
    var key = AnswerCache.Key(label: route.label)
    key.run = request.query("run")
    if let parameter = route.parameters.first(where: { $0.name == "limit" }) {
      key.limit = try AnswerLimit.parse(request.query("limit"), default: parameter.fallback)
    }
    if route.label == .apiFrames { key.since = try AnswerLimit.parseCursor(request.query("since")) }
    key.isCompressed = Gzip.isAccepted(request.header("Accept-Encoding"))
    let version = AnswerCache.Version(feed)
    let asked = request.header("If-None-Match")
    if let (tag, response) = cache.find(key, version) {
      return asked.map { isNamed(tag, in: $0) } == true ? notModified(tag) : response
    }
    let tag = version.tag(key)
    if let asked, isNamed(tag, in: asked) { return notModified(tag) }
    let isTable = route.label == .apiMetricsHistoryCsv
    let body = body(of: route.label, Answers(feed, generatedAt: now), feed, key)
    var headers: [Response.Header] = [("Cache-Control", "no-cache"), ("ETag", tag)] + Common.plainHeaders
    if isTable { headers.append(("Content-Disposition", "attachment; filename=\"timeline.csv\"")) }
    let response = packed(
      body, type: isTable ? "text/csv; charset=utf-8" : Common.jsonType, compress: key.isCompressed, headers)
    cache.keep(key, version, tag: tag, response)
    return response
  }

  private func body(
    of label: RouteLabel, _ answers: Answers, _ feed: FrameFeed?, _ key: AnswerCache.Key
  ) -> [UInt8] {
    switch label {
    case .apiMetrics: answers.summary(limit: key.limit)
    case .apiMetricsHistory: answers.history(limit: key.limit)
    case .apiMetricsHistoryCsv: HistoryTable.csv(feed, limit: key.limit)
    case .apiMetricsHistogramLatency: answers.latencyHistogram()
    case .apiMetricsHistogramProbe: answers.probeHistogram()
    case .apiMetricsHeatmap: answers.heatmap()
    case .apiEvents: answers.events(limit: key.limit)
    case .apiFrames: answers.frames(since: key.since, limit: key.limit)
    case .apiLayout: answers.layout()
    case .apiLedger: answers.ledger(limit: key.limit)
    default: preconditionFailure("\(label.rawValue) is not about a run")
    }
  }

  private func stream(_ request: Request) throws(ServerError) -> Response {
    _ = try run(request)
    let headers: [Response.Header] =
      [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"), ("X-Accel-Buffering", "no")]
      + Common.plainHeaders
    if request.method == "HEAD" { return Response(headers: headers, body: .bytes([])) }
    let live = LiveStream(
      runs: runs, run: request.query("run"),
      lastEventID: request.header("Last-Event-ID") ?? request.query("last_event_id"))
    return Response(headers: headers, body: .stream(live.body()))
  }

  private func exposition(_ request: Request) -> Response {
    let wants = request.header("Accept") ?? ""
    let format = wants.contains("application/openmetrics-text") ? Exposition.Format.openMetrics : .text
    let text = registry.exposition(of: runs.current?.latest?.frame, names: options.names, format: format)
    return packed(
      text, type: format.contentType, compress: Gzip.isAccepted(request.header("Accept-Encoding")),
      metricsHeaders + [("Vary", "Accept")])
  }
}
