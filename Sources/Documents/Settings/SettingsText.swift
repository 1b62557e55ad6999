/// The text of a settings file that is edited: lines that are not changed keep their comments, order and spacing.
package struct SettingsText: Sendable {
  /// The file as messages name it.
  package let file: String
  private var lines: [String]

  /// The text of a file; empty for a new one.
  package init(_ text: String, file: String) {
    self.file = file
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
  }

  /// The text as it is now.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// The settings in the text, on top of the defaults.
  package func settings(_ keys: [SettingKey]) throws(DocumentError) -> Settings {
    var settings = Settings(keys: keys)
    try settings.merge(try TOML.parse(Array(text.utf8), file: file), file: file)
    return settings
  }

  /// The settings in the text as far as they fit, on top of the defaults, and what is wrong with the others.
  package func readable(_ keys: [SettingKey]) throws(DocumentError) -> (Settings, faults: [DocumentError]) {
    var settings = Settings(keys: keys)
    let faults = settings.mergeWhatFits(try TOML.parse(Array(text.utf8), file: file), file: file)
    return (settings, faults)
  }

  /// Gives a setting a value: in its line if it has one, at the end of its table otherwise.
  ///
  /// The result is read again; a text whose form this cannot edit is refused and left as it was. What is wrong with other
  /// settings, and was wrong with this one, is no hindrance.
  package mutating func set(_ key: SettingKey, to value: SettingValue, keys: [SettingKey])
    throws(DocumentError)
  {
    var edited = self
    let table = try TOML.parse(Array(text.utf8), file: file)
    let parts = key.name.split(separator: ".").map(String.init)
    if let member = table[parts[0]]?.table?.members.first(where: { $0.key == parts[1] }) {
      edited.replace(at: member.value.position, by: Self.shown(value))
    } else {
      edited.insert("\(parts[1]) = \(Self.shown(value))", table: parts[0])
    }
    var reason = "it would read as another value"
    do throws(DocumentError) {
      let (settings, faults) = try edited.readable(keys)
      if let fault = faults.first(where: { $0.key == key.name || $0.key == parts[0] }) {
        reason = fault.detail
      } else if settings.value(key.name) == value {
        self = edited
        return
      }
    } catch {
      reason = error.detail
    }
    throw DocumentError(
      file: file, line: 0, column: 0, key: key.name,
      detail: "\(key.name) stands in a form that cannot be edited: \(reason)",
      hint: "write it as a line of its own below [\(parts[0])]")
  }

  /// A value as TOML.
  package static func shown(_ value: SettingValue) -> String {
    switch value {
    case .bool, .integer, .number: return value.description
    case .none: return "\"none\""
    case .text(let text):
      let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        default: String(scalar)
        }
      }
      return "\"\(escaped.joined())\""
    }
  }

  /// Replaces the value that begins at a position.
  private mutating func replace(at position: DocumentPosition, by value: String) {
    guard lines.indices.contains(position.line - 1) else { return }
    let scalars = Array(lines[position.line - 1].unicodeScalars)
    let start = min(position.column - 1, scalars.count)
    var end = start
    if end < scalars.count, scalars[end] == "\"" || scalars[end] == "'" {
      let quote = scalars[end]
      end += 1
      while end < scalars.count, scalars[end] != quote {
        end += scalars[end] == "\\" && quote == "\"" ? 2 : 1
      }
      end += 1
    } else {
      while end < scalars.count, !" \t\r#,}".unicodeScalars.contains(scalars[end]) { end += 1 }
    }
    let text = { (part: ArraySlice<Unicode.Scalar>) in part.reduce(into: "") { $0.unicodeScalars.append($1) }
    }
    lines[position.line - 1] = text(scalars[..<start]) + value + text(scalars[min(end, scalars.count)...])
  }

  /// Adds a line at the end of a table, which is made if it is not there.
  private mutating func insert(_ line: String, table: String) {
    guard let header = lines.firstIndex(where: { Self.header($0) == table }) else {
      if let last = lines.last, !last.isEmpty { lines.append("") }
      lines += ["[\(table)]", line]
      return
    }
    var end = header + 1
    for index in (header + 1)..<lines.endIndex {
      if Self.header(lines[index]) != nil { break }
      let content = lines[index].drop { $0 == " " || $0 == "\t" || $0 == "\r" }
      if !content.isEmpty, content.first != "#" { end = index + 1 }
    }
    lines.insert(line, at: end)
  }

  /// The name of the table that a line begins.
  private static func header(_ line: String) -> String? {
    let content = line.drop { $0 == " " || $0 == "\t" }
    guard content.first == "[", let close = content.firstIndex(of: "]") else { return nil }
    return content[..<close].dropFirst().filter { $0 != " " && $0 != "\t" }
  }
}
