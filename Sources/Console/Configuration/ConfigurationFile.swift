import Base
import Documents

/// A configuration file as a table: TOML, or YAML or JSON where its name says so.
enum ConfigurationFile {
  private static let limit = 1 << 20

  /// Reads the file. An unreadable file is an error of the document, without a line.
  static func read(_ path: String) throws(DocumentError) -> DocumentTable {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: limit)
    } catch {
      throw DocumentError(file: path, line: 0, column: 0, detail: "\(error.operation): \(error.reason)")
    }
    let value: DocumentValue
    if path.hasSuffix(".json") {
      value = try JSON.parse(bytes, file: path)
    } else if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      value = try YAML.parse(bytes, file: path)
    } else {
      return try TOML.parse(bytes, file: path)
    }
    guard let table = value.table else {
      throw DocumentError(
        file: path, line: value.position.line, column: value.position.column,
        detail: "a configuration is a table, not \(value.shown)")
    }
    return table
  }
}
