import Documents
import HashMaps
import Telemetry

/// Every setting the program knows, in the order `config show` and the documentation list them.
enum SettingKeys {
  static let all = MapKeys.all + AdaptiveKeys.all + WatchdogKeys.all + MetricsKeys.all
}

/// `[map]`: what every map is made with.
enum MapKeys {
  static let mode = SettingKey(
    "map.mode", .choice(MapMode.names), default: .text(MapMode.adaptive.rawValue),
    environment: "ADHASH_MODE",
    help: "Which map serves: adaptive, or one fixed layout by its name or its purpose.")
  static let seed = SettingKey(
    "map.seed", .optionalInteger(0...Int.max), default: .none, environment: "ADHASH_SEED",
    help: "Seed of the hash; none draws one, a number makes runs repeatable.")
  static let hash = SettingKey(
    "map.hash", .choice(HashKind.names), default: .text(HashKind.fast.name),
    environment: "ADHASH_HASH",
    help: "Hash function: fast for data of your own, sip (SipHash-1-3) for data from strangers.")
  static let segmentBytes = SettingKey(
    "map.segment_bytes", .integerOr("unlimited", 256...1_073_741_824), default: .integer(16_384),
    environment: "ADHASH_SEGMENT_BYTES",
    help: "Largest segment in bytes, which bounds every pause; unlimited keeps one flat table.")
  static let tombstones = SettingKey(
    "map.tombstones", .bool, default: .bool(false), environment: "ADHASH_TOMBSTONES",
    help: "Whether robinhood deletes by tombstones instead of shifting entries back.")

  static let all = [mode, seed, hash, segmentBytes, tombstones]
}

/// `[metrics]`: how measurements are taken and offered.
enum MetricsKeys {
  static let latencyBuckets = SettingKey(
    "metrics.latency_buckets", .choice(LatencyBuckets.names),
    default: .text(LatencyBuckets.standard.name), environment: "ADHASH_LATENCY_BUCKETS",
    help: "Bounds of latency histograms: default from 0.05 ms, micro from 0.001 ms.")
  static let opsAlpha = SettingKey(
    "metrics.ops_alpha", .number(.from(0, to: 1)), default: .number(0.25), environment: "ADHASH_OPS_ALPHA",
    help: "Weight of the newest rate in the smoothed operations per second.")
  static let host = SettingKey(
    "metrics.host", .text, default: .text("127.0.0.1"), environment: "ADHASH_METRICS_HOST",
    help: "Address the server of serve and run-csv binds.")
  static let port = SettingKey(
    "metrics.port", .integerOr("auto", 0...65_535), default: .none, environment: "ADHASH_METRICS_PORT",
    help: "Port of the server, 0 or auto for a free one; where it is set, run-csv serves every run.")

  static let disabledGroups = SettingKey(
    "metrics.disabled_groups", .text, default: .text(""), environment: "ADHASH_METRICS_DISABLED_GROUPS",
    help:
      "Groups of metrics to leave out of expositions, with commas between them; docs/metrics.md lists them.",
    refusal: SettingRefusals.groups(Metrics.groups))

  static let chartLibraries = SettingKey(
    "metrics.chart_libraries", .text, default: .text(""), environment: "ADHASH_CHART_LIBRARIES",
    help:
      "Folder of dygraph.min.js and plotly.min.js for the dashboard; empty looks where setup and packages put them."
  )

  static let all = [latencyBuckets, opsAlpha, host, port, disabledGroups, chartLibraries]
}
