import Base
import Documents

/// `config show`.
enum ConfigShowCommand {
  static func spec(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config show",
      summary: "Show every setting with its value and where the value came from.",
      details: [
        """
        A flag beats the environment, the environment beats the configuration file, the file beats the default. \
        Give the flags and the --config of another command to see what it would run with.
        """
      ],
      flags: profile.flags,
      examples: [
        Example(purpose: "what applies here and now", line: "\(Example.program) config show"),
        Example(
          purpose: "what a file and a flag together give",
          line: "\(Example.program) --config \(profile.file) config show \(profile.override)"),
        Example(
          purpose: "one value, for a script",
          line:
            "\(Example.program) --json config show | jq '.settings[] | select(.name == \"\(profile.written[0].name)\") | .value'"
        ),
      ],
      failures: [
        FailureNote(
          label: .badInput,
          meaning: "A flag, an environment variable or a line of the configuration file is wrong."),
        FailureNote(label: .io, meaning: "The configuration file cannot be read."),
      ]
    ) { arguments, session throws(Failure) in
      let settings = try session.settings(arguments)
      try session.succeed(text: table(settings, session)) { json in
        json.field("schema", session.program.schema("config_show"))
        json.field("config_file", session.options.configPath)
        json.array("settings") { json in
          for entry in settings.entries { write(entry, to: &json) }
        }
      }
    }
  }

  private static func table(_ settings: Settings, _ session: Session) -> String {
    var table = TextTable("setting", "value", "origin")
    for entry in settings.entries {
      table.add(entry.key.name, entry.reported.shown, entry.origin.description)
    }
    return table.lines().map { $0 + "\n" }.joined()
  }

  private static func write(_ entry: Settings.Setting, to json: inout JSONWriter) {
    json.beginObject()
    json.field("name", entry.key.name)
    switch entry.reported {
    case .bool(let value): json.field("value", value)
    case .integer(let value): json.field("value", value)
    case .number(let value): json.field("value", value)
    case .text(let value): json.field("value", value)
    case .none: json.field("value", String?.none)
    }
    switch entry.origin {
    case .defaultValue: json.field("origin", "default")
    case .file(let path, let line):
      json.field("origin", "file")
      json.field("file", path)
      json.field("line", line)
    case .environment(let name):
      json.field("origin", "environment")
      json.field("environment", name)
    case .flag(let name):
      json.field("origin", "flag")
      json.field("flag", name)
    }
    json.endObject()
  }
}
