/// One command as data, and the function that carries it out.
struct CommandSpec: Sendable {
  /// The words that name it, such as `config show`.
  let name: String
  var aliases: [String] = []
  /// One line: what it does.
  let summary: String
  /// What a newcomer needs to know, one string per paragraph.
  var details: [String] = []
  var flags: [FlagSpec] = []
  var positionals: [PositionalSpec] = []
  var examples: [Example] = []
  /// The failures it can end with; usage errors are always possible.
  var failures: [FailureNote] = []
  let run: @Sendable (Arguments, Session) throws(Failure) -> Void

  /// Every name it answers to.
  var names: [String] { [name] + aliases }
}

/// One positional argument of a command.
struct PositionalSpec: Sendable {
  let name: String
  let help: String
  var kind: ValueKind = .text
  var isOptional = false
  var isRepeatable = false

  /// The argument as the usage line shows it: `FILE`, `[COMMAND]`, `FILE...`.
  var usage: String {
    let many = isRepeatable ? name + "..." : name
    return isOptional ? "[\(many)]" : many
  }
}

/// A command line worth copying and what it is good for.
struct Example: Sendable {
  /// Stands for the program's name in the examples of commands that every program has.
  static let program = "{program}"

  let purpose: String
  let line: String

  /// The line as it is typed for the program of this name.
  func line(of program: String) -> String {
    line.split(separator: Self.program, omittingEmptySubsequences: false).joined(separator: program)
  }
}

/// One way a command can fail, for the exit-code section of its help.
struct FailureNote: Sendable {
  let label: Label
  let meaning: String
}
