import Base
import CFacts
import Documents

extension ContractTable {
  /// The most bytes a table's file may have.
  package static let fileLimit = 1 << 20

  /// The text of the table that comes with the program.
  package static var builtInText: [UInt8] {
    var count = 0
    let start = facts_contracts(&count)
    return Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// The table that comes with the program.
  package static let builtIn: ContractTable = {
    do throws(MarketError) {
      return try ContractTable(builtInText, origin: "contracts.toml")
    } catch {
      preconditionFailure("the table that comes with the program: \(error)")
    }
  }()

  /// The table of a file, or the one that comes with the program for nil.
  ///
  /// - Throws: kind `config` with file, line and member; `storage` for a file that cannot be read.
  package static func read(_ path: String?) throws(MarketError) -> ContractTable {
    guard let path else { return builtIn }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: fileLimit)
    } catch {
      throw MarketError(.storage, "contract table: \(error)")
    }
    return try ContractTable(bytes, origin: path)
  }

  /// Reads a table's text.
  ///
  /// - Throws: kind `config` with file, line and member.
  package init(_ text: [UInt8], origin: String) throws(MarketError) {
    do throws(DocumentError) {
      var reader = ContractReader(file: origin)
      self = try reader.read(TOML.parse(text, file: origin))
    } catch {
      throw MarketError(.config, "\(error)", hint: error.hint)
    }
  }
}

/// Turns the members of a table's file into facts.
struct ContractReader {
  let file: String
  private var hours: [String: [DatedRows<SessionHours>.Row]] = [:]
  private var holidays: [String: [CivilDate: String]] = [:]
  private var special: [String: [CivilDate: [SessionHours]]] = [:]

  init(file: String) { self.file = file }

  mutating func read(_ table: DocumentTable) throws(DocumentError) -> ContractTable {
    var reader = TableReader(table, file: file, subject: "the contract table")
    guard let schema = reader.value("schema"), schema.integer == 1 else {
      throw error(at: table["schema"]?.position ?? table.position, "schema", "schema must be 1")
    }
    let first = try date("known_from", &reader)
    let last = try date("known_until", &reader)
    guard first <= last else {
      throw error(at: table["known_until"]?.position, "known_until", "known_until is before known_from")
    }
    for value in try reader.list("hours") { try readHours(value) }
    for value in try reader.list("holidays") { try readHolidays(value) }
    for value in try reader.list("sessions") { try readSession(value) }
    var indices: [IndexFacts] = []
    for value in try reader.list("indices") {
      let facts = try IndexReader(file: file).read(value)
      guard hours[facts.exchange] != nil else {
        throw error(at: value.position, "exchange", "\(facts.exchange) of \(facts.name) has no [[hours]]")
      }
      guard !indices.contains(where: { $0.name == facts.name }) else {
        throw error(at: value.position, "name", "the index \(facts.name) stands twice")
      }
      indices.append(facts)
    }
    try reader.finish()
    guard !indices.isEmpty else { throw error(at: table.position, "indices", "there is no [[indices]]") }
    var exchanges: [String: ExchangeFacts] = [:]
    for (name, rows) in hours {
      exchanges[name] = ExchangeFacts(
        name: name, hours: DatedRows(rows: rows), holidays: holidays[name] ?? [:],
        specialSessions: special[name] ?? [:])
    }
    return ContractTable(origin: file, known: first...last, indices: indices, exchanges: exchanges)
  }

  private mutating func readHours(_ value: DocumentValue) throws(DocumentError) {
    var reader = try TableReader(value, file: file, subject: "an entry of hours")
    let names = try reader.texts("exchanges")
    let from = try date("from", &reader)
    let preOpen = try second("pre_open", &reader)
    let open = try second("open", &reader)
    let close = try second("close", &reader)
    let source = try reader.text("source")
    try reader.finish()
    guard !names.isEmpty, preOpen <= open, open < close else {
      throw error(
        at: value.position, "hours", "hours need exchanges, and pre_open at or before open before close")
    }
    let session = SessionHours(name: "regular", preOpen: preOpen, open: open, close: close)
    for name in names {
      guard (hours[name]?.last?.from).map({ $0 < from }) ?? true else {
        throw error(at: value.position, "from", "hours of \(name) must ascend by from")
      }
      hours[name, default: []].append(.init(from: from, value: session, source: source))
    }
  }

  private mutating func readHolidays(_ value: DocumentValue) throws(DocumentError) {
    var reader = try TableReader(value, file: file, subject: "an entry of holidays")
    let names = try reader.texts("exchanges")
    let days = try reader.members("days")
    _ = try reader.text("source")
    try reader.finish()
    for member in days {
      guard let day = CivilDate(member.key) else {
        throw error(
          at: member.keyPosition, member.key, "\"\(member.key)\" is no day; write YYYY-MM-DD = \"name\"")
      }
      guard let name = member.value.string, !name.isEmpty else {
        throw error(at: member.value.position, member.key, "the holiday \(day) needs a name")
      }
      for exchange in names {
        guard holidays[exchange, default: [:]].updateValue(name, forKey: day) == nil else {
          throw error(at: member.keyPosition, member.key, "\(day) stands twice for \(exchange)")
        }
      }
    }
  }

  private mutating func readSession(_ value: DocumentValue) throws(DocumentError) {
    var reader = try TableReader(value, file: file, subject: "an entry of sessions")
    let names = try reader.texts("exchanges")
    let day = try date("date", &reader)
    let name = try reader.text("name")
    let open = try second("open", &reader)
    let close = try second("close", &reader)
    _ = try reader.text("source")
    try reader.finish()
    let session = SessionHours(name: name, preOpen: open, open: open, close: close)
    for exchange in names {
      let before = special[exchange]?[day]?.last?.close ?? 0
      guard before <= open, open < close else {
        throw error(at: value.position, "open", "sessions of \(day) overlap or end before they begin")
      }
      special[exchange, default: [:]][day, default: []].append(session)
    }
  }
}

extension ContractReader {
  func date(_ key: String, _ reader: inout TableReader) throws(DocumentError) -> CivilDate {
    let value = reader.value(key)
    guard let day = value?.string.flatMap({ CivilDate($0) }) else {
      throw error(
        at: value?.position ?? reader.position, key,
        value.map { "\(key) must be a day such as 2026-03-31, not \($0.shown)" } ?? "\(key) is missing")
    }
    return day
  }

  /// A time of day, `HH:MM`.
  private func second(_ key: String, _ reader: inout TableReader) throws(DocumentError) -> Int {
    let value = reader.value(key)
    let parts = (value?.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else {
      throw error(
        at: value?.position ?? reader.position, key,
        value.map { "\(key) must be a time such as \"09:15\", not \($0.shown)" } ?? "\(key) is missing")
    }
    return hour * 3600 + minute * 60
  }

  func error(at position: DocumentPosition?, _ key: String, _ detail: String) -> DocumentError {
    DocumentError(
      file: file, line: position?.line ?? 0, column: position?.column ?? 0, key: key, detail: detail)
  }
}
