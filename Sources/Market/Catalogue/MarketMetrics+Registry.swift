import Telemetry

extension MarketMetrics {
  /// The metrics in which a registry of g6 tells of itself.
  package static let own = RegistryMetrics(
    duplicates: metricDuplicatesTotal, refused: metricRefusedLabelsTotal, folded: metricFoldedLabelsTotal,
    stale: metricStaleSeriesRemovedTotal, series: metricSeries, build: buildInfo)

  /// A registry of g6's metrics in these groups. A metric that the specification does not know cannot be observed in it:
  /// the attempt is counted in `g6_metric_refused_labels_total` under the name of the stranger.
  package static func registry(groups on: Set<MetricGroup> = groups.usual) -> Registry {
    let registry = Registry(all, groups: on, own: own)
    let series = MarketSeries(registry)
    for label in GroupLabel.allCases {
      series.metricGroupState(group: label).set(on.contains(MetricGroup(label.rawValue)) ? 1 : 0)
    }
    return registry
  }
}
