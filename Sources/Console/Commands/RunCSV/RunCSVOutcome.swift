import Base
import Documents
import Telemetry
import Workloads

/// A run with what only the command knows: its options, its files, the program and the machine. Renders both JSON forms.
struct RunCSVOutcome {
  let options: RunCSVOptions
  let result: ReplayResult
  /// Why the command fails, if it does.
  let failure: Failure?
  let version: String
  let inputDigest: String?
  let inputBytes: Int?
  let metricsFile: String?

  /// The digest of the input, which only a completed run has read to its end.
  var wholeInputDigest: String? {
    if case .completed = result.ending { inputDigest } else { nil }
  }

  /// The members of `--json run-csv`.
  func renderResult(into json: inout JSONWriter) {
    renderHead(into: &json)
    if let path = options.jsonSummaryOut { json.field("json_summary_out", path) }
    if let path = options.metricsOutDir { json.field("metrics_out_dir", path) }
    if let interval = options.compactInterval { json.field("compact_interval", interval) }
    result.renderSummary(into: &json)
    result.renderFindings(into: &json)
    renderCircumstances(into: &json)
    json.object("summary") { result.renderSummary(into: &$0) }
    if let metricsFile { json.field("metrics_file", metricsFile) }
  }

  /// The content of `--json-summary-out`.
  func summaryFile() -> [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    renderHead(into: &json)
    result.renderSummary(into: &json)
    result.renderFindings(into: &json)
    renderCircumstances(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private func renderHead(into json: inout JSONWriter) {
    json.field("status", result.ending.status)
    if let failure {
      json.object("failure") { members in
        members.field("error", failure.label.rawValue)
        members.field("detail", failure.detail)
      }
    }
    json.field("csv", options.csv)
    json.field("mode", options.mode.name)
  }

  private func renderCircumstances(into json: inout JSONWriter) {
    json.field("input_digest", wholeInputDigest)
    json.field("input_bytes", inputBytes)
    json.field("version", version)
    json.object("machine") { machine in
      machine.field("cpu", MachineFacts.cpuModel)
      machine.field("cores", MachineFacts.cores)
      machine.field("os", MachineFacts.os)
    }
    json.object("configuration") { configuration in
      for entry in options.settings.entries {
        configuration.key(entry.key.name)
        switch entry.value {
        case .bool(let value): configuration.bool(value)
        case .integer(let value): configuration.integer(value)
        case .number(let value): configuration.double(value)
        case .text(let value): configuration.string(value)
        case .none: configuration.null()
        }
      }
    }
  }
}
