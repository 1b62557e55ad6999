extension Frame {
  /// The values of every metric whose source is a frame, in the order of the specification.
  ///
  /// A function of the frame alone: the same live and from a file. Label values that are not allowed (a layout nobody
  /// knows, from a foreign file) are left out, and `refused` is told of their metric.
  package func families(refused: @escaping (MetricDescriptor) -> Void = { _ in }) -> [FamilySamples] {
    var gathered = FamilyGatherer(refused: refused)
    gathered.number(Metrics.frameNumber, .integer(frame))
    gathered.add(Metrics.runInfo, [([runID], .integer(1))])
    gathered.number(Metrics.runElapsedSeconds, .number(seconds))
    gathered.number(Metrics.runIdle, .integer(isIdle ? 1 : 0))
    let byOperation = zip([OpLabel.put, .get, .del], [counts.puts, counts.gets, counts.deletes])
    gathered.add(Metrics.operationsTotal, byOperation.map { ([$0.rawValue], .integer($1)) })
    gathered.number(Metrics.hitsTotal, .integer(counts.hits))
    gathered.add(
      Metrics.operationsPerSecond,
      [
        ([WindowLabel.instant.rawValue], .number(instantRate)),
        ([WindowLabel.smoothed.rawValue], .number(smoothedRate)),
      ])
    gatherMap(into: &gathered)
    gatherLatency(into: &gathered)
    let active = alerts.map { [$0.metric, $0.severity] }
    gathered.add(
      Metrics.alertActive,
      RuleLabel.allCases.flatMap { rule in
        SeverityLabel.allCases.map { severity in
          let labels = [rule.rawValue, severity.rawValue]
          return (labels, SampleValue.integer(active.contains(labels) ? 1 : 0))
        }
      })
    gathered.number(Metrics.alertsRaisedTotal, .integer(alertsRaised))
    gathered.add(Metrics.runEventsTotal, eventTotals.map { ([$0.name], .integer(UInt64($0.count))) })
    return gathered.families
  }

  private func gatherMap(into gathered: inout FamilyGatherer) {
    gathered.add(Metrics.layoutInfo, [([map.backend], .integer(1))])
    gathered.add(
      Metrics.migrationActive,
      LayoutLabel.allCases.map { ([$0.rawValue], .integer($0.rawValue == map.migratingTo ? 1 : 0)) })
    gathered.number(Metrics.migrationsTotal, .integer(map.migrations))
    gathered.number(Metrics.compactionsTotal, .integer(map.compactions))
    let structure: [(MetricDescriptor, (StructuralTotal) -> SampleValue)] = [
      (Metrics.structureEventsTotal, { .integer($0.events) }),
      (Metrics.structureEntriesTotal, { .integer($0.entries) }),
      (Metrics.structureSecondsTotal, { .number(Double($0.nanoseconds) / 1e9) }),
      (Metrics.structureLongestSeconds, { .number(Double($0.longestNanoseconds) / 1e9) }),
    ]
    for (metric, value) in structure {
      // Kinds that have not happened are there with 0, so that their first event is an increase.
      let unseen = ChangeLabel.allCases.map(\.rawValue).filter { name in
        !map.structure.contains { $0.name == name }
      }
      gathered.add(
        metric,
        map.structure.map { ([$0.name], value($0)) } + unseen.map { ([$0], .integer(0)) })
    }
    gathered.number(Metrics.loadFactorRatio, .number(map.loadFactor))
    gathered.number(Metrics.longestGroupEntries, .integer(UInt64(map.maxGroupLength)))
    gathered.number(Metrics.meanProbeDistance, .number(map.averageProbe))
    gathered.number(Metrics.tombstoneRatio, .number(map.tombstoneRatio))
    gathered.add(
      Metrics.probeDistanceEntries,
      map.probeHistogram.map { (["\($0.distance)"], .integer(UInt64($0.count))) })
    gathered.number(Metrics.entries, .integer(UInt64(map.entries)))
    let segments = LayoutLabel.allCases.map { layout in
      (layout.rawValue, map.segments.first { $0.name == layout.rawValue }?.count ?? 0)
    }
    gathered.add(Metrics.segments, segments.map { ([$0.0], .integer(UInt64($0.1))) })
    let memory = map.memory
    let parts = [memory.keys, memory.values, memory.metadata, memory.slack, memory.arena]
    gathered.add(
      Metrics.memoryBytes, zip(PartLabel.allCases, parts).map { ([$0.rawValue], .integer(UInt64($1))) })
  }

  private func gatherLatency(into gathered: inout FamilyGatherer) {
    let bounds = buckets.bounds.map { Double($0) / 1e9 }
    gathered.add(
      Metrics.operationDurationSeconds,
      zip([OpLabel.put, .get, .del], latency.byKind).map { op, summary in
        (
          [op.rawValue],
          .histogram(
            bounds: bounds, cumulative: summary.cumulative.dropLast(), count: summary.count,
            sumNanoseconds: summary.sum)
        )
      })
    for (metric, reading) in [
      (Metrics.operationDurationQuantileSeconds, latency), (Metrics.loopDurationQuantileSeconds, loopLatency),
    ] {
      gathered.add(
        metric,
        zip(OpLabel.allCases, reading.all).flatMap { op, summary in
          zip(ShareLabel.allCases, summary.quantiles).map { quantile, value in
            ([op.rawValue, quantile.rawValue], .number(Double(value) / 1e9))
          }
        })
    }
    gathered.add(
      Metrics.windowDurationQuantileSeconds,
      zip(ShareLabel.allCases, window.quantiles).map { ([$0.rawValue], .number(Double($1) / 1e9)) })
  }
}

/// Families as they are gathered.
struct FamilyGatherer {
  let refused: (MetricDescriptor) -> Void
  private(set) var families: [FamilySamples] = []

  init(refused: @escaping (MetricDescriptor) -> Void) {
    self.refused = refused
  }

  mutating func number(_ metric: MetricDescriptor, _ value: SampleValue) { add(metric, [([], value)]) }

  mutating func add(_ metric: MetricDescriptor, _ samples: [([String], SampleValue)]) {
    var family = FamilySamples(metric)
    for (labels, value) in samples where !family.add(labels, value) { refused(metric) }
    families.append(family)
  }
}
