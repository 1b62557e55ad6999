/// Help as text, 80 columns wide, made from the table.
struct HelpPage {
  private static let width = 80
  private static let column = 26
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  /// The page of `--help` without a command: what there is and how to go on.
  func overview() -> String {
    var lines = Wrap.lines(program.summary, width: Self.width)
    lines += ["", "Usage: \(program.name) [flags] COMMAND [flags] [arguments]", "", "Commands:"]
    for command in program.commands {
      lines += Wrap.definition(
        command.name, command.summary, indent: 2, column: Self.column, width: Self.width)
    }
    lines += groups(program.globals)
    lines += ["", "Examples:"] + examples(program.commands.compactMap(\.examples.first))
    lines += exitCodes(Label.allCases.map { FailureNote(label: $0, meaning: $0.meaning) })
    lines += ["", "\(program.name) COMMAND --help explains a command."]
    return lines.map { $0 + "\n" }.joined()
  }

  /// The page of a first word that only leads to a second one: the words it knows.
  func family(_ family: String) -> String {
    var lines = ["Usage: \(program.name) \(family) COMMAND [flags] [arguments]", "", "Commands:"]
    for command in program.commands where command.names.contains(where: { $0.hasPrefix(family + " ") }) {
      lines += Wrap.definition(
        command.name, command.summary, indent: 2, column: Self.column, width: Self.width)
    }
    lines += ["", "\(program.name) \(family) COMMAND --help explains a command."]
    return lines.map { $0 + "\n" }.joined()
  }

  /// The page of one command.
  func page(of command: CommandSpec) -> String {
    var lines = Wrap.lines(command.summary, width: Self.width)
    lines += ["", "Usage: \(usage(of: command))"]
    if !command.aliases.isEmpty { lines.append("Also known as: \(command.aliases.joined(separator: ", "))") }
    for paragraph in command.details { lines += [""] + Wrap.lines(paragraph, width: Self.width) }
    if !command.positionals.isEmpty {
      lines += ["", "Arguments:"]
      for positional in command.positionals {
        let text = [positional.help, positional.kind.constraint.map { "[\($0)]" }].compactMap(\.self)
        lines += Wrap.definition(
          positional.usage, text.joined(separator: " "), indent: 2, column: Self.column, width: Self.width)
      }
    }
    lines += groups(command.flags)
    let globals = program.globals.filter { !$0.isObsolete }.map(\.usage).joined(separator: ", ")
    lines += ["", "Global flags (\(program.name) --help explains them):"]
    lines += Wrap.lines(globals, width: Self.width - 2).map { "  " + $0 }
    if !command.examples.isEmpty { lines += ["", "Examples:"] + examples(command.examples) }
    lines += exitCodes(command.exitNotes)
    return lines.map { $0 + "\n" }.joined()
  }

  /// The usage line of a command, required flags spelled out.
  func usage(of command: CommandSpec) -> String {
    var parts = [program.name, command.name]
    parts += command.flags.filter(\.isRequired).map { "\($0.spelling) \($0.valueName)" }
    if command.flags.contains(where: { !$0.isRequired && !$0.isObsolete }) { parts.append("[flags]") }
    return (parts + command.positionals.map(\.usage)).joined(separator: " ")
  }

  private func groups(_ flags: [FlagSpec]) -> [String] {
    var lines: [String] = []
    for group in FlagSpec.grouped(flags) {
      lines += ["", "\(group.name):"]
      for flag in group.flags {
        let remarks = flag.remarks(listingChoices: !flag.explainsChoices)
        let text = flag.help + (remarks.isEmpty ? "" : " [\(remarks.joined(separator: "; "))]")
        lines += Wrap.definition(flag.usage, text, indent: 2, column: Self.column, width: Self.width)
        if flag.explainsChoices, case .choice(let choices) = flag.kind { lines += explain(choices) }
      }
    }
    return lines
  }

  private func explain(_ choices: [ChoiceSpec]) -> [String] {
    let widest = choices.map(\.name.count).max() ?? 0
    return choices.flatMap { choice in
      Wrap.definition(
        choice.name, choice.help, indent: Self.column + 2, column: Self.column + widest + 4, width: Self.width
      )
    }
  }

  private func examples(_ examples: [Example]) -> [String] {
    examples.flatMap { ["  # \($0.purpose)", "  \($0.line(of: program.name))"] }
  }

  private func exitCodes(_ notes: [FailureNote]) -> [String] {
    var lines = ["", "Exit codes:", "  0         success"]
    for note in notes {
      let codes = note.label.exitCodes.map(String.init).joined(separator: "/")
      lines += Wrap.definition(
        codes, "\(note.label.rawValue): \(note.meaning)", indent: 2, column: 12, width: Self.width)
    }
    return lines
  }
}

extension CommandSpec {
  /// The failures help lists: wrong usage always, then the command's own.
  var exitNotes: [FailureNote] {
    let usage = FailureNote(label: .badInput, meaning: "The command line or the configuration is wrong.")
    let all = failures.contains { $0.label == .badInput } ? failures : [usage] + failures
    return all
      + [FailureNote(label: .io, meaning: "Standard output or the log file cannot be written.")]
      .filter { note in !failures.contains { $0.label == note.label } }
  }
}

extension FlagSpec {
  /// The flags under their headings, in order of first appearance; obsolete ones are left out.
  static func grouped(_ flags: [FlagSpec]) -> [(name: String, flags: [FlagSpec])] {
    var groups: [(name: String, flags: [FlagSpec])] = []
    for flag in flags where !flag.isObsolete {
      let name = flag.group.isEmpty ? "Flags" : flag.group
      if let index = groups.firstIndex(where: { $0.name == name }) {
        groups[index].flags.append(flag)
      } else {
        groups.append((name, [flag]))
      }
    }
    return groups
  }
}
