/// Where a setting's value came from.
package enum SettingOrigin: Equatable, Sendable, CustomStringConvertible {
  case defaultValue
  case file(String, line: Int)
  case environment(String)
  case flag(String)

  /// `default`, `config.toml:3`, `environment ADAPTIVE_X` or `flag --x`.
  package var description: String {
    switch self {
    case .defaultValue: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let name): "environment \(name)"
    case .flag(let name): "flag \(name)"
    }
  }

  /// Higher beats lower.
  fileprivate var rank: Int {
    switch self {
    case .defaultValue: 0
    case .file: 1
    case .environment: 2
    case .flag: 3
    }
  }
}

/// Declared settings with their values and where each came from.
///
/// A flag beats the environment, the environment beats the file, the file beats the default, in whatever order they
/// are merged; among equals the later wins. Everything is strict: an unknown name or a value that breaks its rule is
/// an error that says where it stands and what was probably meant.
package struct Settings: Sendable {
  /// One setting with its present value.
  package struct Setting: Sendable {
    /// Its declaration.
    package let key: SettingKey
    /// Its present value.
    package fileprivate(set) var value: SettingValue
    /// Where the value came from.
    package fileprivate(set) var origin: SettingOrigin

    /// What reports show: the value, or of a secret only that there is one.
    package var reported: SettingValue {
      key.isSecret && value != key.defaultValue ? .text("set, not shown") : value
    }
  }

  /// All settings in the order of their declaration.
  package private(set) var entries: [Setting]
  private let places: [String: Int]

  /// Settings at their defaults; names must be unique.
  package init(keys: [SettingKey]) {
    entries = keys.map { Setting(key: $0, value: $0.defaultValue, origin: .defaultValue) }
    places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1.name, $0) })
  }

  /// Takes the values of a file: tables whose members are settings, to any depth.
  package mutating func merge(_ table: DocumentTable, file: String) throws(DocumentError) {
    var faults: [DocumentError] = []
    merge(table, file: file, path: "", faults: &faults)
    if let first = faults.first { throw first }
  }

  /// The same, but takes what can be taken and gives everything that is wrong, in the order of the file.
  package mutating func mergeWhatFits(_ table: DocumentTable, file: String) -> [DocumentError] {
    var faults: [DocumentError] = []
    merge(table, file: file, path: "", faults: &faults)
    return faults
  }

  /// Takes the values of declared environment variables; an empty variable counts as not set.
  package mutating func merge(environment: [String: String]) throws(DocumentError) {
    for entry in entries {
      guard let name = entry.key.environment, let text = environment[name], !text.isEmpty else { continue }
      try merge(entry.key.name, text: text, origin: .environment(name))
    }
  }

  /// Takes the value of a flag; `flag` is what was typed, such as `--max-group-len`.
  package mutating func merge(flag: String, name: String, text: String) throws(DocumentError) {
    try merge(name, text: text, origin: .flag(flag))
  }

  /// The setting of that name, or nil when none is declared.
  package func setting(_ name: String) -> Setting? { places[name].map { entries[$0] } }

  private mutating func merge(
    _ table: DocumentTable, file: String, path: String, faults: inout [DocumentError]
  ) {
    for member in table.members {
      let name = path.isEmpty ? member.key : "\(path).\(member.key)"
      if let place = places[name] {
        let key = entries[place].key
        let origin = SettingOrigin.file(file, line: member.keyPosition.line)
        let position = member.value.position
        do throws(SettingRefusal) {
          let value = try key.kind.read(member.value)
          if let fault = Self.fault(key, value, file, position) {
            faults.append(fault)
          } else {
            set(place, to: value, from: origin)
          }
        } catch {
          faults.append(
            DocumentError(
              file: file, line: position.line, column: position.column, key: name,
              detail: "\(name) must be \(key.kind.rule), not \(error.found)", hint: key.help))
        }
      } else if tableNames.contains(where: { $0 == name || $0.hasPrefix(name + ".") }) {
        guard case .table(let inner) = member.value else {
          let position = member.value.position
          faults.append(
            DocumentError(
              file: file, line: position.line, column: position.column, key: name,
              detail: "\(name) must be a table, not \(member.value.shown)",
              hint: "write [\(name)] above its settings"))
          continue
        }
        merge(inner, file: file, path: name, faults: &faults)
      } else {
        faults.append(unknown(name, isTable: member.value.table != nil, file: file, at: member.keyPosition))
      }
    }
  }

  private mutating func merge(_ name: String, text: String, origin: SettingOrigin) throws(DocumentError) {
    let source =
      switch origin {
      case .environment(let variable): "environment variable \(variable)"
      default: "\(origin)"
      }
    guard let place = places[name] else {
      throw DocumentError(
        file: source, line: 0, column: 0, key: name, detail: "unknown setting \(name)",
        hint: hint(for: name, among: entries.map(\.key.name)))
    }
    let key = entries[place].key
    let value: SettingValue
    do throws(SettingRefusal) {
      value = try key.kind.read(text: text)
    } catch {
      throw DocumentError(
        file: source, line: 0, column: 0, key: name,
        detail: "\(name) must be \(key.kind.rule), not \(error.found)", hint: key.help)
    }
    if let fault = Self.fault(key, value, source, DocumentPosition(line: 0, column: 0)) { throw fault }
    set(place, to: value, from: origin)
  }

  /// What the declaration of a setting has against a value of the right kind.
  private static func fault(
    _ key: SettingKey, _ value: SettingValue, _ file: String, _ position: DocumentPosition
  ) -> DocumentError? {
    guard case .text(let text) = value, let refusal = key.refusal?(text) else { return nil }
    return DocumentError(
      file: file, line: position.line, column: position.column, key: key.name,
      detail: "\(key.name) \(refusal.detail)", hint: refusal.hint)
  }

  private mutating func set(_ place: Int, to value: SettingValue, from origin: SettingOrigin) {
    guard origin.rank >= entries[place].origin.rank else { return }
    entries[place].value = value
    entries[place].origin = origin
  }

  private func unknown(
    _ name: String, isTable: Bool, file: String, at position: DocumentPosition
  ) -> DocumentError {
    DocumentError(
      file: file, line: position.line, column: position.column, key: name,
      detail: "unknown \(isTable ? "table [\(name)]" : "setting \(name)")",
      hint: hint(for: name, among: isTable ? tableNames : entries.map(\.key.name)))
  }

  private var tableNames: [String] {
    var names: [String] = []
    for entry in entries {
      guard let dot = entry.key.name.lastIndex(of: ".") else { continue }
      let table = String(entry.key.name[..<dot])
      if !names.contains(table) { names.append(table) }
    }
    return names
  }

  private func hint(for name: String, among names: [String]) -> String {
    if let nearest = Spelling.nearest(name, in: names) { return "did you mean \(nearest)?" }
    return "known are \(names.joined(separator: ", "))"
  }
}
