/// `docs/cli.md` and `docs/g6.md`: every command and flag in Markdown.
struct CommandReference {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  func markdown() -> String {
    var lines = [
      "# \(program.name): commands and flags",
      "",
      "Generated from the table of flags by `\(Program.hashmapCLI.name) docs`; change the table, not this page.",
      "",
      program.summary,
      "",
      "```",
      "\(program.name) [flags] COMMAND [flags] [arguments]",
      "```",
      "",
      "| command | what it does |",
      "|---|---|",
    ]
    for command in program.commands {
      lines.append("| [`\(command.name)`](#\(anchor(command.name))) | \(cell(command.summary)) |")
    }
    lines += ["", "## Global flags", "", "Accepted before and after the command."]
    lines += table(program.globals)
    for command in program.commands { lines += section(command) }
    lines += ["", "## Exit codes", "", "| code | label | meaning |", "|---|---|---|", "| 0 | | success |"]
    for label in Label.allCases {
      let codes = label.exitCodes.map(String.init).joined(separator: ", ")
      lines.append("| \(codes) | `\(label.rawValue)` | \(cell(label.meaning)) |")
    }
    lines += [
      "", "[error_envelope.md](error_envelope.md) describes the line of JSON that every failure writes.",
    ]
    if program.command(named: ServeCommand.spec.name) != nil { lines += Self.logFile }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let logFile = [
    "", "## The log file", "",
    "Log lines go to standard error, and with `--log-file FILE` (`ADHASH_LOG_FILE`) also into a file. Commands that stay,",
    "`serve` and `run-csv` with a server, keep one without being asked: `adhash/hashmap-cli.log` in `XDG_CACHE_HOME`, where",
    "that is not set in `~/.cache` (macOS: `~/Library/Caches`). Its folder is made for the user alone. It rotates at",
    "`--log-max-bytes` and keeps `--log-backup-count` older files, 30 MB together unless told otherwise; programs that run at",
    "the same time share it. `--log-file none` keeps no file. Where the folder cannot be written, as on read-only systems,",
    "there is no file and nothing else changes; `--log-level debug` says why. All other commands write no file unless asked.",
  ]

  private func section(_ command: CommandSpec) -> [String] {
    var lines = ["", "## \(command.name)", "", command.summary]
    lines += ["", "```", HelpPage(program).usage(of: command), "```"]
    if !command.aliases.isEmpty {
      lines += ["", "Also known as \(command.aliases.map { "`\($0)`" }.joined(separator: ", "))."]
    }
    for paragraph in command.details { lines += ["", paragraph] }
    if !command.positionals.isEmpty {
      lines += ["", "| argument | |", "|---|---|"]
      for positional in command.positionals {
        lines.append("| `\(cell(positional.usage))` | \(cell(positional.help)) |")
      }
    }
    lines += table(command.flags)
    if !command.examples.isEmpty {
      lines +=
        ["", "```sh"] + command.examples.flatMap { ["# \($0.purpose)", $0.line(of: program.name)] } + ["```"]
    }
    for note in command.failures {
      let codes = note.label.exitCodes.map(String.init).joined(separator: ", ")
      lines += ["", "Exit \(codes) `\(note.label.rawValue)`: \(note.meaning)"]
    }
    return lines
  }

  private func table(_ flags: [FlagSpec]) -> [String] {
    FlagSpec.grouped(flags).flatMap { group in
      ["", "| \(group.name) | | |", "|---|---|---|"]
        + group.flags.map { flag in
          "| `\(cell(flag.usage))` | \(cell(flag.help)) | \(cell(flag.remarks().joined(separator: "; "))) |"
        }
    }
  }

  private func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private func anchor(_ name: String) -> String { String(name.map { $0 == " " ? "-" : $0 }) }
}
