import Base
import Documents

/// `config diff`, `config validate` and `config schema`.
enum ConfigFileCommands {
  /// Every command about configuration files, for a program.
  static func all(_ profile: ConfigurationProfile) -> [CommandSpec] {
    [
      ConfigShowCommand.spec(profile), ConfigSetCommand.spec(profile), ConfigApplyCommand.spec(profile),
      diff(profile), validate(profile),
      schema(profile), ConfigWizardCommand.spec(profile), ConfigEditCommand.spec(profile),
    ]
  }

  static func diff(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config diff",
      summary: "Show the settings in which two configuration files differ.",
      details: ["The word default stands for the defaults. What a file does not say has its default."],
      positionals: [
        PositionalSpec(name: "A", help: "A configuration file, or default.", kind: .file),
        PositionalSpec(name: "B", help: "Another one, or default.", kind: .file),
      ],
      examples: [
        Example(
          purpose: "what a file changes", line: "\(Example.program) config diff default \(profile.file)")
      ],
      failures: failures
    ) { arguments, session throws(Failure) in
      let (first, second) = (arguments.words[0], arguments.words[1])
      let changes = SettingChange.between(
        try ConfigFile.settings(first, of: session.program),
        try ConfigFile.settings(second, of: session.program))
      let text = changes.isEmpty ? "no difference\n" : SettingChange.table(changes, first, second)
      try session.succeed(text: text) { json in
        json.field("schema", session.program.schema("config_diff"))
        json.field("a", first)
        json.field("b", second)
        json.array("differences") { list in for change in changes { change.render("a", "b", into: &list) } }
      }
    }
  }

  static func validate(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config validate",
      summary: "Check configuration files: names, rules, TOML (or YAML or JSON by their names).",
      details: [
        "Everything that is wrong in any of the files is told, a line each, with its line and column."
      ],
      positionals: [
        PositionalSpec(name: "FILE", help: "A configuration file.", kind: .file, isRepeatable: true)
      ],
      examples: [
        Example(purpose: "before a deployment", line: "\(Example.program) config validate \(profile.file)")
      ],
      failures: failures
    ) { arguments, session throws(Failure) in
      var (valid, faults, unreadable) = ([String](), [Failure](), Failure?.none)
      for path in arguments.words {
        let found = ConfigFile.faults(path, of: session.program)
        if found.isEmpty { valid.append(path) }
        faults += found
        unreadable = unreadable ?? found.first { $0.label == .io }
      }
      let text = valid.map { "\($0): valid\n" } + faults.map { "\($0.detail)\n" }
      try session.conclude(isOK: faults.isEmpty, text: text.joined()) { json in
        json.field("schema", session.program.schema("config_validate"))
        json.array("valid") { list in for path in valid { list.string(path) } }
        json.array("faults") { list in
          for fault in faults {
            list.beginObject()
            list.field("error", fault.label.rawValue)
            list.field("detail", fault.detail)
            if let hint = fault.hint { list.field("hint", hint) }
            list.endObject()
          }
        }
      }
      if let unreadable { throw unreadable }
      if let first = faults.first {
        let more = faults.count == 1 ? "" : " (the first of \(faults.count) faults)"
        throw .badInput(first.detail + more, hint: first.hint)
      }
    }
  }

  static func schema(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config schema",
      summary: "Print the JSON Schema of configuration files, for editors.",
      details: ["The schema is printed as it is, with --json too. It is made from the table of settings."],
      examples: [
        Example(
          purpose: "for an editor",
          line: "\(Example.program) config schema > \(profile.file.split(separator: ".")[0]).schema.json")
      ]
    ) { _, session throws(Failure) in try render(session) }
  }

  private static func render(_ session: Session) throws(Failure) {
    let settings = session.program.settings
    var json = JSONWriter(pretty: !session.options.isJSON)
    json.beginObject()
    json.field("$schema", "https://json-schema.org/draft/2020-12/schema")
    json.field("title", session.program.configuration.title)
    json.field("type", "object")
    json.field("additionalProperties", false)
    json.object("properties") { tables in
      for table in names(of: settings) {
        tables.key(table)
        tables.beginObject()
        tables.field("type", "object")
        tables.field("additionalProperties", false)
        tables.object("properties") { members in
          for key in settings where key.name.hasPrefix(table + ".") {
            members.key(String(key.name.dropFirst(table.count + 1)))
            members.beginObject()
            key.renderSchema(into: &members)
            members.endObject()
          }
        }
        tables.endObject()
      }
    }
    json.endObject()
    try session.output.line(String(decoding: json.bytes, as: UTF8.self))
  }

  /// The tables in their order.
  private static func names(of settings: [SettingKey]) -> [String] {
    settings.map { String($0.name.prefix { $0 != "." }) }.reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  private static let failures = [
    FailureNote(label: .badInput, meaning: "A file breaks a rule; line, column and the rule are told."),
    FailureNote(label: .io, meaning: "A file cannot be read."),
  ]
}
