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

  /// Counts an answered request; a stream has no duration.
  package func answered(_ route: Route?, status: Int, nanoseconds: UInt64?) {
    let label = route?.label ?? RouteLabel.none
    let place = RouteLabel.allCases.firstIndex(of: label) ?? RouteLabel.allCases.count - 1
    counters[place][min(max(status / 100, 1), 5) - 1].add()
    if let nanoseconds { duration.record(nanoseconds: nanoseconds) }
  }

  /// Counts a request that no route saw.
  package func refused(_ refusal: RefusalLabel) {
    if let place = RefusalLabel.allCases.firstIndex(of: refusal) { refusals[place].add() }
  }
}
