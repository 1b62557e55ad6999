import Base
import Snapshots
import Workloads

/// `import`, `stats` and `compact`.
enum StoreUpkeepCommands {
  /// Bytes of changes that one record of the log holds at most, when many are put at once.
  private static let groupBytes = 1 << 20

  static let importing = CommandSpec(
    name: "import",
    summary: "Put every row of a CSV or NDJSON file into a store.",
    details: [
      """
      CSV needs the header key,value (docs/snapshots.md). Rows are committed in groups of up to a mebibyte, each as a \
      whole; after a crash the store holds all groups up to some row, and importing again completes it.
      """
    ],
    flags: [
      ImportSnapshotCommand.infile.spec, SnapshotFlags.format.defaulting("by content").spec,
      StoreFlags.store.spec,
      StoreFlags.sync.spec,
    ],
    examples: [Example(purpose: "a table of keys and values", line: "hashmap-cli import --in map.csv")],
    failures: [
      FailureNote(label: .badInput, meaning: "A row or a flag is wrong; rows before it are in the store.")
    ]
      + StoreFlags.writing
  ) { arguments, session throws(Failure) in
    try importRows(arguments, session) { () throws(Failure) in
      .store(try StorePlace(arguments, session).writer(arguments, session), staysOpen: false)
    }
  }

  /// Puts the rows of a file; the target is opened when the file has been.
  static func importRows(
    _ arguments: Arguments, _ session: Session, into open: () throws(Failure) -> StoreTarget
  ) throws(Failure) {
    let path = arguments[ImportSnapshotCommand.infile]
    let reader = try Failure.wrapping { () throws(WorkloadError) in
      try PairReader(path: path, format: arguments[SnapshotFlags.format])
    }
    let target = try open()
    let fault = try fill(try target.writable("import"), from: reader)
    let sequence = try Failure.wrapping { () throws(SnapshotError) in try target.settle() }
    if let fault {
      var failure = fault.failure
      let told =
        reader.entries == 0
        ? "nothing was imported"
        : "imported before it: \(Figures.counted(reader.entries, "row"))"
      failure.hint = [told, failure.hint].compactMap { $0 }.joined(separator: "; ")
      throw failure
    }
    try Interrupt.check()
    try session.succeed(text: "\(Figures.counted(reader.entries, "row")) of \(path) imported\n") { json in
      json.field("infile", path)
      json.field("rows", reader.entries)
      json.field("sequence", sequence)
    }
  }

  /// Puts rows until there are none, a signal comes or one is wrong; gives back what is wrong with it.
  private static func fill(_ store: DurableStore, from reader: PairReader) throws(Failure) -> WorkloadError? {
    while Interrupt.signal == nil {
      do throws(WorkloadError) {
        guard try reader.next() else { break }
      } catch { return error }
      try Failure.wrapping { () throws(SnapshotError) in
        try store.put(reader.key, reader.value)
        if store.waitingBytes >= groupBytes { try store.commit() }
      }
    }
    return nil
  }

  static let stats = CommandSpec(
    name: "stats",
    summary: "Tell how large a store is, and what reading its log found.",
    flags: [StoreFlags.store.spec],
    examples: [Example(purpose: "how much is there?", line: "hashmap-cli stats --json")],
    failures: StoreFlags.reading
  ) { arguments, session throws(Failure) in
    let place = try StorePlace(arguments, session)
    let content = try place.content()
    let facts = try content.map { content throws(Failure) in
      try Failure.wrapping { () throws(SnapshotError) in try StoreFacts(counting: content) }
    }
    var table = TextTable("store", ">\(place.path)")
    for fact in facts?.all ?? [] { table.add(fact.name, fact.value) }
    try session.succeed(text: table.lines().map { $0 + "\n" }.joined()) { json in
      json.field("store", place.path)
      (facts ?? StoreFacts()).render(into: &json)
    }
  }

  static let compact = CommandSpec(
    name: "compact",
    summary: "Write a store's snapshot anew and begin a new log.",
    details: ["A commit does so by itself when the log has grown past 64 MiB."],
    flags: [StoreFlags.store.spec, StoreFlags.sync.spec],
    examples: [Example(purpose: "before a backup", line: "hashmap-cli compact --store ./prices")],
    failures: StoreFlags.writing
  ) { arguments, session throws(Failure) in
    let place = try StorePlace(arguments, session)
    // A writer would make a store of a folder that was only mistyped.
    guard try place.content() != nil else { throw .io("open \(place.path): there is no store") }
    let store = try place.writer(arguments, session)
    let before = store.content.logBytes
    try Failure.wrapping { () throws(SnapshotError) in
      try store.compact()
      try store.finish()
    }
    let bytes = Figures.bytes(store.content.snapshotBytes)
    try session.succeed(text: "\(Figures.bytes(before)) of log went into a snapshot of \(bytes)\n") { json in
      json.field("store", place.path)
      json.field("sequence", store.content.lastSequence)
      json.field("snapshot_bytes", store.content.snapshotBytes)
      json.field("log_bytes", store.content.logBytes)
    }
  }
}

/// The figures of a store.
struct StoreFacts {
  private let numbers: [(name: String, value: UInt64)]
  private var digest: String?

  /// Of a store that is not there.
  init() { numbers = [("entries", 0), ("last_sequence", 0), ("recovered_records", 0), ("cut_bytes", 0)] }

  /// Those at hand.
  init(_ content: StoreContent, entries: Int? = nil) {
    let counted = entries.map { [(name: "entries", value: UInt64($0))] } ?? []
    numbers =
      counted + [
        ("last_sequence", content.lastSequence), ("recovered_records", content.recoveredRecords),
        ("cut_bytes", content.cutBytes), ("snapshot_sequence", content.snapshotSequence),
        ("snapshot_bytes", content.snapshotBytes), ("log_bytes", content.logBytes),
      ]
  }

  /// Those of a snapshot.
  init(_ reader: SnapshotReader) {
    numbers = [
      ("entries", reader.entries), ("operations", reader.head.operations ?? 0),
      ("blocks", UInt64(reader.blocks)),
      ("snapshot_bytes", reader.fileBytes),
    ]
  }

  /// Those and the entries, all of which are read.
  init(counting content: StoreContent) throws(SnapshotError) {
    var pass = SnapshotPass()
    try content.visitAll { key, value throws(SnapshotError) in
      try pass.take(key, value)
      return true
    }
    self.init(content, entries: pass.entries)
    digest = pass.digest.hexadecimal
  }

  /// As text.
  var all: [(name: String, value: String)] {
    numbers.map { ($0.name, Figures.grouped($0.value)) } + (digest.map { [("content_digest", $0)] } ?? [])
  }

  func render(into json: inout JSONWriter) {
    for number in numbers {
      json.key(number.name)
      json.integer(number.value)
    }
    if let digest { json.field("content_digest", digest) }
  }
}
