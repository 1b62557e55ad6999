import Base
import HashMaps
import Snapshots
import Workloads

/// `diff-snapshot`.
enum DiffSnapshotCommand {
  static let requireEqual = Flag<Bool>.toggle(
    "require-equal", "Fail (Policy, exit 4) when the contents differ.")

  static let spec = CommandSpec(
    name: "diff-snapshot",
    summary: "Tell what changed from one snapshot to another.",
    details: [
      """
      Compares what the files hold, whatever their seeds, layouts and compression. The first one is held in memory, \
      the second one is read once.
      """
    ],
    flags: [SnapshotFlags.limit.spec, requireEqual.spec, SnapshotFlags.verifyKey.spec],
    positionals: [
      PositionalSpec(name: "A", help: "The earlier snapshot.", kind: .file),
      PositionalSpec(name: "B", help: "The later snapshot.", kind: .file),
    ],
    examples: [
      Example(
        purpose: "what has happened since?", line: "hashmap-cli diff-snapshot monday.snap tuesday.snap"),
      Example(
        purpose: "in a script", line: "hashmap-cli diff-snapshot a.snap b.snap --require-equal"),
    ],
    failures: [
      FailureNote(label: .invariant, meaning: "A file is damaged, or no snapshot at all."),
      FailureNote(
        label: .policy,
        meaning:
          "The contents differ under --require-equal, or a file is of another program or version or not signed by that key."
      ),
      FailureNote(label: .io, meaning: "A file cannot be read, or memory has run out."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came."),
    ]
  ) { arguments, session throws(Failure) in
    let (a, b) = (arguments.words[0], arguments.words[1])
    let wanted = try SnapshotFlags.publicKey(arguments)
    let found = try Failure.wrapping { () throws(SnapshotError) in
      try SnapshotDifference(a, b, signedBy: wanted, limit: arguments[SnapshotFlags.limit])
    }
    let fails = arguments[requireEqual] && !found.isEmpty
    try session.conclude(isOK: !fails, text: found.text, found.render)
    if fails { throw .policy("\(a) and \(b) differ: \(found.summary)") }
  }
}

/// What the later one of two snapshots holds more, less, or with another value.
struct SnapshotDifference {
  /// One key whose value is not the same.
  struct Change {
    let key: [UInt8]
    /// Nil where the key is new.
    let old: [UInt8]?
    /// Nil where the key has gone.
    let new: [UInt8]?
  }

  private let a: String
  private let b: String
  private let limit: Int
  private var changes: [Change] = []
  private var added = 0
  private var removed = 0
  private var changed = 0
  private var unchanged = 0

  /// Reads both files, which `wanted` must have signed where it is given.
  init(_ a: String, _ b: String, signedBy wanted: SnapshotPublicKey?, limit: Int) throws(SnapshotError) {
    self.a = a
    self.b = b
    self.limit = limit
    let earlier = try SnapshotReader(path: a, signedBy: wanted)
    let later = try SnapshotReader(path: b, signedBy: wanted)
    // In a fixed layout nothing but the entries costs anything.
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.recordedSeed = earlier.head.seed
    let rest = try earlier.load(configuration)
    try later.readAll { key, value throws(SnapshotError) in
      if Interrupt.signal != nil { throw .stopped }
      let old = rest.get(key)
      rest.delete(key)
      if let old, value.elementsEqual(old) {
        unchanged += 1
        return
      }
      if old == nil { added += 1 } else { changed += 1 }
      note(key, old, [UInt8](value))
    }
    removed = rest.count
    rest.forEachInOrder { _, key, value in
      if changes.count < limit { note(key, [UInt8](value), nil) }
    }
  }

  private mutating func note(_ key: UnsafeRawBufferPointer, _ old: [UInt8]?, _ new: [UInt8]?) {
    if changes.count < limit { changes.append(Change(key: [UInt8](key), old: old, new: new)) }
  }

  var isEmpty: Bool { added + removed + changed == 0 }

  var summary: String {
    "\(Figures.grouped(added)) added, \(Figures.grouped(removed)) removed, "
      + "\(Figures.grouped(changed)) changed, \(Figures.grouped(unchanged)) unchanged"
  }

  var text: String {
    var lines = [
      isEmpty ? "\(a) and \(b) hold the same, \(Figures.counted(unchanged, "entry", "entries"))" : summary
    ]
    for change in changes {
      let key = ShownBytes.text(change.key, limit: 60)
      switch (change.old, change.new) {
      case (nil, let new?): lines.append("+ \(key) \(ShownBytes.text(new, limit: 60))")
      case (let old?, nil): lines.append("- \(key) \(ShownBytes.text(old, limit: 60))")
      case (let old, let new):
        lines.append(
          "~ \(key) \(ShownBytes.text(old ?? [], limit: 60)) -> \(ShownBytes.text(new ?? [], limit: 60))")
      }
    }
    let more = added + removed + changed - changes.count
    if more > 0 { lines.append("and \(Figures.grouped(more)) more (--limit)") }
    return lines.map { $0 + "\n" }.joined()
  }

  func render(into json: inout JSONWriter) {
    json.field("a", a)
    json.field("b", b)
    json.field("identical", isEmpty)
    json.field("added", added)
    json.field("removed", removed)
    json.field("changed", changed)
    json.field("unchanged", unchanged)
    json.array("changes") { list in
      for change in changes {
        list.beginObject()
        list.data("key", change.key)
        list.data("old", change.old)
        list.data("new", change.new)
        list.endObject()
      }
    }
  }
}
