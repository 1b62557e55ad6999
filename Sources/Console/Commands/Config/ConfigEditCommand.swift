import Base
import Documents

/// `config-edit`.
enum ConfigEditCommand {
  static let infile = Flag<String>.text(
    "infile", "FILE", default: "config.toml", "The file to edit; a missing one has every default."
  ).with { $0.kind = .file }
  static let outfile = Flag<String?>.optional(
    "outfile", "FILE", kind: .file, "Where to write the result; over the file itself without it.")
  static let apply = Flag<String?>.optional(
    "apply-preset", "NAME", "Take the settings of this preset, by name or path, before asking.")
  static let save = Flag<String?>.optional("save-preset", "NAME", "Keep the result as a preset, too.")
  static let force = Flag<Bool>.toggle("force", "Replace a preset that is there.")
  static let list = Flag<Bool>.toggle("list-presets", "List the presets and do nothing else.")
  static let set = Flag<[String]>.repeated("set", "KEY=VALUE", "Change this setting.")
  static let defaults = Flag<Bool>.toggle("defaults", "Ask nothing and keep every value.")
  static let ask = Flag<Bool>.toggle("ask", "Ask even where --apply-preset or --set says what to change.")

  static func spec(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config-edit",
      summary: "Edit a configuration file question by question, or by presets.",
      details: [
        """
        Comments and order of the file stay. Questions are those of config-wizard, and are asked where neither \
        --apply-preset nor --set says what to change; the preset default is built in. Presets are files NAME.toml in the folder of presets.
        """
      ],
      flags: [
        infile.spec, outfile.spec, apply.spec, save.spec, force.spec, list.spec, set.spec, defaults.spec,
        ask.spec,
        ConfigPresets.folder(profile).spec,
      ],
      examples: [
        Example(purpose: "what there is", line: "\(Example.program) config-edit --list-presets"),
        Example(
          purpose: "keep a file as a preset",
          line: "\(Example.program) config-edit --infile \(profile.file) --defaults --save-preset nightly"),
        Example(
          purpose: "the preset with one change",
          line:
            "\(Example.program) config-edit --infile a.toml --apply-preset nightly --set \(profile.assignments[0])"
        ),
      ],
      failures: [
        FailureNote(
          label: .badInput, meaning: "The file, a preset or a setting is wrong; nothing is written."),
        FailureNote(label: .policy, meaning: "The preset is there already and --force is not given."),
        FailureNote(label: .io, meaning: "A file cannot be read or written."),
      ]
    ) { arguments, session throws(Failure) in
      if arguments[list] {
        let presets = try ConfigPresets(arguments, session)
        let names = try presets.names
        return try session.succeed(text: names.map { $0 + "\n" }.joined()) { json in
          json.field("schema", session.program.schema("config_presets"))
          json.field("action", "list-presets")
          json.field("presets_dir", presets.path)
          json.array("presets") { list in for name in names { list.string(name) } }
        }
      }
      if arguments[ask], arguments[defaults] {
        throw .badInput("--ask and --defaults exclude each other", hint: "give one of them")
      }
      try edit(arguments, session)
    }
  }

  private static func edit(_ arguments: Arguments, _ session: Session) throws(Failure) {
    let program = session.program
    let path = arguments[infile]
    let target = arguments[outfile] ?? path
    try ConfigFile.checkFormat(target)
    var text = try ConfigFile.read(path, mayBeMissing: true)
    var changes: [(SettingKey, SettingValue)] = []
    let before = try FormerSettings(text, program)
    if let name = arguments[apply] {
      let preset = try ConfigPresets(arguments, session).settings(name)
      changes += preset.entries.filter { before.isFaulty($0.key) || before.value($0.key) != $0.value }
        .map { ($0.key, $0.value) }
    }
    for word in arguments[set] { changes.append(try ConfigFile.assignment(word, of: program)) }
    try change(&text, changes, program)
    let isTold = arguments.has(apply) || arguments.has(set)
    if arguments[ask] || !(isTold || arguments[defaults]) {
      let present = try FormerSettings(text, program)
      var dialogue = ConfigDialogue(session)
      let asked = program.configuration.asked
      let answers = try dialogue.ask(for: asked, from: present.settings)
      // Of a setting at fault the default was shown; who keeps it has it written.
      let kept = asked.filter { present.isFaulty($0) }.map { ($0, $0.defaultValue) }
      try change(&text, kept + answers, program)
    }
    let after = try ConfigFile.settings(of: text, program)
    var saved: String?
    if let name = arguments[save] {
      saved = try ConfigPresets(arguments, session).save(text, as: name, isForced: arguments[force])
    }
    try ConfigFile.write(text, to: target)
    let differences = after.entries.filter { before.value($0.key) != $0.value }.map {
      SettingChange(key: $0.key, before: before.value($0.key), after: $0.value)
    }
    var shown =
      differences.isEmpty
      ? "no setting changed; wrote \(target)\n" : SettingChange.table(differences, "before", "now")
    if let saved { shown += "saved as preset \(saved)\n" }
    try session.succeed(text: shown) { json in
      json.field("schema", session.program.schema("config_edit"))
      json.field("outfile", target)
      json.field("base", arguments[apply] ?? path)
      json.field("apply_preset", arguments[apply])
      json.field("save_preset", saved)
      json.array("changed") { list in
        for change in differences { change.render("before", "after", into: &list) }
      }
    }
  }

  private static func change(
    _ text: inout SettingsText, _ changes: [(SettingKey, SettingValue)], _ program: Program
  ) throws(Failure) {
    for (key, value) in changes {
      try Failure.wrapping { () throws(DocumentError) in try text.set(key, to: value, keys: program.settings)
      }
    }
  }
}
