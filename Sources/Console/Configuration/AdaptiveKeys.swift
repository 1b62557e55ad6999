import Documents
import HashMaps

/// `[adaptive]`: how the adaptive map starts and what makes it change its layout.
enum AdaptiveKeys {
  static let policy = SettingKey(
    "adaptive.policy", .choice(MapConfiguration.PolicyKind.names),
    default: .text(MapConfiguration.PolicyKind.live.name), environment: "ADHASH_POLICY",
    help: "When the layout changes: live by measured cost, thresholds by the limits below alone.")
  static let startBackend = SettingKey(
    "adaptive.start_backend", .choice(Layout.allCases.map(\.name)),
    default: .text(Layout.grouped.name), environment: "ADAPTIVE_START_BACKEND",
    help: "Layout of an empty map.")
  static let initialBuckets = SettingKey(
    "adaptive.initial_buckets", .powerOfTwo(1...1_073_741_824), default: .integer(64),
    environment: "ADAPTIVE_INITIAL_BUCKETS", help: "Buckets a map that starts as chaining makes room for.")
  static let groupsPerBucket = SettingKey(
    "adaptive.groups_per_bucket", .powerOfTwo(1...65_536), default: .integer(8),
    environment: "ADAPTIVE_GROUPS_PER_BUCKET", help: "Entries for which each of these buckets gets room.")
  static let initialCapacity = SettingKey(
    "adaptive.initial_capacity_rh", .powerOfTwo(1...1_073_741_824), default: .integer(64),
    environment: "ADAPTIVE_INITIAL_CAPACITY_RH",
    help: "Entries a map that starts in another layout makes room for.")
  static let incrementalBatch = SettingKey(
    "adaptive.incremental_batch", .integer(1...1_073_741_824), default: .integer(2048),
    environment: "ADAPTIVE_INCREMENTAL_BATCH",
    help: "Entries a migration may move per 1,024 operations; never more than one segment at once.")
  static let maxLoadFactorChaining = SettingKey(
    "adaptive.max_lf_chaining", .number(.above(0, to: 1)), default: .number(0.70),
    environment: "ADAPTIVE_MAX_LF_CHAINING", help: "Load factor above which chaining gives way.")
  static let maxGroupLength = SettingKey(
    "adaptive.max_group_len", .integer(1...Int.max), default: .integer(14),
    environment: "ADAPTIVE_MAX_GROUP_LEN",
    help: "Entries of the longest chaining bucket above which chaining gives way.")
  static let maxAverageProbe = SettingKey(
    "adaptive.max_avg_probe_robinhood", .number(.above(0)), default: .number(1.8),
    environment: "ADAPTIVE_MAX_AVG_PROBE_RH", help: "Mean probe length above which robinhood gives way.")
  static let maxTombstoneRatio = SettingKey(
    "adaptive.max_tombstone_ratio", .number(.from(0, to: 1)), default: .number(0.15),
    environment: "ADAPTIVE_MAX_TOMBSTONE_RATIO", help: "Share of tombstones from which robinhood compacts.")
  static let largeMapWarning = SettingKey(
    "adaptive.large_map_warn_threshold", .integer(0...Int.max), default: .integer(1_000_000),
    environment: "ADAPTIVE_LARGE_WARN_THRESHOLD",
    help: "Entries from which the start of a migration is logged as a warning.")
  static let memoryBudget = SettingKey(
    "adaptive.memory_budget", .optionalInteger(1...Int.max), default: .none,
    environment: "ADHASH_MEMORY_BUDGET",
    help: "Bytes the map should stay below; it converts to compact rather than pass them.")

  static let all = [
    policy, startBackend, initialBuckets, groupsPerBucket, initialCapacity, incrementalBatch,
    maxLoadFactorChaining, maxGroupLength, maxAverageProbe, maxTombstoneRatio, largeMapWarning, memoryBudget,
  ]
}

