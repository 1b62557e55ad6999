import Base
import CSQLite

/// An SQLite file, open; used by one thread.
final class Database {
  /// A value in place of a question mark.
  enum Value {
    case text(String)
    case integer(Int64)
    case number(Double)
    case nothing

    /// A text, or nothing.
    static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .nothing }
  }

  /// One row of a result, columns counted from 0; only while it is read.
  struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite_integer(statement, column) }
    func number(_ column: Int32) -> Double { sqlite_number(statement, column) }
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
    func optionalText(_ column: Int32) -> String? {
      if sqlite_is_nothing(statement, column) { return nil }
      var size = 0
      guard let bytes = sqlite_text(statement, column, &size) else { return nil }
      return String(decoding: UnsafeBufferPointer(start: bytes, count: size), as: UTF8.self)
    }
  }

  private let handle: OpaquePointer

  /// Opens a file, and makes it where `creates` says so; a write-protected one can be read.
  init(path: String, creates: Bool, patience: Int32) throws(CatalogueTrouble) {
    if let reason = sqlite_load() { throw .noLibrary(String(cString: reason)) }
    var handle: OpaquePointer?
    // Names such as ":memory:" mean something else to SQLite.
    let outcome = sqlite_open(path.hasPrefix("/") ? path : "./" + path, creates, patience, &handle)
    guard let handle else { throw .other("no memory for a database") }
    self.handle = handle
    if outcome != sqlite_outcome_done { throw trouble(outcome) }
  }

  deinit { sqlite_close(handle) }

  /// The row that was entered last.
  var lastRow: Int64 { sqlite_last_row(handle) }

  /// Runs statements that have no result.
  func run(_ statements: String) throws(CatalogueTrouble) {
    let outcome = sqlite_run(handle, statements)
    if outcome != sqlite_outcome_done { throw trouble(outcome) }
  }

  /// Runs one statement with values and reads the rows of its result.
  @discardableResult
  func query<R>(
    _ text: String, _ values: [Value] = [], _ read: (Row) -> R
  ) throws(CatalogueTrouble) -> [R] {
    var prepared: OpaquePointer?
    let outcome = sqlite_prepare(handle, text, &prepared)
    guard outcome == sqlite_outcome_done, let statement = prepared else { throw trouble(outcome) }
    defer { sqlite_finish(statement) }
    for (index, value) in values.enumerated() {
      let outcome = bind(value, at: Int32(index + 1), of: statement)
      if outcome != sqlite_outcome_done { throw trouble(outcome) }
    }
    var rows: [R] = []
    while true {
      let outcome = sqlite_next(statement)
      if outcome == sqlite_outcome_done { return rows }
      if outcome != sqlite_outcome_row { throw trouble(outcome) }
      rows.append(read(Row(statement: statement)))
    }
  }

  /// Runs one statement with values; tells how many rows it changed.
  @discardableResult
  func change(_ text: String, _ values: [Value] = []) throws(CatalogueTrouble) -> Int {
    try query(text, values) { _ in }
    return Int(sqlite_changed_rows(handle))
  }

  /// Runs `body` as one transaction that writes: all of it or, when it throws, nothing.
  func transaction<R>(_ body: () throws(CatalogueTrouble) -> R) throws(CatalogueTrouble) -> R {
    try run("BEGIN IMMEDIATE")
    do throws(CatalogueTrouble) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // SQLite may have rolled back already; what went wrong first is what is told.
      _ = sqlite_run(handle, "ROLLBACK")
      throw error
    }
  }

  private func bind(_ value: Value, at place: Int32, of statement: OpaquePointer) -> sqlite_outcome {
    switch value {
    case .integer(let value): return sqlite_bind_integer_at(statement, place, value)
    case .number(let value): return sqlite_bind_number_at(statement, place, value)
    case .nothing: return sqlite_bind_nothing_at(statement, place)
    case .text(var text):
      return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite_bind_text_at(statement, place, $0.baseAddress, $0.count)
        }
      }
    }
  }

  private func trouble(_ outcome: sqlite_outcome) -> CatalogueTrouble {
    CatalogueTrouble(outcome, String(cString: sqlite_message(handle)))
  }
}
