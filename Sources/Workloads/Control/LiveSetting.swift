/// The settings that may change while a run goes on, by their names.
package enum LiveSetting: String, CaseIterable, Sendable {
  case incrementalBatch = "adaptive.incremental_batch"
  case maxLoadFactorChaining = "adaptive.max_lf_chaining"
  case maxGroupLength = "adaptive.max_group_len"
  case maxAverageProbe = "adaptive.max_avg_probe_robinhood"
  case maxTombstoneRatio = "adaptive.max_tombstone_ratio"
  case largeMapWarning = "adaptive.large_map_warn_threshold"
  case memoryBudget = "adaptive.memory_budget"
  case watchdog = "watchdog.enabled"
  case warnLoadFactor = "watchdog.load_factor_warn"
  case warnAverageProbe = "watchdog.avg_probe_warn"
  case warnTombstones = "watchdog.tombstone_ratio_warn"
  case warnThroughputDrop = "watchdog.throughput_drop_warn"
  case warnLatency = "watchdog.latency_p99_ms_warn"
  case warnMigrationSeconds = "watchdog.migration_seconds_warn"
  case warnMigrationRate = "watchdog.migrations_per_minute_warn"
  case warnMemoryUse = "watchdog.memory_use_warn"
  case warnConflicts = "watchdog.recommendation_conflicts_warn"
  case forecastHorizon = "watchdog.forecast_horizon_seconds"
  case hysteresis = "watchdog.hysteresis"
  case hold = "watchdog.hold_seconds"
  case tickOperations = "run.tick_ops"
  case tickInterval = "run.tick_interval"
  case compactInterval = "run.compact_interval"
  case maxMemory = "run.max_memory"

  /// Whether it belongs to the policy, which only an adaptive map has.
  var isOfPolicy: Bool {
    switch self {
    case .maxLoadFactorChaining, .maxGroupLength, .maxAverageProbe, .maxTombstoneRatio, .memoryBudget: true
    default: false
    }
  }
}

/// The settings of a run that cannot change while it goes on, and why.
package enum FixedSetting {
  /// Every other setting by its name.
  package static let reasons: [String: String] = {
    let start = "it decides how the map begins"
    let places = "it places every key; the command reseed draws another seed"
    let exposition = "the server has begun with it"
    return [
      "map.mode":
        "the command convert:LAYOUT changes the layout, and what decides about it is chosen at the start",
      "map.seed": places, "map.hash": places,
      "map.segment_bytes": "it is the size every segment is cut to",
      "map.tombstones": "it is how robinhood has deleted",
      "adaptive.policy": "decisions of two kinds in one run could not be repeated",
      "adaptive.start_backend": start, "adaptive.initial_buckets": start, "adaptive.groups_per_bucket": start,
      "adaptive.initial_capacity_rh": start, "watchdog.webhook_url": "alerts are on their way to it",
      "metrics.latency_buckets": "all histograms of a run have the same bounds",
      "metrics.ops_alpha": "one smoothed rate cannot have two weights", "metrics.host": exposition,
      "metrics.port": exposition, "metrics.disabled_groups": exposition,
      "metrics.chart_libraries": exposition,
    ]
  }()
}
