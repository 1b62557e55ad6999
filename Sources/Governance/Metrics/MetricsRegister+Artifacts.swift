/// A file that is generated from the specification.
package struct GeneratedFile: Equatable, Sendable {
  /// Its path from the root of the repository.
  package let path: String
  /// Its content.
  package let text: String
}

extension MetricsRegister {
  /// Where the specification stands in the repository.
  package static let path = "Sources/Telemetry/Specification/metrics.yaml"

  /// Everything that is generated from the specification.
  package func artifacts() -> [GeneratedFile] {
    let code = MetricsCode(register: self)
    return [
      GeneratedFile(path: "Sources/Telemetry/Catalogue/Metrics+Generated.swift", text: code.descriptors()),
      GeneratedFile(path: "Sources/Telemetry/Catalogue/Registry+Generated.swift", text: code.accessors()),
      GeneratedFile(path: "docs/metrics.md", text: MetricsPage(register: self).markdown()),
      GeneratedFile(path: "docs/grafana_dashboard.json", text: GrafanaDashboard(register: self).json()),
      GeneratedFile(path: "deploy/prometheus/adhash.rules.yml", text: PrometheusRules(register: self).yaml()),
    ]
  }

  /// The declaration of a label.
  func label(_ name: String) -> Label? { labels.first { $0.name == name } }
}
