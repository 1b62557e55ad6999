import Base
import Governance

/// What a scan found, for people and for scripts.
struct RetentionReport {
  /// The JSON tells at most this many files; the plan has all of them.
  private static let listed = 1000

  let plan: RetentionPlan
  let numbers: RetentionNumbers
  let seconds: Double
  let planPath: String?

  func write(to session: Session) throws(Failure) {
    try session.succeed(text: text) { json in render(into: &json) }
  }

  private var text: String {
    var lines = [
      "\(plan.root): \(Figures.counted(numbers.files, "file")), \(Figures.bytes(numbers.bytes)); the oldest content is \(Figures.counted(numbers.oldestAgeDays, "day")) old",
      "\(Figures.grouped(numbers.candidates)) may go, \(Figures.bytes(numbers.candidateBytes)): content of more than \(plan.policy.maxAgeDays) days before \(plan.today)",
    ]
    let kept = RetentionNumbers.Kept.allCases.compactMap { reason in
      numbers.kept[reason].map { "\(Figures.grouped($0)) \(reason.rawValue)" }
    }
    if !kept.isEmpty { lines.append("stay: \(kept.joined(separator: ", "))") }
    for file in plan.files.prefix(10) { lines.append("  \(file.contentDate) \(file.path)") }
    if plan.files.count > 10 { lines.append("  … and \(Figures.grouped(plan.files.count - 10)) more") }
    if let influx = plan.influxBefore {
      lines.append("points of InfluxDB before \(WallClock.iso8601(influx)) go too")
    }
    lines.append(planPath.map { "plan written to \($0)" } ?? "no plan was written; --plan-out writes one")
    return lines.map { $0 + "\n" }.joined()
  }

  private func render(into json: inout JSONWriter) {
    json.field("schema", "g6.retention.v1")
    json.field("root", plan.root)
    json.field("plan", planPath)
    json.field("today", plan.today.description)
    json.field("root_digest", plan.rootDigest)
    json.field("max_age_days", plan.policy.maxAgeDays)
    json.field("total_files", numbers.files)
    json.field("total_bytes", numbers.bytes)
    json.field("candidates", numbers.candidates)
    json.field("candidate_bytes", numbers.candidateBytes)
    json.field("oldest_age_days", numbers.oldestAgeDays)
    json.field("seconds", seconds)
    json.object("kept") { kept in
      for reason in RetentionNumbers.Kept.allCases {
        kept.key(reason.rawValue)
        kept.integer(numbers.kept[reason] ?? 0)
      }
    }
    json.field("influx_before", plan.influxBefore.map { WallClock.iso8601($0) })
    json.array("files") { list in
      for file in plan.files.prefix(Self.listed) {
        list.beginObject()
        list.field("path", file.path)
        list.field("reason", file.reason)
        list.field("content_date", file.contentDate.description)
        list.field("bytes", file.bytes)
        list.field("digest", file.digest)
        list.endObject()
      }
    }
    json.field("files_omitted", max(0, plan.files.count - Self.listed))
  }
}
