/// A file that is generated from the specification.
package struct GeneratedFile: Equatable, Sendable {
  /// Its path from the root of the repository.
  package let path: String
  /// Its content.
  package let text: String
}

extension MetricsRegister {
  /// Where the specification of `hashmap-cli` stands in the repository.
  package static let path = MetricsProgram.hashmap.specification

  /// Everything that is generated from the specification.
  package func artifacts() -> [GeneratedFile] {
    let code = MetricsCode(register: self)
    let rules = PrometheusRules(register: self)
    let earlier = program.earlierRules.map { GeneratedFile(path: $0, text: rules.earlierNames()) }
    return [
      GeneratedFile(
        path: "\(program.catalogue)/\(program.namespace)+Generated.swift", text: code.descriptors()),
      GeneratedFile(path: code.accessorsPath, text: code.accessors()),
      GeneratedFile(path: program.page, text: MetricsPage(register: self).markdown()),
      GeneratedFile(path: program.dashboard, text: GrafanaDashboard(register: self).json()),
      GeneratedFile(path: program.rules, text: rules.yaml()),
    ] + (earlier.map { [$0] } ?? [])
  }

  /// The declaration of a label.
  func label(_ name: String) -> Label? { labels.first { $0.name == name } }
}
