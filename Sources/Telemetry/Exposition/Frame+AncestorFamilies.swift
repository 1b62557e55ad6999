extension Frame {
  /// The same values under the names of the earlier program, in its units and with its labels; by the name of the
  /// metric they stand in place of.
  func ancestorFamilies() -> [String: [FamilySamples]] {
    var families: [String: [FamilySamples]] = [:]
    func put(_ metric: MetricDescriptor, in place: MetricDescriptor, _ samples: [([String], SampleValue)]) {
      var family = FamilySamples(metric)
      for (labels, value) in samples { family.add(labels, value) }
      families[place.name, default: []].append(family)
    }
    for (metric, count) in [
      (Metrics.ancestorOpsTotal, counts.total), (Metrics.ancestorPutsTotal, counts.puts),
      (Metrics.ancestorGetsTotal, counts.gets), (Metrics.ancestorDelsTotal, counts.deletes),
    ] { put(metric, in: Metrics.operationsTotal, [([], .integer(count))]) }
    put(Metrics.ancestorBackendInfo, in: Metrics.layoutInfo, [([map.backend], .integer(1))])
    put(Metrics.ancestorLoadFactor, in: Metrics.loadFactorRatio, [([], .number(map.loadFactor))])
    let longest = SampleValue.integer(UInt64(map.maxGroupLength))
    put(Metrics.ancestorMaxGroupLen, in: Metrics.longestGroupEntries, [([], longest)])
    put(Metrics.ancestorAvgProbeEstimate, in: Metrics.meanProbeDistance, [([], .number(map.averageProbe))])
    put(
      Metrics.ancestorProbeLengthCount, in: Metrics.probeDistanceEntries,
      map.probeHistogram.map { (["\($0.distance)"], .integer(UInt64($0.count))) })
    let bounds = buckets.bounds.map { Double($0) / 1e6 }
    let byOperation = Array(zip(OpLabel.allCases.map(\.rawValue), latency.all))
    put(
      Metrics.ancestorLatencyMsHist, in: Metrics.operationDurationSeconds,
      byOperation.map { op, summary in
        (
          [op],
          .histogram(
            bounds: bounds, cumulative: summary.cumulative.dropLast(), count: summary.count,
            sumNanoseconds: summary.sum)
        )
      })
    let quantiles = [("p50", "0.5"), ("p90", "0.9"), ("p99", "0.99")]
    put(
      Metrics.ancestorLatencyMs, in: Metrics.operationDurationQuantileSeconds,
      byOperation.flatMap { op, summary in
        zip(quantiles, summary.quantiles).map { ([op, $0.0], .number(Double($1) / 1e6)) }
      })
    put(
      Metrics.ancestorLatencyMsSummary, in: Metrics.operationDurationQuantileSeconds,
      byOperation.map { op, summary in
        let shares = zip(quantiles, summary.quantiles).map { (share: $0.1, milliseconds: Double($1) / 1e6) }
        return (
          [op], .summary(quantiles: shares, count: summary.count, sumMilliseconds: Double(summary.sum) / 1e6)
        )
      })
    put(
      Metrics.ancestorWatchdogAlertActive, in: Metrics.alertActive,
      zip(Guardrails.metrics, alertFlags).prefix(3).map { ([$0], .integer($1 ? 1 : 0)) })
    return families
  }
}
