/// The manual page in roff (`man` macros), section 1.
struct ManPage {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  func roff() -> String {
    var lines = [
      ".TH \(program.name.uppercased()) 1 \"\" \"\(program.name) \(program.version)\" \"User Commands\"",
      ".SH NAME",
      "\(text(program.name)) \\- \(text(program.summary))",
      ".SH SYNOPSIS",
      ".B \(text(program.name))",
      "[\\fIflags\\fR] \\fICOMMAND\\fR [\\fIflags\\fR] [\\fIarguments\\fR]",
      ".SH COMMANDS",
    ]
    for command in program.commands { lines += section(command) }
    lines += [".SH GLOBAL FLAGS", "Every command accepts these, before or after its name."]
    lines += flags(program.globals)
    lines += environment()
    lines += [".SH EXIT STATUS", ".TP", "0", "success"]
    for label in Label.allCases {
      let codes = label.exitCodes.map(String.init).joined(separator: ", ")
      lines += [".TP", codes, text("\(label.rawValue). \(label.meaning)")]
    }
    lines += [
      ".P",
      text(
        "Every failure writes one line of JSON with error, detail and an optional hint to standard error."),
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  private func section(_ command: CommandSpec) -> [String] {
    var lines = [".SS \(text(HelpPage(program).usage(of: command)))", text(command.summary)]
    if !command.aliases.isEmpty {
      lines.append("Also known as \(text(command.aliases.joined(separator: ", "))).")
    }
    for paragraph in command.details { lines += [".P", text(paragraph)] }
    for positional in command.positionals {
      lines += [".TP", ".I \(text(positional.usage))", text(positional.help)]
    }
    lines += flags(command.flags)
    for example in command.examples {
      lines += [".P", text("\(example.purpose):"), ".EX", text("  " + example.line(of: program.name)), ".EE"]
    }
    return lines
  }

  private func flags(_ flags: [FlagSpec]) -> [String] {
    flags.filter { !$0.isObsolete }.flatMap { flag in
      let notes = flag.remarks()
      let remarks = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
      return [".TP", ".B \(text(flag.usage))", text(flag.help + remarks)]
    }
  }

  private func environment() -> [String] {
    var lines = [".SH ENVIRONMENT"]
    for (name, help) in program.environment { lines += [".TP", ".B \(name)", text(help)] }
    return lines
  }

  /// Text safe for roff: backslashes and hyphens escaped, no line that begins like a request.
  private func text(_ text: String) -> String {
    var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      default: result.append(character)
      }
    }
    return result
  }
}

extension Program {
  /// The environment variables that stand for flags, with what they do.
  var flagEnvironment: [(name: String, help: String)] {
    var variables: [(name: String, help: String)] = []
    for flag in globals + commands.flatMap(\.flags) {
      if let name = flag.environment, !variables.contains(where: { $0.name == name }) {
        variables.append((name, "Stands for \(flag.spelling) when that is not given."))
      }
    }
    return variables + otherEnvironment
  }

  /// What `hashmap-cli` reads besides.
  static var environmentOfMaps: [(name: String, help: String)] {
    [
      ("NO_COLOR", "No colours when it is not empty."),
      (ServerFlags.token, "A token without which servers of this program answer nobody; empty for none."),
      (AlertWebhook.Target.token, "A token that is sent along with alerts, as bearer; empty for none."),
      (
        "XDG_DATA_HOME",
        "Folder of the user's data; store, catalogue of runs and the dashboard's chart libraries lie in its adhash."
      ),
      (
        "XDG_CACHE_HOME",
        "Folder of the user's caches (\(CacheLog.usualFolder) where it is not set); logs stand in its adhash."
      ),
      ("ADHASH_REVISION", "The revision of the sources, as /metrics tells it."),
      ("COLORTERM", "truecolor or 24bit: tui uses all colours, not only those TERM promises."),
    ]
  }

  /// Every environment variable the program reads, with what it does.
  var environment: [(name: String, help: String)] {
    let settings = settings.compactMap { key in
      key.environment.map { (name: $0, help: "Sets \(key.name). \(key.help)") }
    }
    return flagEnvironment + settings
  }
}
