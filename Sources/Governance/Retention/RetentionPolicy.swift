import Base
import Documents

/// What may be removed, and what never is.
package struct RetentionPolicy: Equatable, Sendable {
  /// Whether anything may be removed without being asked for by name.
  package var isEnabled = false
  /// Whether scans on a schedule only plan.
  package var isDryRun = true
  /// Content that many days old or younger stays.
  package var maxAgeDays = 45
  /// Whether content of the exchange's present day stays whatever the age says.
  package var protectsToday = true
  /// Kinds of files that may go.
  package var families: Set<RetentionFamily> = [.csv, .ndjson, .panels]
  /// Whether points of InfluxDB go too.
  package var prunesInflux = false
  /// Newest days that stay in every series, however old.
  package var minKeep = 3
  /// Patterns of paths that always stay; `*` within a name, `**` across folders, `?` for one character.
  package var whitelist: [String] = []
  /// Where removed files wait, relative to the root unless it begins with `/`.
  package var quarantine = ".quarantine"
  /// Days they wait there.
  package var quarantineDays = 7
  /// Whether they are compressed there.
  package var compresses = true

  /// The policy of the defaults.
  package init() {}

  /// Where removed files of a root wait.
  func quarantineFolder(of root: String) -> String {
    quarantine.hasPrefix("/") ? quarantine : "\(root)/\(quarantine)"
  }
}

/// Kinds of files that retention knows. Raw values are the names in plans, settings and metrics.
package enum RetentionFamily: String, CaseIterable, Sendable {
  /// Rows of options and overviews.
  case csv
  /// Event logs and journals, an object a line.
  case ndjson
  /// Panels that lie about singly; generations are bounded by their own store.
  case panels
  /// Snapshots of maps.
  case snapshots
  /// Whatever lies below a folder named `jobs`.
  case jobs

  /// Whether days stand in the content, not in the name alone.
  var tellsItsDays: Bool { self == .csv || self == .ndjson || self == .panels }
}

/// The settings of `[retention]`.
package enum RetentionKeys {
  /// All of them, in the order of the documentation.
  package static let all: [SettingKey] = [
    SettingKey(
      "retention.enabled", .bool, default: .bool(false), environment: "G6_RETENTION_ENABLED",
      help:
        "Whether files may be removed, and collect runs retention when a day's session is over; set to false, an apply is refused too."
    ),
    SettingKey(
      "retention.dry_run", .bool, default: .bool(true), environment: "G6_RETENTION_DRY_RUN",
      help: "Whether the retention of collect only writes plans, into .g6/retention of its folder."),
    SettingKey(
      "retention.root", .text, default: .text("data/g6_data"), environment: "G6_RETENTION_ROOT",
      help: "The folder whose files are looked at."),
    SettingKey(
      "retention.max_age_days", .integer(0...36_500), default: .integer(45),
      environment: "G6_RETENTION_MAX_AGE_DAYS", help: "Content that many days old or younger stays."),
    SettingKey(
      "retention.protect_today", .bool, default: .bool(true), environment: "G6_RETENTION_PROTECT_TODAY",
      help: "Whether content of the exchange's present day stays whatever the age says."),
    SettingKey(
      "retention.min_keep", .integer(0...10_000), default: .integer(3), environment: "G6_RETENTION_MIN_KEEP",
      help: "Newest days that stay in every series, however old."),
    SettingKey(
      "retention.prune_csv", .bool, default: .bool(true), environment: "G6_RETENTION_PRUNE_CSV",
      help: "Whether rows of options and overviews may go."),
    SettingKey(
      "retention.prune_ndjson", .bool, default: .bool(true), environment: "G6_RETENTION_PRUNE_NDJSON",
      help: "Whether event logs and journals may go."),
    SettingKey(
      "retention.prune_panels", .bool, default: .bool(true), environment: "G6_RETENTION_PRUNE_PANELS",
      help: "Whether panels that lie about singly may go."),
    SettingKey(
      "retention.prune_snapshots", .bool, default: .bool(false), environment: "G6_RETENTION_PRUNE_SNAPSHOTS",
      help: "Whether snapshots of maps may go."),
    SettingKey(
      "retention.prune_jobs", .bool, default: .bool(false), environment: "G6_RETENTION_PRUNE_JOBS",
      help: "Whether what lies below a folder named jobs may go."),
    SettingKey(
      "retention.prune_influx", .bool, default: .bool(false), environment: "G6_RETENTION_PRUNE_INFLUX",
      help: "Whether points of InfluxDB go too; they do not come back with an undo."),
    SettingKey(
      "retention.whitelist", .text, default: .text(""), environment: "G6_RETENTION_WHITELIST",
      help:
        "Patterns of paths that always stay, with commas between them; * within a name, ** across folders."),
    SettingKey(
      "retention.quarantine", .text, default: .text(".quarantine"), environment: "G6_RETENTION_QUARANTINE",
      help: "The folder in which removed files wait, relative to the root."),
    SettingKey(
      "retention.quarantine_days", .integer(0...3650), default: .integer(7),
      environment: "G6_RETENTION_QUARANTINE_DAYS",
      help: "Days they wait there before a later apply deletes them."),
    SettingKey(
      "retention.compress", .bool, default: .bool(true), environment: "G6_RETENTION_COMPRESS",
      help: "Whether they are compressed there; what was written is read back first."),
  ]
}

extension RetentionPolicy {
  /// The policy that settings describe.
  package init(_ settings: Settings) {
    isEnabled = settings.bool("retention.enabled")
    isDryRun = settings.bool("retention.dry_run")
    maxAgeDays = settings.integer("retention.max_age_days")
    protectsToday = settings.bool("retention.protect_today")
    minKeep = settings.integer("retention.min_keep")
    families = Set(RetentionFamily.allCases.filter { settings.bool("retention.prune_\($0.rawValue)") })
    prunesInflux = settings.bool("retention.prune_influx")
    whitelist = settings.text("retention.whitelist").split(separator: ",").map { pattern in
      String(pattern.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    quarantine = settings.text("retention.quarantine")
    quarantineDays = settings.integer("retention.quarantine_days")
    compresses = settings.bool("retention.compress")
  }
}
