/// The settings that may change while a run goes on, by their names.
package enum LiveSetting: String, CaseIterable, Sendable {
  case incrementalBatch = "adaptive.incremental_batch"
  case maxLoadFactorChaining = "adaptive.max_lf_chaining"
  case maxGroupLength = "adaptive.max_group_len"
  case maxAverageProbe = "adaptive.max_avg_probe_robinhood"
  case maxTombstoneRatio = "adaptive.max_tombstone_ratio"
  case memoryBudget = "adaptive.memory_budget"
  case warnLoadFactor = "watchdog.load_factor_warn"
  case warnAverageProbe = "watchdog.avg_probe_warn"
  case warnTombstones = "watchdog.tombstone_ratio_warn"
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
