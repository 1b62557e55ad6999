import Base

/// Why a workload could not be read or written: what is wrong, in which file, where in it, and what to do.
package struct WorkloadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Whose fault something is.
  package enum Kind: Sendable {
    /// What the user gave: a malformed file, a limit exceeded, an impossible option.
    case badInput
    /// The world: a missing file, a full disk.
    case io
  }

  /// Whose fault it is.
  package let kind: Kind
  /// The file as the user named it; `-` is standard input, empty where no file but an option is at fault.
  package let file: String
  /// The line of the file, from 1, counting every line feed; nil where the fault has no line.
  package let line: Int?
  /// The character of that line, from 1.
  package let column: Int?
  /// The byte of the file (of the compressed file where it is one that cannot be decompressed), from 0.
  package let byteOffset: Int?
  /// What is wrong in one sentence; names line and column where it has them, but not the file.
  package let detail: String
  /// What to do about it.
  package let hint: String?

  /// A fault in what the user gave.
  package static func badInput(
    _ detail: String, file: String, line: Int? = nil, column: Int? = nil, byteOffset: Int? = nil,
    hint: String? = nil
  ) -> WorkloadError {
    WorkloadError(
      kind: .badInput, file: file, line: line, column: column, byteOffset: byteOffset, detail: detail,
      hint: hint)
  }

  /// A system call that failed.
  package static func io(_ error: SystemError, hint: String? = nil) -> WorkloadError {
    WorkloadError(
      kind: .io, file: error.path, line: nil, column: nil, byteOffset: nil, detail: error.description,
      hint: hint)
  }

  /// The file and the fault in one line.
  package var description: String {
    kind == .io || file.isEmpty ? detail : "\(file): \(detail)"
  }
}
