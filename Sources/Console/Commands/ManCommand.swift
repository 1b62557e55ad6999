/// `man`.
enum ManCommand {
  static let spec = CommandSpec(
    name: "man",
    summary: "Print the manual page as roff.",
    examples: [
      Example(purpose: "read it", line: "hashmap-cli man | man -l -"),
      Example(purpose: "install it", line: "hashmap-cli man > /usr/local/share/man/man1/hashmap-cli.1"),
    ]
  ) { _, session throws(Failure) in
    let page = ManPage(session.program).roff()
    try session.succeed(text: page) { json in json.field("result", page) }
  }
}
