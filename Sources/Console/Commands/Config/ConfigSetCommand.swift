import Base
import Documents

/// `config set`.
enum ConfigSetCommand {
  static let file = Flag<String>.required(
    "file", "FILE", kind: .file, "The configuration file; it is made if there is none.")

  static func spec(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config set",
      summary: "Change settings in a configuration file and nothing else in it.",
      details: [
        """
        Comments, order and spacing of the file stay. The result is checked first: the file has all of the changes or none. \
        A value that was at fault can be set right; all that are, in one command.
        """
      ],
      flags: [file.spec],
      positionals: [
        PositionalSpec(
          name: "KEY=VALUE", help: "A setting by its full name and its new value.", isRepeatable: true)
      ],
      examples: [
        Example(
          purpose: "change two settings",
          line:
            "\(Example.program) config set --file \(profile.file) \(profile.assignments.joined(separator: " "))"
        )
      ],
      failures: [
        FailureNote(
          label: .badInput,
          meaning: "A name or a value is wrong, or the file still is with the changes; nothing is changed."),
        FailureNote(label: .io, meaning: "The file cannot be read or written."),
      ]
    ) { arguments, session throws(Failure) in
      try set(arguments, session)
    }
  }

  private static func set(_ arguments: Arguments, _ session: Session) throws(Failure) {
    let path = arguments[file]
    let program = session.program
    var text = try ConfigFile.read(path, mayBeMissing: true)
    let before = try FormerSettings(text, program)
    var changes: [SettingChange] = []
    for word in arguments.words {
      let (key, value) = try ConfigFile.assignment(word, of: program)
      try Failure.wrapping { () throws(DocumentError) in try text.set(key, to: value, keys: program.settings)
      }
      changes.append(SettingChange(key: key, before: before.value(key), after: value))
    }
    _ = try ConfigFile.settings(of: text, program)
    try ConfigFile.write(text, to: path)
    try session.succeed(text: SettingChange.table(changes, "before", "now")) { json in
      json.field("schema", session.program.schema("config_set"))
      json.field("file", path)
      json.array("changed") { list in for change in changes { change.render("before", "after", into: &list) }
      }
    }
  }
}

/// What a file says before it is edited: some of it may be wrong, and be set right by the edit.
struct FormerSettings {
  /// The settings, those that are at fault at their defaults.
  let settings: Settings
  private let faulty: [String: String]

  init(_ text: SettingsText, _ program: Program) throws(Failure) {
    let (settings, faults) = try Failure.wrapping { () throws(DocumentError) in
      try text.readable(program.settings)
    }
    self.settings = settings
    faulty = faults.reduce(into: [:]) { faulty, fault in
      if let key = fault.key, settings.setting(key) != nil { faulty[key] = fault.detail }
    }
  }

  /// Whether the file gives the setting a value that it cannot have.
  func isFaulty(_ key: SettingKey) -> Bool { faulty[key.name] != nil }

  /// The value before; where it was at fault, words that say so.
  func value(_ key: SettingKey) -> SettingValue {
    isFaulty(key) ? .text("not valid") : settings.value(key.name)
  }
}

/// A setting with two values.
struct SettingChange {
  let key: SettingKey
  let before: SettingValue
  let after: SettingValue

  /// The settings in which two files differ.
  static func between(_ first: Settings, _ second: Settings) -> [SettingChange] {
    zip(first.entries, second.entries).compactMap { left, right in
      left.value == right.value ? nil : SettingChange(key: left.key, before: left.value, after: right.value)
    }
  }

  /// A value as it is told: of a secret only whether there is one.
  private func shown(_ value: SettingValue) -> String {
    key.isSecret && value != key.defaultValue ? "set, not shown" : value.shown
  }

  static func table(_ changes: [SettingChange], _ first: String, _ second: String) -> String {
    var table = TextTable("setting", first, second)
    for change in changes {
      table.add(change.key.name, change.shown(change.before), change.shown(change.after))
    }
    return table.lines().map { $0 + "\n" }.joined()
  }

  func render(_ first: StaticString, _ second: StaticString, into json: inout JSONWriter) {
    json.beginObject()
    json.field("name", key.name)
    json.field(first, shown(before))
    json.field(second, shown(after))
    json.endObject()
  }
}
