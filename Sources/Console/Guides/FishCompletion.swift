/// The completion script for fish.
struct FishCompletion {
  private let program: Program
  private var needsCommand: String { "__fish_\(program.functionName)_needs_command" }

  init(_ program: Program) {
    self.program = program
  }

  func script() -> String {
    let words = program.firstWords.map(\.word).joined(separator: " ")
    var lines = [
      "# Completion of \(program.name) for fish.",
      "# Save it as ~/.config/fish/completions/\(program.name).fish",
      "function \(needsCommand)",
      "  not __fish_seen_subcommand_from \(words)",
      "end",
      "complete -c \(program.name) -f",
    ]
    for (word, help) in program.firstWords {
      lines.append("complete -c \(program.name) -n \(needsCommand) -a \(word) -d \(quoted(help))")
    }
    for family in program.families {
      let members = program.members(of: family).joined(separator: " ")
      let condition =
        "__fish_seen_subcommand_from \(family); and not __fish_seen_subcommand_from \(members)"
      for command in program.commands where command.name.hasPrefix(family + " ") {
        let member = command.name.dropFirst(family.count + 1)
        lines.append(
          "complete -c \(program.name) -n \(quoted(condition)) -a \(member) -d \(quoted(command.summary))")
      }
    }
    lines += program.globals.flatMap { flag($0, condition: nil) }
    for command in program.commands {
      let conditions = command.names.map { name in
        name.split(separator: " ").map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      }
      let condition = conditions.joined(separator: "; or ")
      lines += command.flags.flatMap { flag($0, condition: condition) }
      for positional in command.positionals {
        if let action = action(positional.kind) {
          lines.append("complete -c \(program.name) -n \(quoted(condition)) \(action)")
        }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func flag(_ flag: FlagSpec, condition: String?) -> [String] {
    if flag.isObsolete { return [] }
    var start = "complete -c \(program.name)"
    if let condition { start += " -n \(quoted(condition))" }
    return flag.longSpellings.map { spelling in
      var line = "\(start) -l \(spelling.dropFirst(2))"
      if let short = flag.short { line += " -s \(short)" }
      if let kind = flag.kind, flag.bareValue == nil { line += " -r" + (action(kind).map { " " + $0 } ?? "") }
      return line + " -d \(quoted(flag.help))"
    }
  }

  private func action(_ kind: ValueKind) -> String? {
    switch kind {
    case .file: "-F"
    case .directory: "-a '(__fish_complete_directories)'"
    default: kind.words.isEmpty ? nil : "-a \(quoted(kind.words.joined(separator: " ")))"
    }
  }

  private func quoted(_ text: String) -> String {
    var result = "'"
    for character in text {
      if character == "'" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "'"
  }
}
