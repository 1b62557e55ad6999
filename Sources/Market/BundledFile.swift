import CFacts

/// Files that come with the program, for whoever begins without its repository.
package enum BundledFile: String, Sendable, CaseIterable {
  /// The table of contracts.
  case contracts = "contracts.toml"
  /// Grafana's dashboard of the collector.
  case dashboard = "dashboards/g6.json"
  /// Rules for Prometheus.
  case rules = "dashboards/g6.rules.yml"
  /// A complete provider of a few lines.
  case provider = "providers/echo.py"

  /// Its content.
  package var bytes: [UInt8] {
    var count = 0
    let start =
      switch self {
      case .contracts: facts_contracts(&count)
      case .dashboard: facts_dashboard(&count)
      case .rules: facts_rules(&count)
      case .provider: facts_provider(&count)
      }
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}
