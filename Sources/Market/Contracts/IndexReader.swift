import Base
import Documents

/// Reads one `[[indices]]` of a contract table.
struct IndexReader {
  private let file: String
  private let places: ContractReader

  init(file: String) {
    self.file = file
    places = ContractReader(file: file)
  }

  func read(_ value: DocumentValue) throws(DocumentError) -> IndexFacts {
    var reader = try TableReader(value, file: file, subject: "an entry of indices")
    let name = try reader.text("name")
    guard name.utf8.count <= 32, name.utf8.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) }),
      name.utf8.first.map({ (65...90).contains($0) }) == true
    else {
      throw places.error(
        at: value.table?["name"]?.position, "name", "the name \"\(name)\" must be capital letters and digits")
    }
    let exchange = try reader.text("exchange")
    let segment = try reader.text("segment")
    let quote = try reader.text("quote")
    let levelValue = reader.value("level")
    guard let level = levelValue?.number, level >= 1, level <= 10_000_000 else {
      throw places.error(
        at: levelValue?.position ?? value.position, "level",
        "level of \(name) must be a number within 1...10000000")
    }
    let steps = try rows("steps", "step", &reader, name) { member -> Int32? in
      guard let step = member.number, step >= 0.05, step <= 100_000 else { return nil }
      return Int32((step * 100).rounded())
    }
    let lots = try rows("lots", "size", &reader, name) { member -> Int? in
      guard let size = member.integer, (1...1_000_000).contains(size) else { return nil }
      return Int(size)
    }
    let weekly = try rows("weekly", "weekday", &reader, name) { member -> Weekday?? in
      guard let word = member.string else { return nil }
      if word == "none" { return .some(nil) }
      return Weekday(rawValue: word).map { .some($0) }
    }
    let monthly = try rows("monthly", "weekday", &reader, name) { member -> Weekday? in
      member.string.flatMap(Weekday.init)
    }
    try reader.finish()
    return IndexFacts(
      name: name, exchange: exchange, segment: segment, quoteName: quote, level: level, strikeSteps: steps,
      lotSizes: lots, weekly: weekly, monthly: monthly)
  }

  /// Rows of `{ from, key, source }`, ascending.
  private func rows<Value>(
    _ list: String, _ key: String, _ reader: inout TableReader, _ index: String,
    _ read: (DocumentValue) -> Value?
  ) throws(DocumentError) -> DatedRows<Value> {
    var rows: [DatedRows<Value>.Row] = []
    for element in try reader.list(list) {
      var members = try TableReader(element, file: file, subject: "a row of \(list) of \(index)")
      let from = try places.date("from", &members)
      let member = members.value(key)
      guard let member, let value = read(member) else {
        throw places.error(
          at: member?.position ?? element.position, "\(list).\(key)",
          member.map { "\(list) of \(index): \($0.shown) is no \(key)" } ?? "\(list) of \(index) needs \(key)"
        )
      }
      let source = try members.text("source")
      try members.finish()
      guard (rows.last?.from).map({ $0 < from }) ?? true else {
        throw places.error(
          at: element.position, "\(list).from", "rows of \(list) of \(index) must ascend by from")
      }
      rows.append(.init(from: from, value: value, source: source))
    }
    guard !rows.isEmpty else {
      throw places.error(at: reader.position, list, "\(index) needs at least one row of \(list)")
    }
    return DatedRows(rows: rows)
  }
}
