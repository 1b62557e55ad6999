import Base
import Snapshots
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `repl`.
enum ReplCommand {
  static let infile = Flag<String?>.optional(
    "in", "FILE", kind: .file, "Work on this snapshot instead of a store; it is only read.")

  static let spec = CommandSpec(
    name: "repl",
    summary: "Work on a store or a snapshot, command by command.",
    details: [
      """
      Reads lines from standard input, each of them a command as on the command line: \
      \(StoreLine.usages.joined(separator: "; ")). Words are quoted as in a shell. Every change is committed before it is \
      answered. A line that is wrong is answered by an error on standard error, and the next one is read.
      """,
      """
      On a terminal lines can be edited: arrows, Home, End and ^A ^E ^U ^K ^W as in shells, up and down for earlier \
      lines, Tab to complete commands and keys, ^D to end.
      """,
    ],
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec, infile.spec, SnapshotFlags.verifyKey.spec],
    examples: [
      Example(purpose: "by hand", line: "hashmap-cli repl"),
      Example(purpose: "what is in this snapshot?", line: "hashmap-cli repl --in map.snap"),
      Example(
        purpose: "from a script",
        line: "printf 'put a \"two words\"\\nget a\\n' | hashmap-cli repl --store ./prices"),
    ],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let target = try target(arguments, session)
    var lines = try ReplLines(session)
    while Interrupt.signal == nil {
      try session.output.flush()
      guard let line = try lines.next(target) else { break }
      do throws(Failure) {
        guard try StoreLine(line).carryOut(target, session) else { break }
      } catch {
        if error.label == .io { throw error }
        if error.label == .interrupted { break }
        session.errors.line(Envelope.failure(error))
      }
    }
    if case .store(let store, _) = target {
      _ = try Failure.wrapping { () throws(SnapshotError) in try store.finish() }
    }
    try Interrupt.check()
  }

  private static func target(_ arguments: Arguments, _ session: Session) throws(Failure) -> StoreTarget {
    let wanted = try SnapshotFlags.publicKey(arguments)
    guard let path = arguments[infile] else {
      if wanted != nil {
        throw .badInput("--verify-key has no effect without a snapshot to read", hint: "give --in FILE, too")
      }
      return .store(try StorePlace(arguments, session).writer(arguments, session), staysOpen: true)
    }
    for flag in [StoreFlags.store.spec, StoreFlags.sync.spec] where arguments.types(flag) {
      throw .badInput("\(flag.spelling) and --in exclude each other", hint: "a snapshot is only read")
    }
    return try Failure.wrapping { () throws(SnapshotError) in
      .snapshot(try SnapshotReader(path: path, signedBy: wanted), path: path)
    }
  }
}

/// Where the lines come from: a person at a terminal, or standard input as it stands.
private struct ReplLines {
  private let prompt: LinePrompt?
  private let session: Session
  private let isPrompting: Bool
  private var plain = InputLines()

  init(_ session: Session) throws(Failure) {
    self.session = session
    isPrompting = session.output.isTerminal && !session.options.isJSON
    prompt = isPrompting ? LinePrompt(term: session.environment["TERM"]) : nil
  }

  /// The next line; nil at the end or after a signal.
  mutating func next(_ target: StoreTarget) throws(Failure) -> [UInt8]? {
    guard let prompt else {
      if isPrompting {
        try session.output.write("> ")
        try session.output.flush()
      }
      return try plain.next()
    }
    do throws(SystemError) {
      switch try prompt.ask("> ", completions: target.completions, isInterrupted: { Interrupt.signal != nil })
      {
      case .line(let line): return Array(line.utf8)
      case .end, .interrupted: return nil
      }
    } catch { throw error.failure }
  }
}

/// Lines of standard input; a signal ends a read that waits.
private struct InputLines {
  private static let longest = 16 << 20
  private var rest: [UInt8] = []
  private var isOver = false

  /// The next line without its line feed; nil at the end or after a signal.
  mutating func next() throws(Failure) -> [UInt8]? {
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: 0x0A) {
        defer { rest.removeSubrange(...end) }
        return Array(rest[..<end])
      }
      if isOver {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
      }
      searched = rest.count
      guard searched <= Self.longest else { throw .badInput("a line of more than \(Self.longest) bytes") }
      var code: Int32 = 0
      let more = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        let got = read(0, buffer.baseAddress, buffer.count)
        code = got < 0 ? errno : 0
        count = max(0, got)
      }
      if code == EINTR {
        if Interrupt.signal != nil { return nil }
        continue
      }
      if code != 0 { throw SystemError(operation: "read", path: "standard input", code: code).failure }
      if more.isEmpty { isOver = true } else { rest += more }
    }
  }
}