/// `[watchdog]`: when a run warns about its map.
enum WatchdogKeys {
  static let enabled = SettingKey(
    "watchdog.enabled", .bool, default: .bool(true), environment: "WATCHDOG_ENABLED",
    help: "Whether measurements are held against the limits below.")
  static let loadFactor = SettingKey(
    "watchdog.load_factor_warn", .optionalNumber(.from(0, to: 1)), default: .number(0.87),
    environment: "WATCHDOG_LOAD_FACTOR_WARN", help: "Warn from this load factor.")
  static let averageProbe = SettingKey(
    "watchdog.avg_probe_warn", .optionalNumber(.above(0)), default: .number(8),
    environment: "WATCHDOG_AVG_PROBE_WARN", help: "Warn from this mean probe length.")
  static let tombstones = SettingKey(
    "watchdog.tombstone_ratio_warn", .optionalNumber(.from(0, to: 1)), default: .number(0.2),
    environment: "WATCHDOG_TOMBSTONE_WARN", help: "Warn from this share of tombstones.")

  static let throughputDrop = SettingKey(
    "watchdog.throughput_drop_warn", .optionalNumber(.above(0, to: 1)), default: .number(0.7),
    environment: "WATCHDOG_THROUGHPUT_DROP_WARN",
    help: "Warn when throughput lies this share below its mean of the last 30 seconds.")
  static let latency = SettingKey(
    "watchdog.latency_p99_ms_warn", .optionalNumber(.above(0)), default: .number(1),
    environment: "WATCHDOG_LATENCY_P99_MS_WARN",
    help: "Warn when one operation in a hundred takes this many milliseconds.")
  static let migrationSeconds = SettingKey(
    "watchdog.migration_seconds_warn", .optionalNumber(.above(0)), default: .number(10),
    environment: "WATCHDOG_MIGRATION_SECONDS_WARN", help: "Warn when a migration has run for so many seconds."
  )
  static let migrationRate = SettingKey(
    "watchdog.migrations_per_minute_warn", .optionalNumber(.above(0)), default: .number(6),
    environment: "WATCHDOG_MIGRATIONS_PER_MINUTE_WARN",
    help: "Warn from so many migrations within a minute.")
  static let memoryUse = SettingKey(
    "watchdog.memory_use_warn", .optionalNumber(.above(0, to: 1)), default: .number(0.9),
    environment: "WATCHDOG_MEMORY_USE_WARN",
    help: "Warn from this share of the smaller of --max-memory and --memory-budget.")
  static let conflicts = SettingKey(
    "watchdog.recommendation_conflicts_warn", .optionalNumber(.above(0)), default: .number(1),
    environment: "WATCHDOG_RECOMMENDATION_CONFLICTS_WARN",
    help: "Warn from so many recommendations that contradict the run.")
  static let forecastHorizon = SettingKey(
    "watchdog.forecast_horizon_seconds", .optionalNumber(.above(0)), default: .number(60),
    environment: "WATCHDOG_FORECAST_HORIZON_SECONDS",
    help: "Warn of a breach that a recommendation forecasts within so many seconds.")
  static let hysteresis = SettingKey(
    "watchdog.hysteresis", .number(.from(0, to: 0.9)), default: .number(0.05),
    environment: "WATCHDOG_HYSTERESIS",
    help: "Share of a limit by which a value must fall below it to end a warning.")
  static let hold = SettingKey(
    "watchdog.hold_seconds", .number(.from(0, to: 3600)), default: .number(1),
    environment: "WATCHDOG_HOLD_SECONDS",
    help: "Seconds for which throughput and latency must be at their limit.")

  static let webhook = SettingKey(
    "watchdog.webhook_url", .text, default: .text(""), environment: "WATCHDOG_WEBHOOK_URL", isSecret: true,
    help: "Address to which alerts are posted (hashmap.alert.v1, docs/metrics_schema.md); empty for none.",
    refusal: SettingRefusals.webhook)

  static let all = [
    enabled, loadFactor, averageProbe, tombstones, throughputDrop, latency, migrationSeconds, migrationRate,
    memoryUse, conflicts, forecastHorizon, hysteresis, hold, webhook,
  ]
}
