/// A document that cannot be used: where, why, and what to do about it.
package struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file as the caller named it, or what stands in for one (`environment variable X`, `flag --x`).
  package var file: String
  /// Line from 1; 0 where the source has no lines.
  package var line: Int
  /// Column from 1 in characters; 0 where the source has no lines.
  package var column: Int
  /// The setting or member concerned, such as `adaptive.max_group_len`.
  package var key: String?
  /// What is wrong.
  package var detail: String
  /// What to do about it.
  package var hint: String?

  /// An error with its parts.
  package init(
    file: String, line: Int, column: Int, key: String? = nil, detail: String, hint: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.key = key
    self.detail = detail
    self.hint = hint
  }

  /// One line: `config.toml:3:7: adaptive.max_group_len must be a whole number …`.
  package var description: String {
    line > 0 ? "\(file):\(line):\(column): \(detail)" : "\(file): \(detail)"
  }
}
