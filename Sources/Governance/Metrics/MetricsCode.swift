import Telemetry

/// The Swift code that a running program has instead of the specification.
struct MetricsCode {
  let register: MetricsRegister

  private static let header = """
    // swift-format-ignore-file
    // Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.


    """

  /// Where the functions stand that give series.
  var accessorsPath: String {
    "\(register.program.catalogue)/\(isHome ? "Registry" : "MarketSeries")+Generated.swift"
  }

  /// Whether the code stands beside the registry; elsewhere its names keep to a namespace of their own.
  private var isHome: Bool { register.program == .hashmap }

  /// Groups, labels and the descriptors of all metrics.
  func descriptors() -> String {
    let namespace = register.program.namespace
    var text = Self.header
    if isHome {
      text += "extension MetricGroup {\n"
      for group in register.groups {
        text += "  /// \(group.title).\n"
        text += "  package static let \(Self.member(group.name)) = MetricGroup(\"\(group.name)\")\n"
      }
      text += "}\n"
    } else {
      text += "import Telemetry\n"
      text += "\n/// The metrics of \(register.program.rawValue), in the order of the specification.\n"
      text += "package enum \(namespace) {}\n\nextension \(namespace) {\n"
    }
    for label in register.labels { if let values = label.values { text += enumeration(label.name, values) } }
    if !isHome { text += "}\n" }
    text += "\nextension \(namespace) {\n" + groups()
    var all: [String] = []
    var ancestors: [String] = []
    for metric in register.metrics {
      all.append(property(metric.name))
      text += descriptor(metric) + "\n"
      // Expositions under earlier names exist for frames alone.
      for ancestor in metric.ancestors where isHome && ancestor.name != metric.name {
        ancestors.append(property(ancestor.name, prefix: "ancestor"))
        text += descriptor(ancestor, of: metric) + "\n"
      }
    }
    text += "  /// All metrics, in the order of the specification.\n"
    text += list("all", all)
    guard isHome else { return text + "}\n" }
    text += "\n  /// The names of the earlier program where they differ, in the order of the specification.\n"
    return text + list("ancestors", ancestors) + "}\n"
  }

  /// A function for every metric the registry keeps, so that names and labels are checked when the program is compiled.
  func accessors() -> String {
    var text = Self.header
    if isHome {
      text += "extension Registry {\n"
    } else {
      text += """
        import Telemetry

        /// The series of \(register.program.rawValue) in a registry, by functions that check names and labels.
        package struct MarketSeries: Sendable {
          /// Where they stand.
          package let registry: Registry

          /// The series of `registry`.
          package init(_ registry: Registry) { self.registry = registry }


        """
    }
    let scope = isHome ? "" : "\(register.program.namespace)."
    for (index, metric) in register.metrics.filter({ $0.source == .process }).enumerated() {
      if index > 0 { text += "\n" }
      let parameters = metric.labels.map { name in
        "\(camel(name)): " + (register.label(name)?.values == nil ? "String" : scope + pascal(name) + "Label")
      }
      let values = metric.labels.map { name in
        register.label(name)?.values == nil ? camel(name) : "\(camel(name)).rawValue"
      }
      let kind =
        switch metric.kind {
        case .counter: "Counter"
        case .histogram: "Histogram"
        default: "Gauge"
        }
      let arguments = values.isEmpty ? "" : ", [\(values.joined(separator: ", "))]"
      text += """
          /// \(metric.help)
          package func \(property(metric.name))(\(parameters.joined(separator: ", "))) -> \(kind) {
            \(isHome ? "" : "registry.")\(kind.lowercased())(\(register.program.namespace).\(property(metric.name))\(arguments))
          }

        """
    }
    return text + "}\n"
  }

  /// The groups, and when they are there.
  private func groups() -> String {
    func list(_ groups: [MetricsRegister.Group]) -> String {
      "[\(groups.map { "MetricGroup(\"\($0.name)\")" }.joined(separator: ", "))]"
    }
    return """
        /// All groups, in the order of the specification.
        package static let groups = MetricGroups(
          \(list(register.groups)),
          always: \(list(register.groups.filter { $0.presence == .always })),
          asked: \(list(register.groups.filter { $0.presence == .asked })))


      """
  }

  private func enumeration(_ name: String, _ values: [String]) -> String {
    var text = "\n/// The values of the label `\(name)`.\n"
    text += "package enum \(pascal(name))Label: String, CaseIterable, Sendable {\n"
    for value in values {
      let member = Self.member(value)
      text += "  case \(member)" + (member.filter { $0 != "`" } == value ? "" : " = \"\(value)\"") + "\n"
    }
    return text + "}\n"
  }

  private func descriptor(_ metric: MetricsRegister.Metric) -> String {
    var options: [String] = []
    if !metric.labels.isEmpty {
      let labels = metric.labels.map { name in
        register.label(name)?.values == nil
          ? "Label(\"\(name)\")" : "Label(\"\(name)\", \(pascal(name))Label.allCases.map(\\.rawValue))"
      }
      options.append("labels: [\(labels.map { "MetricDescriptor.\($0)" }.joined(separator: ", "))]")
    }
    if metric.budget != 1 { options.append("budget: \(metric.budget)") }
    if !metric.buckets.isEmpty { options.append("buckets: \(metric.buckets)") }
    if !metric.ancestors.isEmpty {
      options.append("ancestors: [\(metric.ancestors.map { "\"\($0.name)\"" }.joined(separator: ", "))]")
    }
    return text(property(metric.name), metric.name, metric.kind, metric, options)
  }

  private func descriptor(_ ancestor: MetricsRegister.Ancestor, of metric: MetricsRegister.Metric) -> String {
    let labels = ancestor.labels.map { "MetricDescriptor.Label(\"\($0)\")" }
    let options =
      labels.isEmpty ? [] : ["labels: [\(labels.joined(separator: ", "))]", "budget: .max"]
    return text(property(ancestor.name, prefix: "ancestor"), ancestor.name, ancestor.kind, metric, options)
  }

  private func text(
    _ property: String, _ name: String, _ kind: MetricDescriptor.Kind, _ metric: MetricsRegister.Metric,
    _ options: [String]
  ) -> String {
    var text = "  /// \(metric.help)\n  package static let \(property) = MetricDescriptor(\n"
    text +=
      "    \"\(name)\", .\(kind.rawValue), MetricGroup(\"\(metric.group)\"), .\(metric.source.rawValue),\n"
    if !options.isEmpty { text += "    \(options.joined(separator: ",\n    ")),\n" }
    return text + "    \"\(metric.help)\")\n"
  }

  private func list(_ name: String, _ properties: [String]) -> String {
    "  package static let \(name): [MetricDescriptor] = [\n    \(properties.joined(separator: ",\n    ")),\n  ]\n"
  }

  /// The property of a metric: `hashmap_hits_total` is `hitsTotal`.
  private func property(_ name: String, prefix leading: String = "") -> String {
    let prefix = register.program.prefix
    let bare = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.utf8.count)) : name
    return leading.isEmpty ? camel(bare) : leading + pascal(bare)
  }

  private func pascal(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private func camel(_ name: String) -> String {
    let words = pascal(name)
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  /// The case of a value: its words joined, behind a low line where it would begin with a digit.
  private static func member(_ value: String) -> String {
    let keywords: Set = [
      "switch", "default", "case", "in", "is", "as", "for", "if", "else", "do", "true", "false", "static",
    ]
    let words = value.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard let first = words.first else { return "root" }
    if first.first?.isNumber == true { return "_" + words.joined(separator: "_") }
    let name = first + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return keywords.contains(name) ? "`\(name)`" : name
  }
}
