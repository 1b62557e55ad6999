import Base
import Telemetry

/// What the server says of its own requests. Thread-safe; measuring takes no lock.
package struct RequestMeter: Sendable {
  private let counters: [String: [Counter]]
  private let strangers: [Counter]
  private let duration: Histogram
  private let refusals: [Counter]
  /// Connections that are open.
  package let connections: Gauge

  /// A meter of these routes, by path. `requests` gives the series of a route (nil for none) and a class of status.
  package init(
    routes: [String], requests: (_ route: String?, _ status: StatusLabel) -> Counter, duration: Histogram,
    refusals: (RefusalLabel) -> Counter, connections: Gauge
  ) {
    counters = Dictionary(
      uniqueKeysWithValues: routes.map { route in (route, StatusLabel.allCases.map { requests(route, $0) }) })
    strangers = StatusLabel.allCases.map { requests(nil, $0) }
    self.duration = duration
    self.refusals = RefusalLabel.allCases.map(refusals)
    self.connections = connections
  }

  /// A meter of the routes of hashmap-cli, whose series stand in `registry`.
  package init(_ registry: Registry) {
    self.init(
      routes: RouteLabel.allCases.filter { $0 != .none }.map(\.rawValue),
      requests: { route, status in
        registry.httpRequestsTotal(route: route.flatMap { RouteLabel(rawValue: $0) } ?? .none, status: status)
      },
      duration: registry.httpRequestDurationSeconds(), refusals: { registry.httpRefusedTotal(refusal: $0) },
      connections: registry.httpConnections())
  }

  /// Counts an answered request by the path of its route, nil for none; a stream has no duration.
  package func answered(path: String?, status: Int, nanoseconds: UInt64?) {
    let series = path.flatMap { counters[$0] } ?? strangers
    series[min(max(status / 100, 1), 5) - 1].add()
    if let nanoseconds { duration.record(nanoseconds: nanoseconds) }
  }

  /// Raises a count of refusals to a total that is counted elsewhere.
  package func advance(_ refusal: RefusalLabel, to total: UInt64) {
    if let place = RefusalLabel.allCases.firstIndex(of: refusal) { refusals[place].advance(to: total) }
  }

  /// Counts a request that no route saw.
  package func refused(_ refusal: RefusalLabel) {
    if let place = RefusalLabel.allCases.firstIndex(of: refusal) { refusals[place].add() }
  }
}
