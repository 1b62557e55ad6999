/// `completion SHELL`.
enum CompletionCommand {
  static let spec = CommandSpec(
    name: "completion",
    summary: "Print a completion script for bash, zsh or fish.",
    positionals: [PositionalSpec(name: "SHELL", help: "The shell.", kind: .choice(Shell.specs))],
    examples: [
      Example(purpose: "bash, for this session", line: "source <(\(Example.program) completion bash)"),
      Example(
        purpose: "fish, for good",
        line: "\(Example.program) completion fish > ~/.config/fish/completions/\(Example.program).fish"),
      Example(
        purpose: "zsh, into a directory of $fpath",
        line: "\(Example.program) completion zsh > ~/.zfunc/_\(Example.program)"
      ),
    ]
  ) { arguments, session throws(Failure) in
    guard let shell = Shell(named: arguments.words[0]) else { return }
    let script = shell.script(for: session.program)
    try session.succeed(text: script) { json in
      json.field("schema", session.program.schema("completion"))
      json.field("shell", shell.rawValue)
      json.field("result", script)
    }
  }
}
