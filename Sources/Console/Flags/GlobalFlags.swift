/// The flags every command accepts, before or after its name.
enum GlobalFlags {
  static let mode = Flag<Void>.setting(
    "mode", MapKeys.mode, value: "MODE", kind: .choice(MapMode.specs),
    "Which map serves: adaptive changes its layout while it runs, the others keep one."
  ).grouped(map)

  static let config = Flag<String?>.optional(
    "config", "FILE", kind: .file,
    "Read settings from a TOML, YAML or JSON file (docs/config.md lists them)."
  ).environment("ADHASH_CONFIG").grouped(map)

  /// That of `g6`.
  static let optionsConfig = Flag<String?>.optional(
    "config", "FILE", kind: .file,
    "Read settings from a TOML, YAML or JSON file (docs/g6_config.md lists them)."
  ).environment("G6_CONFIG").grouped("Configuration")

  static let json = Flag<Bool>.toggle(
    "json", "Print the result as one line of JSON on standard output."
  ).grouped(output)

  static let quiet = Flag<Bool>.toggle(
    "quiet", "Show no progress bar and no log lines below warning on standard error."
  ).short("q").grouped(output)

  static let noColor = Flag<Bool>.toggle(
    "no-color", "Use no colours; a non-empty NO_COLOR in the environment means the same."
  ).grouped(output)

  static let logLevel = Flag<LogLevel>.choice(
    "log-level", "LEVEL", default: .info, "Log this level and what is more severe."
  ).grouped(logging)

  static let logJSON = Flag<Bool>.toggle(
    "log-json", "Write log lines as JSON objects with ts, level, logger and msg."
  ).grouped(logging)

  static let logFile = Flag<String?>.optional(
    "log-file", "FILE", kind: .file,
    """
    Append log lines to this file as well, rotating it by size; none keeps no file. Without it, serve and a run that is \
    served log into the user's cache folder.
    """
  ).environment("ADHASH_LOG_FILE").grouped(logging)

  static let logMaxBytes = Flag<Int>.bytes(
    "log-max-bytes", default: 5_000_000, "Rotate the log file at this size; 0 never rotates."
  ).grouped(logging)

  static let logBackupCount = Flag<Int>.integer(
    "log-backup-count", in: 0...1000, default: 5,
    "Keep this many rotated log files; with 0 the file starts over."
  ).grouped(logging)

  static let help = Flag<Bool>.toggle("help", "Show help and exit.").short("h").grouped(about)

  static let version = Flag<Bool>.toggle("version", "Print the version and exit.").short("V").grouped(about)

  /// Of `hashmap-cli`, in the order help shows them.
  static let all: [FlagSpec] = [mode.spec, config.spec] + everywhere

  /// Of every program.
  static let everywhere: [FlagSpec] = [
    json.spec, quiet.spec, noColor.spec, logLevel.spec, logJSON.spec, logFile.spec, logMaxBytes.spec,
    logBackupCount.spec, help.spec, version.spec,
  ]

  private static let map = "Map"
  private static let output = "Output"
  private static let logging = "Logging"
  private static let about = "About"
}
