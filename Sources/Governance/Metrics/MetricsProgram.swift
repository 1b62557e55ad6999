/// A program with a specification of its metrics: what its names begin with, and where that which is made of it stands.
package enum MetricsProgram: String, CaseIterable, Sendable {
  /// `hashmap-cli`.
  case hashmap = "hashmap-cli"
  /// `g6`.
  case g6

  /// Where its specification stands in the repository.
  package var specification: String {
    switch self {
    case .hashmap: "Sources/Telemetry/Specification/metrics.yaml"
    case .g6: "Sources/Market/Specification/metrics.yaml"
    }
  }

  /// Where the series stand that somebody agreed to.
  package var baseline: String {
    self == .hashmap ? CardinalityBaseline.path : "Sources/Market/Specification/cardinality.toml"
  }

  /// What its metrics begin with.
  package var prefix: String { self == .hashmap ? "hashmap_" : "g6_" }

  /// The enumeration that holds its descriptors.
  var namespace: String { self == .hashmap ? "Metrics" : "MarketMetrics" }

  /// The folder of the generated code.
  var catalogue: String { self == .hashmap ? "Sources/Telemetry/Catalogue" : "Sources/Market/Catalogue" }

  /// The catalogue for people.
  var page: String { self == .hashmap ? "docs/metrics.md" : "docs/options/metrics.md" }

  /// The dashboard.
  var dashboard: String {
    self == .hashmap ? "docs/grafana_dashboard.json" : "docs/options/grafana_dashboard.json"
  }

  /// The rules of Prometheus; their cases stand beside them as `….rules.test.yml`.
  package var rules: String {
    self == .hashmap ? "deploy/prometheus/adhash.rules.yml" : "deploy/prometheus/g6.rules.yml"
  }

  /// Rules that record earlier names, where an exposition does not offer them itself.
  package var earlierRules: String? { self == .hashmap ? nil : "deploy/prometheus/g6.earlier.rules.yml" }

  /// What groups of rules, the dashboard's identity and its tag begin with.
  var slug: String { self == .hashmap ? "adhash" : "g6" }

  /// The dashboard's title.
  var title: String { self == .hashmap ? "Adhash" : "g6 collector" }

  /// The counters of what is refused and what is folded for its labels.
  var ownCounters: (refused: String, folded: String) {
    self == .hashmap
      ? ("hashmap_telemetry_refused_labels_total", "hashmap_telemetry_folded_labels_total")
      : ("g6_metric_refused_labels_total", "g6_metric_folded_labels_total")
  }
}
