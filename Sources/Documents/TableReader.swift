/// Reads the members of one table by name, each with its kind, and refuses those nobody asked for.
///
/// Ask for every member the table may have, then call `finish`.
package struct TableReader {
  private let table: DocumentTable
  private let file: String
  /// What the table is, for messages: `the metric "x"`.
  private let subject: String
  private var known: [String] = []

  /// A reader of `table`, which stands in `file`.
  package init(_ table: DocumentTable, file: String, subject: String) {
    self.table = table
    self.file = file
    self.subject = subject
  }

  /// A reader of a value that must be a table.
  package init(_ value: DocumentValue, file: String, subject: String) throws(DocumentError) {
    guard let table = value.table else {
      throw DocumentError(
        file: file, line: value.position.line, column: value.position.column,
        detail: "\(subject) must be a mapping, not \(value.shown)")
    }
    self.init(table, file: file, subject: subject)
  }

  /// Where the table begins.
  package var position: DocumentPosition { table.position }

  /// The value of a member, or nil.
  package mutating func value(_ key: String) -> DocumentValue? {
    known.append(key)
    return table[key]
  }

  /// A text that must be there and not empty.
  package mutating func text(_ key: String) throws(DocumentError) -> String {
    guard let text = try optionalText(key), !text.isEmpty else { throw missing(key) }
    return text
  }

  /// A text, or nil.
  package mutating func optionalText(_ key: String) throws(DocumentError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string else { throw wrong(key, value, "a text") }
    return text
  }

  /// A text that is one of `choices`; `fallback` when it is absent, an error when there is no fallback.
  package mutating func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, _ choices: T.Type, default fallback: T? = nil
  ) throws(DocumentError) -> T where T.RawValue == String {
    guard let text = try optionalText(key) else {
      guard let fallback else { throw missing(key) }
      return fallback
    }
    if let found = T(rawValue: text) { return found }
    let names = T.allCases.map(\.rawValue)
    throw error(
      at: table[key]?.position ?? position, key: key,
      "\(key) of \(subject) must be one of \(names.joined(separator: ", ")), not \"\(text)\"",
      hint: Spelling.nearest(text, in: names).map { "did you mean \($0)?" })
  }

  /// A whole number of at least 1, or nil.
  package mutating func optionalCount(_ key: String) throws(DocumentError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let count = value.integer, count >= 1 else {
      throw wrong(key, value, "a whole number of at least 1")
    }
    return Int(count)
  }

  /// The elements of a list, none when it is absent.
  package mutating func list(_ key: String) throws(DocumentError) -> [DocumentValue] {
    guard let value = value(key) else { return [] }
    guard let elements = value.array else { throw wrong(key, value, "a list") }
    return elements
  }

  /// The texts of a list, none when it is absent.
  package mutating func texts(_ key: String) throws(DocumentError) -> [String] {
    var texts: [String] = []
    for element in try list(key) {
      guard let text = element.string else { throw wrong(key, element, "a list of texts") }
      texts.append(text)
    }
    return texts
  }

  /// The members of a table in their order, none when it is absent.
  package mutating func members(_ key: String) throws(DocumentError) -> [DocumentTable.Member] {
    guard let value = value(key) else { return [] }
    guard let table = value.table else { throw wrong(key, value, "a mapping") }
    return table.members
  }

  /// Fails on the first member nobody asked for.
  package func finish() throws(DocumentError) {
    guard let stranger = table.members.first(where: { !known.contains($0.key) }) else { return }
    throw error(
      at: stranger.keyPosition, key: stranger.key, "\(subject) has no member \"\(stranger.key)\"",
      hint: Spelling.nearest(stranger.key, in: known).map { "did you mean \($0)?" }
        ?? "it has \(known.joined(separator: ", "))")
  }

  private func missing(_ key: String) -> DocumentError {
    error(at: position, key: key, "\(subject) needs \(key)")
  }

  private func wrong(_ key: String, _ value: DocumentValue, _ wanted: String) -> DocumentError {
    error(at: value.position, key: key, "\(key) of \(subject) must be \(wanted), not \(value.shown)")
  }

  private func error(
    at position: DocumentPosition, key: String, _ detail: String, hint: String? = nil
  ) -> DocumentError {
    DocumentError(
      file: file, line: position.line, column: position.column, key: key, detail: detail, hint: hint)
  }
}
