import Base
import Documents

/// A comparison of two runs as the server shows it: a file of schema `adhash.compare.v1`.
package enum Comparison {
  /// The largest file.
  package static let largest = 4 << 20

  /// The bytes of a comparison; throws when the file cannot be read, is not JSON, or of another schema.
  package static func read(path: String) throws(ServerError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: largest)
    } catch { throw .file(error) }
    let value: DocumentValue
    do throws(DocumentError) {
      value = try JSON.parse(bytes, file: path)
    } catch { throw .comparison(error) }
    guard value.table?["schema"]?.string == "adhash.compare.v1" else {
      throw .comparison(
        DocumentError(
          file: path, line: value.position.line, column: value.position.column,
          detail: "the schema is not \"adhash.compare.v1\"", hint: "ab-compare writes such files"))
    }
    return bytes
  }
}
