import Documents
import Governance

/// The flags of `retention scan`, `apply` and `undo`.
enum RetentionFlags {
  static let root = setting("root", "root", value: "DIR", kind: .directory, "The folder to look at.")
  static let maxAge = setting(
    "max-age-days", "max_age_days", value: "N", "Content that many days old or younger stays.")
  static let minKeep = setting(
    "min-keep", "min_keep", value: "N", "Newest days that stay in every series, however old.")
  static let influx = setting("prune-influx", "prune_influx", "Whether points of InfluxDB go too.")
  static let today = Flag<String?>.optional(
    "today", "DATE",
    "Count ages from this day, YYYY-MM-DD, for data of another time; the exchange's present day stays protected."
  )
  static let planOut = Flag<String?>.optional("plan-out", "FILE", kind: .file, "Write the plan here.")
  static let metricsOut = Flag<String?>.optional(
    "metrics-out", "FILE", kind: .file,
    "Write the numbers of the scan here as Prometheus reads them, for the textfile collector of its node exporter."
  )
  static let plan = Flag<String>.required("plan", "FILE", kind: .file, "The plan that a scan wrote.")
  static let influxURL = Flag<Void>.setting(
    "influx-url", DestinationKeys.influx, value: "URL", kind: .text,
    "The InfluxDB whose points the plan deletes, such as http://127.0.0.1:8086; its token comes from G6_INFLUX_TOKEN."
  )
  static let influxDatabase = Flag<Void>.setting(
    "influx-db", DestinationKeys.influxDatabase, value: "NAME", kind: .text,
    "The database on it, of version 1.")
  static let influxOrganization = Flag<Void>.setting(
    "influx-org", DestinationKeys.influxOrganization, value: "NAME", kind: .text)
  static let influxBucket = Flag<Void>.setting(
    "influx-bucket", DestinationKeys.influxBucket, value: "NAME", kind: .text)

  /// Those that override settings of `[retention]`.
  static let policy = [root, maxAge, minKeep, influx].map(\.spec)

  private static func setting(
    _ long: String, _ key: String, value: String = "", kind: ValueKind? = nil, _ help: String
  ) -> Flag<Void> {
    guard let declared = RetentionKeys.all.first(where: { $0.name == "retention.\(key)" }) else {
      preconditionFailure("no setting retention.\(key)")
    }
    return .setting(long, declared, value: value, kind: kind, help)
  }
}
