/// `version` and `--version`.
enum VersionCommand {
  static let spec = CommandSpec(
    name: "version",
    summary: "Print the version.",
    examples: [Example(purpose: "for scripts", line: "\(Example.program) --json version")]
  ) { _, session throws(Failure) in
    let program = session.program
    try session.succeed(text: "\(program.name) \(program.version)\n") { json in
      json.field("schema", program.schema("version"))
      json.field("version", program.version)
    }
  }
}
