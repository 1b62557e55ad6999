import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Configuration files as commands read and write them.
enum ConfigFile {
  /// The text of a file of TOML; `mayBeMissing` gives an empty one where there is none.
  static func read(_ path: String, mayBeMissing: Bool = false) throws(Failure) -> SettingsText {
    try checkFormat(path)
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: ConfigurationFile.limit)
    } catch {
      if mayBeMissing, error.code == ENOENT { return SettingsText("", file: path) }
      throw error.failure
    }
    return SettingsText(String(decoding: bytes, as: UTF8.self), file: path)
  }

  /// The settings of a file in any format on top of the defaults; those alone for the word `default`.
  static func settings(_ path: String, of program: Program) throws(Failure) -> Settings {
    var settings = Settings(keys: program.settings)
    if path == ConfigPresets.builtIn { return settings }
    let table = try ConfigurationFile.read(path)
    try Failure.wrapping { () throws(DocumentError) in try settings.merge(table, file: path) }
    try program.configuration.check(settings)
    return settings
  }

  /// Everything that is wrong with a file; empty for a valid one.
  static func faults(_ path: String, of program: Program) -> [Failure] {
    var settings = Settings(keys: program.settings)
    if path == ConfigPresets.builtIn { return [] }
    do throws(Failure) {
      let table = try ConfigurationFile.read(path)
      var faults = settings.mergeWhatFits(table, file: path).map { (error: $0, isUnreadable: false) }
      faults += program.configuration.faults(settings).map { fault in
        let position = table.position(of: fault.name)
        let error = DocumentError(
          file: path, line: position?.line ?? 0, column: position?.column ?? 0, key: fault.name,
          detail: "\(fault.name): \(fault.detail)", hint: fault.hint)
        return (error, fault.isUnreadable)
      }
      return faults.sorted { ($0.error.line, $0.error.column) < ($1.error.line, $1.error.column) }.map {
        fault in
        fault.isUnreadable ? .io(fault.error.description, hint: fault.error.hint) : fault.error.failure
      }
    } catch {
      // A file that is no document.
      return [
        error.detail.hasPrefix(path) || error.label == .io
          ? error : .badInput("\(path): \(error.detail)", hint: error.hint)
      ]
    }
  }

  /// The settings of a text that was edited, all of which must be right and fit each other, whatever it was before.
  static func settings(of text: SettingsText, _ program: Program) throws(Failure) -> Settings {
    let (settings, faults) = try Failure.wrapping { () throws(DocumentError) in
      try text.readable(program.settings)
    }
    if let first = faults.first {
      let more = faults.count > 1 ? " (and \(Figures.counted(faults.count - 1, "other fault")))" : ""
      throw .badInput(
        "\(first)\(more): nothing is changed",
        hint:
          "what is wrong in a file is set right together: name \(first.key ?? "it"), too, or edit it by hand; "
          + "\(program.name) config validate lists everything")
    }
    try program.configuration.check(settings)
    return settings
  }

  /// Writes the file as a whole, in folders that are made.
  static func write(_ text: SettingsText, to path: String) throws(Failure) {
    try OutputFile.makeFolders(of: path)
    try Failure.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: path, with: Array(text.text.utf8))
    }
  }

  /// A whole file for settings: every key with its help above it, in the order of the tables.
  static func whole(_ settings: Settings, of keys: [SettingKey], file: String) -> SettingsText {
    var lines: [String] = []
    var table = ""
    for key in keys {
      let parts = key.name.split(separator: ".").map(String.init)
      if parts[0] != table {
        table = parts[0]
        if !lines.isEmpty { lines.append("") }
        lines.append("[\(table)]")
      }
      lines.append("# \(key.help) (\(key.kind.rule))")
      lines.append("\(parts[1]) = \(SettingsText.shown(settings.value(key.name)))")
    }
    return SettingsText(lines.map { $0 + "\n" }.joined(), file: file)
  }

  /// Refuses the name of a file that only a whole program of its format could edit.
  static func checkFormat(_ path: String) throws(Failure) {
    guard ConfigurationFile.isTOML(path) else {
      throw .badInput(
        "\(path): only TOML is edited and written", hint: "name a file that ends in .toml, or edit it by hand"
      )
    }
  }

  /// `key=value` in parts, checked against the declaration.
  static func assignment(
    _ word: String, of program: Program
  ) throws(Failure) -> (key: SettingKey, value: SettingValue) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw .badInput("'\(word)' is not KEY=VALUE", hint: "write \(program.configuration.assignments[0])")
    }
    var settings = Settings(keys: program.settings)
    do throws(DocumentError) {
      try settings.merge(flag: word, name: parts[0], text: parts[1])
    } catch {
      throw .badInput("'\(word)': \(error.detail)", hint: error.hint)
    }
    guard let setting = settings.setting(parts[0]) else {
      throw .badInput("unknown setting \(parts[0])", hint: "\(program.name) config show lists them")
    }
    return (setting.key, setting.value)
  }
}

extension DocumentTable {
  /// Where the value of a setting stands; nil where the file does not say it.
  fileprivate func position(of name: String) -> DocumentPosition? {
    var table = self
    var position: DocumentPosition?
    for part in name.split(separator: ".") {
      guard let value = table[String(part)] else { return nil }
      position = value.position
      if let inner = value.table { table = inner }
    }
    return position
  }
}
