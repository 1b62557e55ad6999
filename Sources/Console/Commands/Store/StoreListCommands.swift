import Base
import Snapshots
import Workloads

/// `items` and `scan`.
enum StoreListCommands {
  static let items = CommandSpec(
    name: "items",
    summary: "Print every entry of a store, a row of key,value each.",
    details: ["The order is that of the store's hash, the same every time. Fields are quoted as in CSV."],
    flags: [StoreFlags.store.spec, StoreFlags.limit.spec],
    examples: [Example(purpose: "all there is", line: "hashmap-cli items")],
    failures: StoreFlags.reading
  ) { arguments, session throws(Failure) in
    try list(arguments, session, on: .content(StorePlace(arguments, session).content()))
  }

  static let scan = CommandSpec(
    name: "scan",
    summary: "Print the entries of a store whose keys begin with a text.",
    details: ["Reads the whole store: entries are ordered by the hash of their keys."],
    flags: [StoreFlags.prefix.spec, StoreFlags.store.spec, StoreFlags.limit.spec],
    positionals: [
      PositionalSpec(name: "PREFIX", help: "The same as --prefix PREFIX.", kind: .data, isOptional: true)
    ],
    examples: [Example(purpose: "all users", line: "hashmap-cli scan --prefix user:")],
    failures: StoreFlags.reading
  ) { arguments, session throws(Failure) in
    try list(arguments, session, on: .content(StorePlace(arguments, session).content()))
  }

  /// Lists the entries whose keys begin with the prefix, if the command has one.
  static func list(_ arguments: Arguments, _ session: Session, on target: StoreTarget) throws(Failure) {
    let limit = arguments[StoreFlags.limit]
    let word = arguments.words.isEmpty ? nil : arguments.bytes(ofWord: 0)
    let flag = arguments[StoreFlags.prefix]
    if word != nil, flag != nil {
      throw .badInput("--prefix and PREFIX exclude each other", hint: "give one of them")
    }
    var rows = EntryRows(prefix: flag ?? word ?? [], limit: limit > 0 ? limit : .max)
    if !session.options.isJSON { rows.output = session.output }
    if let entries = target.entries { try rows.takeAll(entries) }
    try session.succeed(text: "", rows.render)
  }
}

/// Entries on their way out: written as they come, or kept for one line of JSON.
struct EntryRows {
  private let prefix: [UInt8]
  private let limit: Int
  /// Where rows go; without one they are kept.
  var output: Output?
  private(set) var count = 0
  private(set) var items: [(key: [UInt8], value: [UInt8])] = []
  /// Why a row could not be written.
  private(set) var failure: Failure?

  init(prefix: [UInt8], limit: Int) {
    self.prefix = prefix
    self.limit = limit
  }

  /// Takes the entries of a store or a snapshot, until there are enough or a signal comes.
  mutating func takeAll(_ entries: EntrySource) throws(Failure) {
    do throws(SnapshotError) {
      try entries.visitAll { key, value throws(SnapshotError) in take(key, value) }
    } catch { throw error.failure }
    if let failure { throw failure }
    try Interrupt.check()
  }

  /// The entries kept.
  func render(into json: inout JSONWriter) {
    json.field("count", count)
    json.array("items") { list in
      for item in items {
        list.beginObject()
        list.data("key", item.key)
        list.data("value", item.value)
        list.endObject()
      }
    }
  }

  /// Takes an entry; false when no more are wanted.
  private mutating func take(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
    if Interrupt.signal != nil { return false }
    guard key.starts(with: prefix) else { return true }
    count += 1
    if let output {
      var row: [UInt8] = []
      PairWriter.appendRow(key, value, to: &row)
      do throws(Failure) { try output.write(bytes: row) } catch {
        failure = error
        return false
      }
    } else {
      items.append(([UInt8](key), [UInt8](value)))
    }
    return count < limit
  }
}
