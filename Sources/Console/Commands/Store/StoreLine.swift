import Base
import Snapshots

/// One line of `repl`: the words of a command line of the store, which works on what is open.
struct StoreLine {
  /// A command of the store: how it is written, and what it does to what is open.
  private struct Verb: Sendable {
    let spec: CommandSpec
    let body: @Sendable (Arguments, Session, StoreTarget) throws(Failure) -> Void

    /// The command of a command line, without the flags that tell what to open.
    init(
      _ spec: CommandSpec,
      _ body: @escaping @Sendable (Arguments, Session, StoreTarget) throws(Failure) -> Void
    ) {
      let opening = [StoreFlags.store.spec.long, StoreFlags.sync.spec.long]
      var spec = spec
      spec.flags = spec.flags.filter { !opening.contains($0.long) }
      self.spec = spec
      self.body = body
    }

    var usage: String {
      let flags = spec.flags.map { $0.isRequired ? $0.usage : "[\($0.usage)]" }
      return ([spec.name] + spec.positionals.map(\.usage) + flags).joined(separator: " ")
    }
  }

  private static let verbs = [
    Verb(StoreKeyCommands.put) { arguments, session, target throws(Failure) in
      try StoreKeyCommands.put(arguments, session, on: target)
    },
    Verb(StoreKeyCommands.get) { arguments, session, target throws(Failure) in
      try StoreKeyCommands.get(arguments, session, on: target)
    },
    Verb(StoreKeyCommands.del) { arguments, session, target throws(Failure) in
      try StoreKeyCommands.del(arguments, session, on: target)
    },
    Verb(StoreListCommands.items) { arguments, session, target throws(Failure) in
      try StoreListCommands.list(arguments, session, on: target)
    },
    Verb(StoreListCommands.scan) { arguments, session, target throws(Failure) in
      try StoreListCommands.list(arguments, session, on: target)
    },
    Verb(StoreUpkeepCommands.importing) { arguments, session, target throws(Failure) in
      if arguments[ImportSnapshotCommand.infile] == "-" {
        throw .badInput("standard input holds the lines of repl", hint: "import a file")
      }
      _ = try target.writable("import")
      try StoreUpkeepCommands.importRows(arguments, session) { target }
    },
    Verb(StoreUpkeepCommands.stats) { _, session, target throws(Failure) in
      let facts = target.facts
      try session.succeed(text: facts.all.map { "\($0.name) \($0.value)\n" }.joined(), facts.render)
    },
    Verb(StoreUpkeepCommands.compact) { _, session, target throws(Failure) in
      let store = try target.writable("compact")
      try Failure.wrapping { () throws(SnapshotError) in try store.compact() }
      try session.succeed(text: "OK\n") { $0.field("snapshot_bytes", store.content.snapshotBytes) }
    },
  ]
  private static let program = Program(
    name: "repl", summary: "", version: ProductVersion.current, globals: [], commands: verbs.map(\.spec))

  /// How every command is written.
  static let usages = verbs.map(\.usage) + ["help", "quit"]
  /// The first words of lines.
  static let names = verbs.map(\.spec.name) + ["help", "quit"]

  /// Those of them that what is only read refuses.
  static let changing: Set<String> = ["put", "del", "import", "compact"]

  private let words: [CommandWord]

  /// Throws `badInput` for quotes that do not end.
  init(_ line: [UInt8]) throws(Failure) {
    words = try LineWords.split(line.last == 0x0D ? line.dropLast() : line[...])
  }

  /// Carries the line out and prints its answer; false when there shall be no further line.
  func carryOut(_ target: StoreTarget, _ session: Session) throws(Failure) -> Bool {
    guard let name = words.first?.text else { return true }
    if name == "quit" || name == "exit" { return false }
    if name == "help" {
      for usage in Self.usages { try session.output.line(usage) }
      return true
    }
    guard let verb = Self.verbs.first(where: { $0.spec.name == name }) else {
      throw .badInput(
        "unknown command \"\(ShownBytes.text(name.utf8, limit: 40))\"",
        hint: "commands are \(Self.names.joined(separator: ", "))")
    }
    let arguments: Arguments
    do throws(Failure) {
      arguments = try Arguments(
        TypedLineReader.read(words, for: Self.program), command: verb.spec, program: Self.program,
        environment: [:])
    } catch {
      throw .badInput(error.detail, hint: "write \(verb.usage); a word with blanks is quoted")
    }
    try verb.body(arguments, session.running(verb.spec), target)
    return true
  }
}
