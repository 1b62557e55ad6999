import Base
import Governance

/// `g6 integrity`: whether the panels are what was published.
enum IntegrityCommand {
  static let spec = CommandSpec(
    name: "integrity",
    summary: "Check that panels are what was published, by whom, and that none is old or missing.",
    details: [
      """
      Reads the manifest, holds its signature against the keys, every file of every generation that is kept against its \
      digest, and the generation against the newest one seen before. Kinds of issues: data, envelope, null_digest (high), \
      missing, extra (medium), manifest, key, rollback (critical), expired (low). docs/panels.md tells what each means.
      """,
      """
      Generations of a simulated day (--clock manual) say so and do not expire; with --at they are judged as of that moment. \
      Without --key-file signatures are not checked, without --state an older generation put back is not noticed; with \
      --strict that is an issue itself. --quiet prints nothing while all is well.
      """,
    ],
    flags: [
      IntegrityFlags.panels.spec, IntegrityFlags.keys.spec, IntegrityFlags.maxAge.spec,
      IntegrityFlags.state.spec,
      IntegrityFlags.strict.spec, IntegrityFlags.at.spec,
    ],
    examples: [
      Example(
        purpose: "all that can be checked",
        line: "g6 integrity --panels-dir data/panels --key-file keys --max-age 120 --state seen.json --strict"
      ),
      Example(
        purpose: "what is wrong, for a script",
        line: "g6 integrity --panels-dir data/panels --key-file keys --json | jq '.issues[]'"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file of keys cannot be understood."),
      FailureNote(label: .invariant, meaning: "Something is not as it was published; each issue is listed."),
      FailureNote(label: .io, meaning: "The folder, the keys or the state cannot be read or written."),
    ]
  ) { arguments, session throws(Failure) in
    let settings = try session.settings(arguments)
    let folder = settings.panelFolder ?? "data/panels"
    let report = try check(folder, settings.optionalText(DestinationKeys.keys), arguments)
    if !(report.isOK && session.options.isQuiet && !session.options.isJSON) {
      try session.conclude(isOK: report.isOK, text: text(of: report, folder)) { json in
        render(report, folder, into: &json)
      }
    }
    guard let first = report.issues.first else { return }
    let more = report.issues.count - 1 + report.omitted
    let others = more == 0 ? "" : ", and \(more) more"
    throw .invariant(
      "\(folder)/\(first.file): \(first.kind.rawValue): \(first.detail)\(others)",
      hint: first.kind == .expired
        ? "is whoever publishes still running?" : "docs/panels.md tells what each kind means"
    )
  }

  private static func check(
    _ folder: String, _ keyPath: String?, _ arguments: Arguments
  ) throws(Failure) -> IntegrityReport {
    try Failure.wrapping { () throws(GovernanceError) in
      let keys = try keyPath.map { path throws(GovernanceError) in try KeyRing.read(path: path) }
      let monitor = IntegrityMonitor(
        folder: folder, keys: keys, maxAge: arguments[IntegrityFlags.maxAge],
        statePath: arguments[IntegrityFlags.state], tolerating: [keyPath].compactMap(\.self),
        isStrict: arguments[IntegrityFlags.strict], agesManualClocks: arguments[IntegrityFlags.at] != nil)
      return try monitor.check(at: try moment(arguments[IntegrityFlags.at]))
    }
  }

  private static func moment(_ text: String?) throws(GovernanceError) -> Int64 {
    guard let text else { return WallClock.nanoseconds() }
    guard let moment = WallClock.nanoseconds(iso8601: text) else {
      throw .badInput("--at \(text) is not a moment", hint: "write it as 2026-11-20T10:00:00Z")
    }
    return moment
  }

  private static func text(of report: IntegrityReport, _ folder: String) -> String {
    let signed = report.isSignatureChecked ? "signature checked" : "signature not checked"
    let age =
      report.ageSeconds.map { ", \(Figures.grouped(Int(max($0, 0)))) s old" }
      ?? (report.hasManualClock ? ", of a simulated day" : "")
    let generation = report.generation.map { "generation \(Figures.grouped($0))" } ?? "no generation"
    let count = report.issues.count + report.omitted
    let verdict = report.isOK ? "sound" : Figures.counted(count, "issue")
    var lines = [
      "\(folder): \(generation), \(Figures.counted(report.files, "panel"))\(age), \(signed): \(verdict)"
    ]
    for issue in report.issues {
      lines.append("  \(issue.severity.rawValue) \(issue.kind.rawValue) \(issue.file): \(issue.detail)")
    }
    if let held = report.heldState {
      lines.append(
        "  the state stays at generation \(Figures.grouped(held)), which was seen with a key; with --key-file a check raises it"
      )
    }
    if report.omitted > 0 { lines.append("  and \(Figures.grouped(report.omitted)) more") }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func render(_ report: IntegrityReport, _ folder: String, into json: inout JSONWriter) {
    json.field("schema", "g6.integrity.v1")
    json.field("panels_dir", folder)
    json.field("generation", report.generation)
    json.field("age_seconds", report.ageSeconds)
    json.field("clock", report.hasManualClock ? "manual" : "wall")
    json.field("signature_checked", report.isSignatureChecked)
    json.field("state_held", report.heldState)
    json.field("files", report.files)
    json.field("bytes", report.bytes)
    json.array("issues") { list in
      for issue in report.issues {
        list.beginObject()
        list.field("file", issue.file)
        list.field("kind", issue.kind.rawValue)
        list.field("severity", issue.severity.rawValue)
        list.field("detail", issue.detail)
        list.endObject()
      }
    }
    json.field("issues_omitted", report.omitted)
    json.object("severities") { counts in
      for severity in IntegrityIssue.Severity.allCases {
        counts.key(severity.rawValue)
        counts.integer(report.count(severity))
      }
    }
  }
}
