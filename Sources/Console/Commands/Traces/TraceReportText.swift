import Base
import Workloads

/// What reading a trace found, as text.
enum TraceReportText {
  /// The answer of `convert-trace`.
  static func text(_ written: ConvertedTrace, to path: String) -> String {
    var lines = [
      "\(path): \(Figures.counted(written.operations, "operation")), \(Figures.bytes(written.bytes))",
      "input digest \(written.inputDigest)",
    ]
    if let trace = written.trace { lines += Self.lines(trace) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Warns of a workload without operations, which most commands refuse.
  static func warn(of written: ConvertedTrace, from name: String, _ session: Session) {
    if written.operations > 0 { return }
    let rows = written.trace.map {
      $0.rows > 0 ? "; none of \(Figures.counted($0.rows, "row")) is an operation" : ""
    }
    session.log.warning("\(name) holds no operations, and so does what was written\(rows ?? "")")
  }

  /// The format, and what became of its rows.
  static func lines(_ trace: TraceReport) -> [String] {
    var lines = ["format \(trace.format): \(Figures.counted(trace.rows, "row"))"]
    if let span = trace.span { lines[0] += ", \(Figures.duration(nanoseconds: Double(span))) long" }
    if trace.filled > 0 {
      lines.append("\(Figures.counted(trace.filled, "put")) added for reads that found nothing")
    }
    if trace.cut > 0 { lines.append("\(Figures.counted(trace.cut, "value")) cut to --max-value-bytes") }
    for (reason, count) in trace.skips {
      lines.append("\(Figures.counted(count, "row")) skipped: \(reason.meaning)")
    }
    return lines
  }
}

extension TraceReport? {
  /// A member `trace` that tells of one; none for a workload file.
  func renderMember(into json: inout JSONWriter) {
    if self != nil { json.object("trace") { render(into: &$0) } }
  }

  /// The members that tell of a trace; only the format, `csv`, for a workload file.
  func render(into json: inout JSONWriter) {
    json.field("format", self?.format ?? TraceChoice.csv.name)
    guard let self else { return }
    json.field("rows", self.rows)
    json.field("filled", self.filled)
    json.field("values_cut", self.cut)
    json.field("trace_seconds", self.span.map { Double($0) / 1e9 })
    json.object("skipped") { json in
      for (reason, count) in self.skips {
        json.key(reason.rawValue)
        json.integer(count)
      }
    }
  }
}
