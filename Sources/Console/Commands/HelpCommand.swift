/// `help [COMMAND]` and `--help`.
enum HelpCommand {
  static let spec = CommandSpec(
    name: "help",
    summary: "Explain the program, or one command.",
    positionals: [
      PositionalSpec(name: "COMMAND", help: "The command to explain.", isOptional: true, isRepeatable: true)
    ],
    examples: [
      Example(purpose: "what there is", line: "\(Example.program) help"),
      Example(purpose: "one command, with its flags and examples", line: "\(Example.program) help version"),
    ]
  ) { arguments, session throws(Failure) in
    guard !arguments.words.isEmpty else {
      return try show(nil, session)
    }
    let name = arguments.words.joined(separator: " ")
    if session.program.families.contains(name) { return try show(family: name, session) }
    guard let command = session.program.command(named: name) else {
      let names = session.program.commands.flatMap(\.names)
      throw .badInput(
        "unknown command \"\(name)\"",
        hint: Suggestion.didYouMean(name, among: names, prefix: "\(session.program.name) help ")
          ?? "\(session.program.name) help lists the commands")
    }
    try show(command, session)
  }

  /// The command `--help` stands for on the line of another command.
  static func spec(about command: CommandSpec?) -> CommandSpec {
    CommandSpec(name: spec.name, summary: spec.summary) { _, session throws(Failure) in
      try show(command, session)
    }
  }

  /// The same for a first word whose second word was not typed.
  static func spec(aboutFamily family: String) -> CommandSpec {
    CommandSpec(name: spec.name, summary: spec.summary) { _, session throws(Failure) in
      try show(family: family, session)
    }
  }

  private static func show(family: String, _ session: Session) throws(Failure) {
    try show(HelpPage(session.program).family(family), topic: family, session)
  }

  private static func show(_ command: CommandSpec?, _ session: Session) throws(Failure) {
    let page = HelpPage(session.program)
    try show(command.map(page.page) ?? page.overview(), topic: command?.name, session)
  }

  private static func show(_ text: String, topic: String?, _ session: Session) throws(Failure) {
    try session.succeed(text: text) { json in
      json.field("schema", session.program.schema("help"))
      json.field("topic", topic)
      json.field("result", text)
    }
  }
}
