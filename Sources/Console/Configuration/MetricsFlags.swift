import Telemetry

/// The flags of commands that measure; each overrides a setting.
enum MetricsFlags {
  static let latencyBuckets = Flag<Void>.setting(
    "latency-buckets", MetricsKeys.latencyBuckets, value: "SET", kind: .choice(LatencyBuckets.specs),
    "Bounds of the latency histogram in ticks."
  ).grouped("Measurement")
}
