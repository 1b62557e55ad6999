import Base
import Snapshots

/// One line of `repl`: a command and its words, separated by spaces; a value goes on to the end of its line.
struct StoreLine {
  static let usages = [
    "put KEY VALUE", "get KEY", "del KEY", "items", "scan PREFIX", "stats", "compact", "help", "quit",
  ]
  private let verb: String
  private let words: [[UInt8]]

  init(_ line: [UInt8]) {
    let line = line.last == 0x0D ? line.dropLast() : line[...]
    let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    verb = String(decoding: parts.first ?? [], as: UTF8.self)
    words = parts.dropFirst().map { Array($0) }
  }

  /// Carries the line out and prints its answer; false when there shall be no further line.
  func carryOut(_ target: ReplTarget, _ session: Session) throws(Failure) -> Bool {
    switch verb {
    case "": return true
    case "quit", "exit": return false
    case "help":
      for usage in Self.usages { try session.output.line(usage) }
    case "put":
      try expect(2)
      let store = try target.writable(verb)
      let sequence = try Failure.wrapping { () throws(SnapshotError) in
        try store.put(words[0], words[1])
        return try store.commit()
      }
      try answer("OK", session) { $0.field("sequence", sequence) }
    case "get":
      try expect(1)
      let value = try Failure.wrapping { () throws(SnapshotError) in try target.value(of: words[0]) }
      let text = value.map { String(decoding: $0, as: UTF8.self) }
      try answer(text ?? "", session) { json in
        json.field("found", text != nil)
        json.field("value", text)
      }
    case "del":
      try expect(1)
      let store = try target.writable(verb)
      let (wasThere, sequence) = try Failure.wrapping { () throws(SnapshotError) in
        let wasThere = try store.delete(words[0])
        return (wasThere, try store.commit())
      }
      try answer(wasThere ? "1" : "0", session) { json in
        json.field("deleted", wasThere)
        json.field("sequence", sequence)
      }
    case "items", "scan":
      try expect(verb == "items" ? 0 : 1)
      try list(target, session)
    case "stats": try stats(target, session)
    case "compact":
      let store = try target.writable(verb)
      try Failure.wrapping { () throws(SnapshotError) in try store.compact() }
      try answer("OK", session) { $0.field("snapshot_bytes", store.content.snapshotBytes) }
    default:
      throw .badInput(
        "unknown command \"\(ShownBytes.text(verb.utf8, limit: 40))\"",
        hint: "commands are \(Self.usages.joined(separator: ", "))")
    }
    return true
  }

  private func expect(_ count: Int) throws(Failure) {
    guard words.count == count else {
      let usage = Self.usages.first { $0.hasPrefix(verb) } ?? verb
      throw .badInput("\(verb) takes \(count == 1 ? "one word" : "\(count) words")", hint: "write \(usage)")
    }
  }

  private func answer(
    _ text: String, _ session: Session, _ fields: (inout JSONWriter) -> Void
  ) throws(Failure) {
    try session.output.line(
      session.options.isJSON ? Envelope.result(of: verb, isOK: true, fields) : text)
  }

  private func list(_ target: ReplTarget, _ session: Session) throws(Failure) {
    var rows = EntryRows(prefix: words.first ?? [], limit: .max)
    if !session.options.isJSON { rows.output = session.output }
    try rows.takeAll(target.entries)
    if session.options.isJSON { try answer("", session, rows.render) }
  }

  private func stats(_ target: ReplTarget, _ session: Session) throws(Failure) {
    let facts = target.facts
    if session.options.isJSON { return try answer("", session, facts.render) }
    for fact in facts.all { try session.output.line("\(fact.name) \(fact.value)") }
  }
}
