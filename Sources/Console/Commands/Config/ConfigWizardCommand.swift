import Base
import Documents

/// `config-wizard`.
enum ConfigWizardCommand {
  static let outfile = Flag<String>.text(
    "outfile", "FILE", default: "config.generated.toml", "The configuration file to write."
  ).with { $0.kind = .file }
  static let defaults = Flag<Bool>.toggle("defaults", "Ask nothing and take every default.")

  static let spec = CommandSpec(
    name: "config-wizard",
    summary: "Write a configuration file by answering questions.",
    details: [
      """
      An empty answer takes the value in brackets, the end of input takes it for all that follow, a wrong answer is \
      explained and asked for again. With --json there are no prompts, only the answers are read.
      """
    ],
    flags: [outfile.spec, defaults.spec],
    examples: [
      Example(purpose: "question by question", line: "hashmap-cli config-wizard --outfile adhash.toml"),
      Example(
        purpose: "a file with every setting explained",
        line: "hashmap-cli config-wizard --defaults --outfile adhash.toml"),
    ],
    failures: [FailureNote(label: .io, meaning: "The file cannot be written; what it held is untouched.")]
  ) { arguments, session throws(Failure) in
    let path = arguments[outfile]
    try OutputFile.check(path, besides: nil)
    let settings = Settings(keys: SettingKeys.all)
    let keys = AdaptiveKeys.all + WatchdogKeys.all
    var text = ConfigFile.whole(settings, of: keys, file: path)
    var answers: [(SettingKey, SettingValue)] = []
    if !arguments[defaults] {
      var dialogue = ConfigDialogue(session)
      answers = try dialogue.ask(for: keys, from: settings)
    }
    for (key, value) in answers {
      try Failure.wrapping { () throws(DocumentError) in try text.set(key, to: value, keys: SettingKeys.all) }
    }
    try ConfigFile.write(text, to: path)
    try session.succeed(text: "\(path): \(keys.count) settings, \(answers.count) of them answered\n") {
      json in
      json.field("outfile", path)
      json.field("settings", keys.count)
      json.field("answered", answers.count)
    }
  }
}
