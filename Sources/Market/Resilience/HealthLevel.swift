/// How well a part or the whole is. Raw values are what metrics show.
package enum HealthLevel: Int, Sendable, CaseIterable, Comparable {
  case healthy, degraded, warning, critical, unknown

  /// The level's name in JSON and on screens.
  package var name: String {
    switch self {
    case .healthy: "HEALTHY"
    case .degraded: "DEGRADED"
    case .warning: "WARNING"
    case .critical: "CRITICAL"
    case .unknown: "UNKNOWN"
    }
  }

  /// By raw value.
  package static func < (left: HealthLevel, right: HealthLevel) -> Bool { left.rawValue < right.rawValue }
}

/// One thing that was looked at.
package struct HealthCheck: Sendable, Equatable {
  /// What was looked at, such as `last_success`.
  package let name: String
  /// How well it is.
  package let level: HealthLevel
  /// Why, a phrase with the number that decided.
  package let reason: String
}

/// What is known about a collector at one moment. Whatever is nil is not known, or not in use when `uses…` says so.
package struct HealthFacts: Sendable {
  /// Seconds since a cycle collected something; nil before the first one.
  package var lastSuccessAge: Double?
  /// The usual seconds between cycles.
  package var interval: Double
  /// Seconds since the collector began.
  package var uptime: Double
  /// Remaining budgets, 0...1, in the order of `BudgetDomain.allCases`; nil where nothing was attempted yet.
  package var budgets: [Double?] = [nil, nil, nil, nil]
  /// Domains behind an open breaker.
  package var broken: Set<BudgetDomain> = []
  /// Memory, nil without readings.
  package var tier: MemoryTier?
  /// How long the last durable write took, in seconds; nil before the first one.
  package var storageSeconds: Double?
  /// Seconds since panels were published; nil before the first time.
  package var panelAge: Double?
  /// Whether panels are published at all.
  package var usesPanels = false
  /// Whether the market is open: outside its hours nothing is expected to be collected.
  package var isMarketOpen = true

  /// Facts of a collector that has only begun.
  package init(interval: Double, uptime: Double) {
    self.interval = interval
    self.uptime = uptime
  }
}
