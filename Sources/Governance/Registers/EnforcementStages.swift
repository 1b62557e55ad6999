import Base
import Documents

/// From when on a check fails instead of warning: every rule comes in as a warning, with the day it becomes binding.
///
/// The file is `stages.toml` beside this one: `[[stage]]` with `check`, `since`, `enforced`, `reason`.
package struct EnforcementStages: Equatable, Sendable {
  /// Where the file stands, from the root of the repository.
  package static let path = "Sources/Governance/Registers/stages.toml"

  /// One check.
  package struct Stage: Equatable, Sendable {
    /// Its name, as findings have it.
    package let check: String
    /// The day it came in.
    package let since: CivilDate
    /// The day from which its findings fail.
    package let enforced: CivilDate
    /// What it holds.
    package let reason: String
  }

  /// All checks.
  package let stages: [Stage]

  /// Reads the file; a check twice, an unknown member and a day that is none are errors.
  package static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> EnforcementStages {
    var root = TableReader(try TOML.parse(bytes, file: file), file: file, subject: "the file of stages")
    var stages: [Stage] = []
    for value in try root.list("stage") {
      var reader = try TableReader(value, file: file, subject: "a stage")
      let check = try reader.text("check")
      let since = try day("since", &reader, file)
      let enforced = try day("enforced", &reader, file)
      let stage = Stage(check: check, since: since, enforced: enforced, reason: try reader.text("reason"))
      try reader.finish()
      if enforced < since || stages.contains(where: { $0.check == check }) {
        throw DocumentError(
          file: file, line: reader.position.line, column: reader.position.column, key: check,
          detail: "the check \(check) stands twice, or is enforced before it came in")
      }
      stages.append(stage)
    }
    try root.finish()
    return EnforcementStages(stages: stages)
  }

  private static func day(
    _ key: String, _ reader: inout TableReader, _ file: String
  ) throws(DocumentError) -> CivilDate {
    let text = try reader.text(key)
    guard let day = CivilDate(text) else {
      throw DocumentError(
        file: file, line: reader.position.line, column: reader.position.column, key: key,
        detail: "\(key) must be a day such as \"2026-12-01\", not \"\(text)\"")
    }
    return day
  }

  /// Findings that fail today and those that only warn. A check without a stage fails: nothing is lenient by omission.
  package func divide(
    _ findings: [RegisterFinding], on today: CivilDate
  ) -> (failing: [RegisterFinding], warning: [RegisterFinding]) {
    var failing: [RegisterFinding] = []
    var warning: [RegisterFinding] = []
    for finding in findings {
      let stage = stages.first { $0.check == finding.check }
      if let stage, today < stage.enforced { warning.append(finding) } else { failing.append(finding) }
    }
    return (failing, warning)
  }
}
