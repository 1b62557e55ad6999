import Base
import Documents

/// `config-wizard`.
enum ConfigWizardCommand {
  static func outfile(_ profile: ConfigurationProfile) -> Flag<String> {
    Flag<String>.text(
      "outfile", "FILE", default: profile.generated, "The configuration file to write."
    ).with { $0.kind = .file }
  }
  static let defaults = Flag<Bool>.toggle("defaults", "Ask nothing and take every default.")

  static let force = Flag<Bool>.toggle(
    "force", "Replace a file that is there even when somebody wrote it by hand.")

  static func spec(_ profile: ConfigurationProfile) -> CommandSpec {
    CommandSpec(
      name: "config-wizard",
      summary: "Write a configuration file by answering questions.",
      details: [
        """
        An empty answer takes the value in brackets, the end of input takes it for all that follow, a wrong answer is \
        explained and asked for again. With --json there are no prompts, only the answers are read.
        """
      ],
      flags: [outfile(profile).spec, defaults.spec, force.spec],
      examples: [
        Example(
          purpose: "question by question", line: "\(Example.program) config-wizard --outfile \(profile.file)"),
        Example(
          purpose: "a file with every setting explained",
          line: "\(Example.program) config-wizard --defaults --outfile \(profile.file)"),
      ],
      failures: [
        FailureNote(
          label: .policy,
          meaning: "The file is there, differs from what a wizard writes, and --force is not given."),
        FailureNote(label: .io, meaning: "The file cannot be written; what it held is untouched."),
      ]
    ) { arguments, session throws(Failure) in try write(arguments, session) }
  }

  /// Refuses to replace a file that no wizard wrote: one that is not what its settings look like when written anew.
  private static func checkOwn(_ path: String, _ program: Program) throws(Failure) {
    let found = try ConfigFile.read(path, mayBeMissing: true)
    if found.text.isEmpty { return }
    var isOwn = false
    do throws(DocumentError) {
      let settings = try found.settings(program.settings)
      isOwn = ConfigFile.whole(settings, of: program.configuration.written, file: path).text == found.text
    } catch {
      // What cannot be read was not written by a wizard.
    }
    if isOwn { return }
    throw .policy(
      "\(path) is there already, and not as a wizard would write it",
      hint: "--force replaces it; \(program.name) config-edit changes it and keeps comments")
  }

  private static func write(_ arguments: Arguments, _ session: Session) throws(Failure) {
    let program = session.program
    let profile = program.configuration
    let path = arguments[outfile(profile)]
    try ConfigFile.checkFormat(path)
    if !arguments[force] { try checkOwn(path, program) }
    try OutputFile.check(path, besides: nil)
    let settings = Settings(keys: program.settings)
    let keys = profile.written
    var text = ConfigFile.whole(settings, of: keys, file: path)
    var answers: [(SettingKey, SettingValue)] = []
    if !arguments[defaults] {
      var dialogue = ConfigDialogue(session)
      answers = try dialogue.ask(for: profile.asked, from: settings)
    }
    for (key, value) in answers {
      try Failure.wrapping { () throws(DocumentError) in try text.set(key, to: value, keys: program.settings)
      }
    }
    try ConfigFile.write(text, to: path)
    try session.succeed(
      text: "\(path): \(Figures.counted(keys.count, "setting")), \(answers.count) of them answered\n"
    ) {
      json in
      json.field("schema", session.program.schema("config_wizard"))
      json.field("outfile", path)
      json.field("settings", keys.count)
      json.field("answered", answers.count)
    }
  }
}
