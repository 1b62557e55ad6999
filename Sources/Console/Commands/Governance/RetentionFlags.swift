import Documents
import Governance

/// The flags of `retention scan`, `apply` and `undo`.
enum RetentionFlags {
  static let config = Flag<String?>.optional(
    "config", "FILE", kind: .file,
    "Read the table retention of a TOML, YAML or JSON file (docs/g6_config.md lists its keys)."
  ).environment("G6_CONFIG")
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
  static let influxURL = Flag<String?>.optional(
    "influx-url", "URL",
    "The InfluxDB v1 server whose points the plan deletes, such as http://127.0.0.1:8086."
  ).environment("G6_INFLUX_URL")
  static let influxDatabase = Flag<String>.text(
    "influx-db", "NAME", default: "g6_data", "The database on it.")

  private static func setting(
    _ long: String, _ key: String, value: String = "", kind: ValueKind? = nil, _ help: String
  ) -> Flag<Void> {
    guard let declared = RetentionKeys.all.first(where: { $0.name == "retention.\(key)" }) else {
      preconditionFailure("no setting retention.\(key)")
    }
    return .setting(long, declared, value: value, kind: kind, help)
  }

  /// The settings of `[retention]`: defaults, then the file, the environment and the flags.
  static func settings(_ arguments: Arguments, _ session: Session) throws(Failure) -> Settings {
    try Failure.wrapping { () throws(DocumentError) in
      var settings = Settings(keys: RetentionKeys.all)
      if let path = arguments[config] { try settings.merge(try table(path), file: path) }
      try settings.merge(environment: session.environment)
      for override in arguments.overrides {
        try settings.merge(flag: override.flag, name: override.key, text: override.text)
      }
      return settings
    }
  }

  /// The table `retention` of a configuration file, alone; others belong to other commands.
  private static func table(_ path: String) throws(DocumentError) -> DocumentTable {
    let root = try ConfigurationFile.read(path)
    guard let member = root.members.first(where: { $0.key == "retention" }) else {
      return DocumentTable(position: root.position)
    }
    var alone = DocumentTable(position: root.position)
    _ = alone.append(member)
    return alone
  }
}
