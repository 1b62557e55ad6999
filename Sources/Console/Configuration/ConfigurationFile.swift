import Base
import Documents

/// A configuration file as a table: TOML, or YAML or JSON where its name says so.
enum ConfigurationFile {
  /// The largest file that is read.
  static let limit = 1 << 20

  /// Reads the file. Throws `io` for one that cannot be read and `badInput`, with line and column, for one that is no table.
  static func read(_ path: String) throws(Failure) -> DocumentTable {
    let bytes = try Failure.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: limit)
    }
    return try Failure.wrapping { () throws(DocumentError) in try parse(bytes, path) }
  }

  /// Whether a file of this name is TOML, which alone can be edited in place.
  static func isTOML(_ path: String) -> Bool {
    ![".json", ".yaml", ".yml"].contains { path.hasSuffix($0) }
  }

  private static func parse(_ bytes: [UInt8], _ path: String) throws(DocumentError) -> DocumentTable {
    if isTOML(path) { return try TOML.parse(bytes, file: path) }
    let value =
      path.hasSuffix(".json") ? try JSON.parse(bytes, file: path) : try YAML.parse(bytes, file: path)
    guard let table = value.table else {
      throw DocumentError(
        file: path, line: value.position.line, column: value.position.column,
        detail: "a configuration is a table, not \(value.shown)")
    }
    return table
  }
}
