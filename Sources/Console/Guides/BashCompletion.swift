/// The completion script for bash: finds the command among the words typed, then offers its flags, the values of the
/// flag before the cursor, files, or commands.
struct BashCompletion {
  private let program: Program
  private var function: String { "_" + program.functionName }

  init(_ program: Program) {
    self.program = program
  }

  func script() -> String {
    let lines =
      [
        "# Completion of \(program.name) for bash. Load it with: source <(\(program.name) completion bash)",
        "\(function)() {",
        "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"",
        "  local command=\"\" flags=\"\" values=\"\" kind=\"\" word index",
        "  COMPREPLY=()",
        "  if [[ $current == \"=\" ]]; then",
        "    current=\"\"",
        "  elif [[ $previous == \"=\" ]]; then",
        "    previous=\"${COMP_WORDS[COMP_CWORD-2]}\"",
        "  fi",
        "  for ((index = 1; index < COMP_CWORD; index++)); do",
        "    word=\"${COMP_WORDS[index]}\"",
        "    case \"$command,$word\" in",
      ] + commandCases() + [
        "    esac",
        "  done",
        "  case \"$command\" in",
      ] + flagCases() + [
        "  esac",
        "  if [[ -z $kind ]]; then",
        "    case \"$previous\" in",
      ] + valueCases(program.globals, indent: 6) + [
        "    esac",
        "  fi",
        "  case \"$kind\" in",
        "    words) ;;",
        "    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$current\")); return ;;",
        "    directory) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$current\")); return ;;",
        "    open) return ;;",
        "    *) if [[ $current == -* ]]; then values=\"$flags\"; fi ;;",
        "  esac",
        "  COMPREPLY=($(compgen -W \"$values\" -- \"$current\"))",
        "}",
        "complete -F \(function) \(program.name)",
      ]
    return lines.map { $0 + "\n" }.joined()
  }

  /// Arms that recognise a command word; the words before it in the line are in `$command`.
  private func commandCases() -> [String] {
    var firsts: [String] = []
    var arms: [String] = []
    for name in program.commands.flatMap(\.names) {
      guard let space = name.firstIndex(of: " ") else {
        firsts.append("\",\(name)\"")
        continue
      }
      arms.append("      \"\(name[..<space]),\(name[name.index(after: space)...])\") command=\"\(name)\" ;;")
    }
    firsts += program.families.map { "\",\($0)\"" }
    return ["      \(firsts.joined(separator: "|"))) command=\"$word\" ;;"] + arms
  }

  private func flagCases() -> [String] {
    let globals = spellings(program.globals)
    var lines = [
      "    \"\") flags=\"\(globals)\"",
      "      values=\"\(program.firstWords.map(\.word).joined(separator: " "))\" ;;",
    ]
    for family in program.families {
      let members = program.members(of: family).joined(separator: " ")
      lines += ["    \"\(family)\") flags=\"\(globals)\"", "      values=\"\(members)\" ;;"]
    }
    for command in program.commands {
      lines.append("    \(command.names.map { "\"\($0)\"" }.joined(separator: "|")))")
      lines.append("      flags=\"\(spellings(command.flags + program.globals))\"")
      if let kind = command.positionals.first?.kind { lines.append("      " + positional(kind)) }
      let cases = valueCases(command.flags, indent: 8)
      if !cases.isEmpty { lines += ["      case \"$previous\" in"] + cases + ["      esac"] }
      lines.append("      ;;")
    }
    return lines
  }

  private func positional(_ kind: ValueKind) -> String {
    switch kind {
    case .file: "if [[ $current != -* ]]; then kind=file; fi"
    case .directory: "if [[ $current != -* ]]; then kind=directory; fi"
    default: "values=\"\(kind.words.joined(separator: " "))\""
    }
  }

  private func valueCases(_ flags: [FlagSpec], indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return flags.compactMap { flag in
      guard let kind = flag.kind, flag.bareValue == nil else { return nil }
      let pattern = ([flag.spelling] + (flag.short.map { ["-\($0)"] } ?? [])).joined(separator: "|")
      let action =
        switch kind {
        case .file: "kind=file"
        case .directory: "kind=directory"
        default:
          kind.words.isEmpty ? "kind=open" : "kind=words; values=\"\(kind.words.joined(separator: " "))\""
        }
      return "\(margin)\(pattern)) \(action) ;;"
    }
  }

  private func spellings(_ flags: [FlagSpec]) -> String {
    flags.filter { !$0.isObsolete }.flatMap(\.longSpellings).joined(separator: " ")
  }
}
