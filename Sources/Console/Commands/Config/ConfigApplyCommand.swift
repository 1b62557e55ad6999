import Base
import Documents

/// `config apply`.
enum ConfigApplyCommand {
  static func spec(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config apply",
      summary: "Put the settings of a patch into a configuration file and change nothing else in it.",
      details: [
        """
        A patch is a configuration file that says only what is to change, such as policy-lab writes; TOML, YAML or JSON. \
        Comments, order and spacing of the file stay. The result is checked first: the file has all of the changes or none.
        """
      ],
      flags: [ConfigSetCommand.file.spec],
      positionals: [
        PositionalSpec(name: "PATCH", help: "The settings that are to change.", kind: .file)
      ],
      examples: [
        Example(
          purpose: "take a recommendation over",
          line: "\(Example.program) config apply --file \(profile.file) recommended.toml")
      ],
      failures: [
        FailureNote(
          label: .badInput,
          meaning: "A name or a value of the patch is wrong, or the file is; nothing is changed."),
        FailureNote(label: .io, meaning: "A file cannot be read or written."),
      ]
    ) { arguments, session throws(Failure) in
      try apply(arguments.words[0], to: arguments[ConfigSetCommand.file], session)
    }
  }

  private static func apply(_ patch: String, to path: String, _ session: Session) throws(Failure) {
    let program = session.program
    let table = try ConfigurationFile.read(patch)
    var wanted = Settings(keys: program.settings)
    try Failure.wrapping { () throws(DocumentError) in try wanted.merge(table, file: patch) }
    var text = try ConfigFile.read(path, mayBeMissing: true)
    let before = try FormerSettings(text, program)
    var changes: [SettingChange] = []
    var same = 0
    for entry in wanted.entries where entry.origin != .defaultValue {
      let old = before.value(entry.key)
      // What only is so by default is written down, too: the patch means it.
      if old == entry.value, before.settings.setting(entry.key.name)?.origin != .defaultValue {
        same += 1
        continue
      }
      try Failure.wrapping { () throws(DocumentError) in
        try text.set(entry.key, to: entry.value, keys: program.settings)
      }
      changes.append(SettingChange(key: entry.key, before: old, after: entry.value))
    }
    _ = try ConfigFile.settings(of: text, program)
    if !changes.isEmpty { try ConfigFile.write(text, to: path) }
    let nothing = same == 0 ? "\(patch) sets nothing\n" : "\(path) says all of \(patch) already\n"
    let report = changes.isEmpty ? nothing : SettingChange.table(changes, "before", "now")
    try session.succeed(text: report) { json in
      json.field("schema", session.program.schema("config_apply"))
      json.field("file", path)
      json.field("patch", patch)
      json.field("unchanged", same)
      json.array("changed") { list in for change in changes { change.render("before", "after", into: &list) }
      }
    }
  }
}
