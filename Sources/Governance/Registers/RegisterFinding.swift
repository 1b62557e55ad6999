/// Something a register objects to.
package struct RegisterFinding: Equatable, Sendable, CustomStringConvertible {
  /// The check that found it; `stages.toml` says from when on it fails.
  package let check: String
  /// Where: a file, or a file and a line.
  package let place: String
  /// What is wrong and what to do.
  package let message: String

  /// `DEPRECATIONS.md:7: …`.
  package var description: String { "\(place): \(message)" }
}
