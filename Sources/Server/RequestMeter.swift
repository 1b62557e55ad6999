import Base
import Telemetry

/// What the server says of its own requests. Thread-safe; measuring takes no lock.
package struct RequestMeter: Sendable {
  private let counters: [[Counter]]
  private let duration: Histogram
  private let refusals: [Counter]
  /// Connections that are open.
  package let connections: Gauge

  /// A meter whose series stand in `registry`.
  package init(_ registry: Registry) {
    counters = RouteLabel.allCases.map { route in
      StatusLabel.allCases.map { registry.httpRequestsTotal(route: route, status: $0) }
    }
    duration = registry.httpRequestDurationSeconds()
    refusals = RefusalLabel.allCases.map { registry.httpRefusedTotal(refusal: $0) }
    connections = registry.httpConnections()
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: RouteLabel.allCases.enumerated().map { ($1, $0) })

  /// Counts an answered request; a stream has no duration.
  package func answered(_ route: Route?, status: Int, nanoseconds: UInt64?) {
    let place = Self.places[route?.label ?? RouteLabel.none] ?? counters.count - 1
    counters[place][min(max(status / 100, 1), 5) - 1].add()
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
