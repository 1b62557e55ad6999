import Documents

/// `docs/config.md` and `docs/g6_config.md`: every setting and environment variable of a program in Markdown.
struct SettingsReference {
  private let program: Program
  private let introduction: [String]

  init(_ program: Program, introduction: [String] = Self.maps) {
    self.program = program
    self.introduction = introduction
  }

  func markdown() -> String {
    var lines = introduction
    for table in tables {
      lines += [
        "", "## [\(table)]", "", "| key | default | allowed | environment | |", "|---|---|---|---|---|",
      ]
      for key in program.settings where key.name.hasPrefix(table + ".") { lines.append(row(key, in: table)) }
    }
    lines += ["", "## Flags that override settings", "", "| flag | setting |", "|---|---|"]
    var listed: [String] = []
    for flag in (program.globals + program.commands.flatMap(\.flags)) where !listed.contains(flag.long) {
      guard let setting = flag.setting else { continue }
      listed.append(flag.long)
      lines.append("| `\(flag.usage)` | `\(setting)` |")
    }
    lines += ["", "## Other environment variables", "", "| variable | |", "|---|---|"]
    for variable in program.flagEnvironment { lines.append("| `\(variable.name)` | \(variable.help) |") }
    return lines.map { $0 + "\n" }.joined()
  }

  private var tables: [String] {
    var tables: [String] = []
    for key in program.settings {
      let table = String(key.name.prefix { $0 != "." })
      if !tables.contains(table) { tables.append(table) }
    }
    return tables
  }

  private func row(_ key: SettingKey, in table: String) -> String {
    let cells = [
      "`\(key.name.dropFirst(table.count + 1))`", "`\(key.defaultValue.shown)`", key.kind.rule,
      key.environment.map { "`\($0)`" } ?? "", key.help,
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}

extension SettingsReference {
  /// What stands above the settings of `hashmap-cli`.
  static let maps = [
    "# Configuration",
    "",
    "Generated from the table of settings by `hashmap-cli docs`; change the table, not this page.",
    "",
    "Settings come from four places. A flag beats the environment, the environment beats the configuration file,",
    "the file beats the default. `hashmap-cli config show` prints every value with the place it came from.",
    "",
    "The file is TOML, or YAML or JSON where its name ends in `.yaml`, `.yml` or `.json`, named by `--config FILE` or",
    "`ADHASH_CONFIG`. It is read strictly: an unknown table or key and",
    "a value that breaks its rule are errors (`BadInput`, exit code 2) that name line and column and, for a name,",
    "the nearest known one. The same rules hold for the environment; an empty variable counts as not set. Settings",
    "that may be `none` are switched off by `\"none\"`, `\"null\"`, `\"disabled\"` or `\"off\"`, in the file and in the",
    "environment.",
    "",
    "```toml",
    "[map]",
    "seed = 42",
    "segment_bytes = \"unlimited\"",
    "",
    "[adaptive]",
    "policy = \"thresholds\"",
    "max_lf_chaining = 0.6",
    "",
    "[watchdog]",
    "avg_probe_warn = \"none\"",
    "```",
  ]

  /// What stands above those of `g6`.
  static let options = [
    "# Configuration of g6",
    "",
    "Generated from the table of settings by `hashmap-cli docs`; change the table, not this page.",
    "",
    "A flag beats the environment, the environment beats the configuration file, the file beats the default. The file is",
    "TOML, or YAML or JSON where its name ends in `.yaml`, `.yml` or `.json`, named by `--config FILE` or `G6_CONFIG`. It",
    "is read strictly: an unknown key and a value that breaks its rule are errors (`BadInput`, exit code 2) with their",
    "place. An empty environment variable counts as not set. `g6 config show` prints every value with the place it came",
    "from; `g6 config-wizard` writes a first file ([the commands](config_files.md)).", "",
    "```toml",
    "[collection]",
    "provider = \"synthetic\"",
    "indices = \"NIFTY,SENSEX\"",
    "interval = 30",
    "",
    "[storage]",
    "out = \"data/g6_data\"",
    "```",
    "",
    "```json",
    "{\"retention\": {\"enabled\": true, \"dry_run\": true, \"max_age_days\": 45, \"protect_today\": true}}",
    "```",
  ]
}
