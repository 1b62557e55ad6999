import Base

/// Text that Prometheus reads.
package struct Exposition: Sendable {
  /// Under which names.
  package enum Names: String, CaseIterable, Sendable {
    /// Those of the specification.
    case standard
    /// Those of the earlier program where it had one, the others as they are.
    case ancestor
  }

  /// In which format.
  package enum Format: String, CaseIterable, Sendable {
    /// Text 0.0.4, which every Prometheus reads.
    case text
    /// OpenMetrics 1.0.
    case openMetrics

    /// The content type of a response.
    package var contentType: String {
      switch self {
      case .text: "text/plain; version=0.0.4; charset=utf-8"
      case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
      }
    }
  }

  private let format: Format

  /// An exposition in this format.
  package init(_ format: Format = .text) {
    self.format = format
  }

  /// The families as text; one without samples is left out. O(samples).
  package func render(_ families: [FamilySamples]) -> [UInt8] {
    var writer = ExpositionWriter(format: format)
    writer.bytes.reserveCapacity(32_768)
    for family in families where !family.samples.isEmpty { writer.write(family) }
    if format == .openMetrics { writer.text("# EOF\n") }
    return writer.bytes
  }
}

extension Registry {
  /// Everything there is to scrape: the values of a frame, when there is one, and the program's own.
  package func exposition(
    of frame: Frame?, names: Exposition.Names = .standard, format: Exposition.Format = .text
  ) -> [UInt8] {
    var families: [FamilySamples] = []
    if let frame {
      let registry = self
      let ancestors = names == .ancestor ? frame.ancestorFamilies() : [:]
      for family in frame.families(refused: { registry.counter(registry.own.refused, [$0.name]).add() })
      where groups.contains(family.metric.group) {
        families += ancestors[family.metric.name] ?? [family]
      }
    }
    return Exposition(format).render(families + collect())
  }
}
