/// The completion script for zsh, built on `_arguments`.
struct ZshCompletion {
  private let program: Program
  private var function: String { "_" + program.functionName }

  init(_ program: Program) {
    self.program = program
  }

  func script() -> String {
    var lines = [
      "#compdef \(program.name)",
      "# Completion of \(program.name) for zsh. Save it as _\(program.name) in a directory of $fpath.",
      "\(function)() {",
      "  local curcontext=\"$curcontext\" state line",
      "  local -a globals commands",
      "  globals=(",
    ]
    lines += arguments(program.globals).map { "    \($0)" }
    lines += ["  )", "  commands=("]
    lines += program.firstWords.map { "    \(quoted("\(escaped($0.word)):\($0.help)"))" }
    lines += [
      "  )",
      "  _arguments -C $globals '1:command:->command' '*::argument:->argument'",
      "  case $state in",
      "    command) _describe command commands ;;",
      "    argument)",
      "      case $words[1] in",
    ]
    lines += program.commands.filter { !$0.name.contains(" ") }.flatMap { arm($0, indent: 8) }
    lines += program.families.flatMap(familyArm)
    lines += ["      esac ;;", "  esac", "}", "\(function) \"$@\""]
    return lines.map { $0 + "\n" }.joined()
  }

  private func arm(_ command: CommandSpec, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let names = command.names.map { $0.split(separator: " ").last.map(String.init) ?? $0 }
    var lines = ["\(margin)\(names.joined(separator: "|")))", "\(margin)  _arguments $globals"]
    for argument in arguments(command.flags) + positionals(command) {
      lines[lines.count - 1] += " \\"
      lines.append("\(margin)    \(argument)")
    }
    lines[lines.count - 1] += " ;;"
    return lines
  }

  private func familyArm(_ family: String) -> [String] {
    let members = program.members(of: family).joined(separator: " ")
    let commands = program.commands.filter { $0.name.hasPrefix(family + " ") }
    return [
      "        \(family))",
      "          _arguments -C $globals '1:command:(\(members))' '*::argument:->member'",
      "          case $state in",
      "            member)",
      "              case $words[1] in",
    ] + commands.flatMap { arm($0, indent: 16) } + [
      "              esac ;;",
      "          esac ;;",
    ]
  }

  private func arguments(_ flags: [FlagSpec]) -> [String] {
    flags.filter { !$0.isObsolete }.flatMap { flag in
      let shorts = flag.short.map { ["-\($0)"] } ?? []
      return (shorts + flag.longSpellings).map { spelling in
        let repeats = flag.isRepeatable ? "*" : ""
        let suffix = flag.kind != nil && spelling.hasPrefix("--") ? flag.bareValue == nil ? "=" : "=-" : ""
        let help = "[\(escaped(flag.help))]"
        return quoted(
          "\(repeats)\(spelling)\(suffix)\(help)\(value(flag.kind, name: flag.valueName, isOptional: flag.bareValue != nil))"
        )
      }
    }
  }

  private func positionals(_ command: CommandSpec) -> [String] {
    command.positionals.enumerated().map { index, positional in
      let place = positional.isRepeatable ? "*" : "\(index + 1)"
      return quoted(place + value(positional.kind, name: positional.name))
    }
  }

  private func value(_ kind: ValueKind?, name: String, isOptional: Bool = false) -> String {
    guard let kind else { return "" }
    let action =
      switch kind {
      case .file: "_files"
      case .directory: "_files -/"
      case .choice(let choices):
        "((\(choices.map { "\($0.name)\\:\"\(escaped($0.help))\"" }.joined(separator: " "))))"
      default: kind.words.isEmpty ? " " : "(\(kind.words.joined(separator: " ")))"
      }
    return "\(isOptional ? "::" : ":")\(name):\(action)"
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "[]:\\\"".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private func quoted(_ text: String) -> String {
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
