/// What the specification says of one metric, as far as a running program needs it.
///
/// All of them stand in the generated `Metrics`, made from `Specification/metrics.yaml`.
package struct MetricDescriptor: Equatable, Sendable {
  /// What its values are.
  package enum Kind: String, CaseIterable, Sendable {
    /// A number that only grows, until the program starts again.
    case counter
    /// A number that goes up and down.
    case gauge
    /// Counts of values by size.
    case histogram
    /// A gauge that is always 1 and says something in its labels.
    case info
    /// Quantiles with sum and count; only under names of the earlier program.
    case summary
  }

  /// Who gives its values.
  package enum Source: String, CaseIterable, Sendable {
    /// A frame of a run.
    case frame
    /// The registry of the program.
    case process
  }

  /// One label of a metric.
  package struct Label: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// The values it may have; nil where only the budget bounds them.
    package let values: [String]?

    /// A label with its allowed values.
    package init(_ name: String, _ values: [String]? = nil) {
      self.name = name
      self.values = values
    }

    /// Whether it may have this value.
    package func allows(_ value: String) -> Bool { values?.contains(value) ?? true }
  }

  /// Its name in expositions.
  package let name: String
  /// What its values are.
  package let kind: Kind
  /// One sentence for people.
  package let help: String
  /// The group it is switched on and off with.
  package let group: MetricGroup
  /// Who gives its values.
  package let source: Source
  /// Its labels in their order.
  package let labels: [Label]
  /// How many label sets there may be.
  package let budget: Int
  /// Upper bounds of a histogram's buckets in seconds, ascending; empty where a frame brings its own.
  package let buckets: [Double]
  /// Its names in the earlier program.
  package let ancestors: [String]

  /// A metric with its properties.
  package init(
    _ name: String, _ kind: Kind, _ group: MetricGroup, _ source: Source, labels: [Label] = [],
    budget: Int = 1,
    buckets: [Double] = [], ancestors: [String] = [], _ help: String
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.group = group
    self.source = source
    self.labels = labels
    self.budget = budget
    self.buckets = buckets
    self.ancestors = ancestors
  }

  /// Whether these values, in the order of the labels, are complete and allowed.
  package func allows(_ values: [String]) -> Bool {
    values.count == labels.count && zip(labels, values).allSatisfy { $0.allows($1) }
  }
}

/// Metrics by what they describe, in the order of the specification; the cases are generated.
package enum Metrics {
  /// The descriptor of a name, or nil. O(metrics).
  package static func named(_ name: String) -> MetricDescriptor? { all.first { $0.name == name } }
}
