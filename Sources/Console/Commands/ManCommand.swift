/// `man`.
enum ManCommand {
  static let spec = CommandSpec(
    name: "man",
    summary: "Print the manual page as roff.",
    examples: [
      Example(purpose: "read it", line: "\(Example.program) man | man -l -"),
      Example(
        purpose: "install it", line: "\(Example.program) man > /usr/local/share/man/man1/\(Example.program).1"
      ),
    ]
  ) { _, session throws(Failure) in
    let page = ManPage(session.program).roff()
    try session.succeed(text: page) { json in
      json.field("schema", session.program.schema("man"))
      json.field("result", page)
    }
  }
}
