import Base
import Snapshots

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `repl`.
enum ReplCommand {
  static let spec = CommandSpec(
    name: "repl",
    summary: "Work on a store, command by command.",
    details: [
      """
      Reads lines from standard input: \(StoreLine.usages.joined(separator: ", ")). Every change is committed before it \
      is answered. A line that is wrong is answered by an error on standard error, and the next one is read.
      """
    ],
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec],
    examples: [
      Example(purpose: "by hand", line: "hashmap-cli repl"),
      Example(
        purpose: "from a script", line: "printf 'put a 1\\nget a\\n' | hashmap-cli repl --store ./prices"),
    ],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let store = try StorePlace(arguments, session).writer(arguments, session)
    var lines = InputLines()
    let isPrompting = session.output.isTerminal && !session.options.isJSON
    while Interrupt.signal == nil {
      if isPrompting { try session.output.write("> ") }
      try session.output.flush()
      guard let line = try lines.next() else { break }
      do throws(Failure) {
        guard try StoreLine(line).carryOut(store, session) else { break }
      } catch {
        if error.label == .io { throw error }
        session.errors.line(Envelope.failure(error))
      }
    }
    _ = try Failure.wrapping { () throws(SnapshotError) in try store.finish() }
    try Interrupt.check()
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
