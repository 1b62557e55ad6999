import Base
import HTTP
import Telemetry

/// The HTTP interface of a collector: metrics, health, its cycles as JSON and as a stream. Thread-safe.
package final class CycleService: Answering {
  /// One thing it answers.
  package struct Route: Sendable {
    /// The path.
    package let path: String
    /// What it answers, in one sentence.
    package let summary: String
    /// Whether it answers without a token.
    let isOpen: Bool
  }

  /// Everything it answers.
  package static let routes = [
    Route(path: "/", summary: "This list.", isOpen: true),
    Route(
      path: "/healthz", summary: "How well each part is; answers as long as the program lives.", isOpen: true),
    Route(
      path: "/readyz", summary: "200 once a cycle was kept and no part is critical, else 503.", isOpen: true),
    Route(path: "/metrics", summary: "Everything for Prometheus.", isOpen: false),
    Route(
      path: "/api/cycle", summary: "The latest cycle (g6.cycle.v1); 404 before the first one.", isOpen: false),
    Route(
      path: "/api/cycles", summary: "The newest cycles, oldest first; limit=N, 60 unless told.", isOpen: false
    ),
    Route(
      path: "/api/stream", summary: "Server-sent events: every cycle once, with its number as id.",
      isOpen: false),
  ]

  /// Who is let in, and how often.
  package let gate: Gate
  private let feed: CycleFeed
  private let registry: Registry
  private let state: @Sendable () -> State

  /// How well the collector is.
  package struct State: Sendable {
    /// Whether it can be relied on.
    let isReady: Bool
    /// In detail: a JSON object.
    let json: [UInt8]

    /// A state with its details, which `/healthz` answers.
    package init(isReady: Bool, json: [UInt8]) {
      self.isReady = isReady
      self.json = json
    }
  }

  /// A service of these cycles and the program's metrics. `state` is asked whenever somebody wants to know how the
  /// collector is.
  package init(
    _ feed: CycleFeed, registry: Registry, gate: Gate, state: @escaping @Sendable () -> State
  ) {
    self.feed = feed
    self.registry = registry
    self.state = state
    self.gate = gate
  }

  /// Where a stranger finds what there is.
  package var guide: String { "/" }

  /// The answer to a request.
  package func respond(_ request: Request) -> Response {
    let began = MonotonicClock.nanoseconds()
    let route = Self.routes.first { $0.path == request.path }
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
    switch route?.path {
    case "/healthz": return json(200, state().json)
    case "/readyz":
      let state = state()
      return json(state.isReady ? 200 : 503, state.json)
    case "/metrics": return exposition(request)
    case "/api/cycle":
      guard let cycle = feed.latest else {
        return problem(404, "no_cycle", "no cycle has ended yet", hint: "ask again after the first interval")
      }
      return json(200, cycle.json)
    case "/api/cycles": return cycles(request)
    case "/api/stream": return stream(request)
    default: return json(200, Self.list)
    }
  }

  private func exposition(_ request: Request) -> Response {
    let wants = request.header("Accept") ?? ""
    let format = wants.contains("application/openmetrics-text") ? Exposition.Format.openMetrics : .text
    return packed(
      Exposition(format).render(registry.collect()), type: format.contentType,
      compress: Gzip.isAccepted(request.header("Accept-Encoding")),
      [("Cache-Control", "no-store")] + Common.plainHeaders + [("Vary", "Accept")])
  }

  private func cycles(_ request: Request) -> Response {
    let limit: Int
    do throws(ServerError) {
      limit = try AnswerLimit.parse(request.query("limit"), default: 60)
    } catch { return problem(400, "bad_limit", error.description, hint: error.hint ?? "ask for limit=60") }
    var text = Array("{\"schema\":\"g6.cycles.v1\",\"cycles\":[".utf8)
    for (place, cycle) in feed.newest(limit).enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      text += cycle.json
    }
    text += Array("]}".utf8)
    return packed(
      text, type: Common.jsonType, compress: Gzip.isAccepted(request.header("Accept-Encoding")),
      [("Cache-Control", "no-store")] + Common.plainHeaders)
  }

  private func stream(_ request: Request) -> Response {
    let headers: [Response.Header] =
      [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"), ("X-Accel-Buffering", "no")]
      + Common.plainHeaders
    if request.method == "HEAD" { return Response(headers: headers, body: .bytes([])) }
    let last = (request.header("Last-Event-ID") ?? request.query("last_event_id")).flatMap { UInt64($0) }
    return Response(headers: headers, body: .stream(CycleStream(feed, after: last).body()))
  }

  private static let list: [UInt8] = {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", "g6.routes.v1")
    json.array("routes") { list in
      for route in routes {
        list.beginObject()
        list.field("path", route.path)
        list.field("summary", route.summary)
        list.endObject()
      }
    }
    json.endObject()
    return json.bytes
  }()
}
