/// The metrics in which a registry tells of itself and its process: every program has them under names of its own.
package struct RegistryMetrics: Sendable {
  /// Attempts to register a name that was taken.
  package let duplicates: MetricDescriptor
  /// Observations refused for their labels, by metric.
  package let refused: MetricDescriptor
  /// Label sets folded into `other`, by metric.
  package let folded: MetricDescriptor
  /// Series removed because nobody touched them.
  package let stale: MetricDescriptor
  /// Series there are.
  package let series: MetricDescriptor
  /// Version, revision and configuration of the program.
  package let build: MetricDescriptor

  /// The names of one program.
  package init(
    duplicates: MetricDescriptor, refused: MetricDescriptor, folded: MetricDescriptor,
    stale: MetricDescriptor, series: MetricDescriptor, build: MetricDescriptor
  ) {
    self.duplicates = duplicates
    self.refused = refused
    self.folded = folded
    self.stale = stale
    self.series = series
    self.build = build
  }

  /// Those of `hashmap-cli`.
  package static let hashmap = RegistryMetrics(
    duplicates: Metrics.telemetryDuplicateRegistrationsTotal, refused: Metrics.telemetryRefusedLabelsTotal,
    folded: Metrics.telemetryFoldedLabelsTotal, stale: Metrics.telemetryStaleSeriesRemovedTotal,
    series: Metrics.telemetrySeries, build: Metrics.buildInfo)
}
