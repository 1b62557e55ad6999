import Documents

/// Reads the members of one table by name and gathers everything that is wrong with them, rather than stop at the first.
struct FieldReader {
  let table: DocumentTable
  private let file: String
  /// What the table is, for messages: `node "x"`.
  var subject: String
  private(set) var problems: [DocumentError] = []
  private var taken: [String] = []

  init(_ table: DocumentTable, file: String, subject: String) {
    self.table = table
    self.file = file
    self.subject = subject
  }

  /// The value of a member, or nil. Asking makes the name known.
  mutating func take(_ key: String) -> DocumentValue? {
    taken.append(key)
    return table[key]
  }

  /// A text that is not empty, or nil.
  mutating func text(_ key: String) -> (text: String, position: DocumentPosition)? {
    guard let value = take(key) else { return nil }
    guard let text = value.string, !text.isEmpty else {
      let _: Never? = wrong(key, value, "a text")
      return nil
    }
    return (text, value.position)
  }

  /// A text that must be there.
  mutating func required(_ key: String) -> (text: String, position: DocumentPosition)? {
    if table[key] == nil { missing(key) }
    return text(key)
  }

  /// A value under the rule of a setting.
  mutating func plain(_ value: DocumentValue, _ key: String, _ kind: SettingKind) -> SettingValue? {
    if let read = kind.reading(value) { return read }
    return wrong(key, value, kind.rule)
  }

  /// A setting, or nil where it is absent.
  mutating func plain(_ key: String, _ kind: SettingKind) -> SettingValue? {
    take(key).flatMap { plain($0, key, kind) }
  }

  /// A function by name.
  mutating func formula<F>(_ value: DocumentValue, _ key: String, _ formulas: [Formula<F>]) -> F? {
    guard let text = value.string else {
      return wrong(key, value, "one of \(formulas.map(\.usage).joined(separator: ", "))")
    }
    do throws(FormulaProblem) {
      return try Formula.read(text, from: formulas)
    } catch {
      note("\(key) of \(subject): \(error.detail)", at: value.position, key: key, hint: error.hint)
      return nil
    }
  }

  /// Notes that a member is of the wrong kind.
  mutating func wrong<T>(_ key: String, _ value: DocumentValue, _ wanted: String) -> T? {
    note("\(key) of \(subject) must be \(wanted), not \(value.shown)", at: value.position, key: key)
    return nil
  }

  /// Notes that a member is not there.
  mutating func missing(_ key: String) {
    note("\(subject) needs \(key)", at: table.position, key: key)
  }

  /// Notes that a text is none of some names.
  mutating func unknown(
    _ key: String, _ text: String, at position: DocumentPosition, among names: [String]
  ) {
    note(
      "\(key) of \(subject): \"\(text)\" is not one of \(names.joined(separator: ", "))", at: position,
      key: key,
      hint: Spelling.nearest(text, in: names).map { "did you mean \($0)?" })
  }

  /// Notes a problem.
  mutating func note(_ detail: String, at position: DocumentPosition, key: String? = nil, hint: String? = nil)
  {
    problems.append(
      DocumentError(
        file: file, line: position.line, column: position.column, key: key, detail: detail, hint: hint))
  }

  /// Notes every member nobody asked for.
  mutating func finish() {
    for member in table.members where !taken.contains(member.key) {
      let near = Spelling.nearest(member.key, in: taken)
      note(
        "\(subject) has no setting \"\(member.key)\"", at: member.keyPosition, key: member.key,
        hint: near.map { "did you mean \($0)?" } ?? "it has \(taken.joined(separator: ", "))")
    }
  }
}
