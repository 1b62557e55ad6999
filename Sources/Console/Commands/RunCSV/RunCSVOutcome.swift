import Base
import Documents
import Telemetry
import Workloads

/// A run with what only the command knows: its options, its files, the program and the machine. Renders both JSON forms.
struct RunCSVOutcome {
  let options: RunCSVOptions
  let result: ReplayResult
  /// Why the command fails, if it does.
  var failure: Failure?
  let version: String
  let inputDigest: String?
  let inputBytes: Int?
  /// What reading a trace found; nil for a workload file.
  let trace: TraceReport?
  let metricsFile: String?
  /// Operations per second from tick to tick.
  let rates: [Double]

  /// The word for how the run ended: that of the replay, unless a result could not be written afterwards.
  var status: String {
    if case .completed = result.ending, failure != nil { return "failed" }
    return result.ending.status
  }

  /// The digest of the input, which only a completed run has read to its end.
  var wholeInputDigest: String? {
    if case .completed = result.ending { inputDigest } else { nil }
  }

  /// The members of `--json run-csv`.
  func renderResult(into json: inout JSONWriter) {
    renderHead(into: &json)
    if let path = options.jsonSummaryOut { json.field("json_summary_out", path) }
    if let path = options.decisionsOut { json.field("decisions_out", path) }
    if let path = options.hdrOut { json.field("hdr_out", path) }
    if let path = options.hgrmOut { json.field("hgrm_out", path) }
    if let path = options.metricsOutDir { json.field("metrics_out_dir", path) }
    if let path = options.snapshots.infile { json.field("snapshot_in", path) }
    if let path = options.snapshots.outfile { json.field("snapshot_out", path) }
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
    json.field("status", status)
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
    if case .success(let written) = result.snapshot {
      json.object("snapshot") { snapshot in
        snapshot.field("path", written.path)
        snapshot.field("operations", written.operations)
        snapshot.field("entries", written.entries)
        snapshot.field("file_digest", hexadecimal(written.digest))
      }
    }
    if trace != nil { json.object("trace") { trace.render(into: &$0) } }
    json.field("version", version)
    json.object("machine") { machine in
      machine.field("cpu", MachineFacts.cpuModel)
      machine.field("cores", MachineFacts.cores)
      machine.field("os", MachineFacts.os)
    }
    json.object("configuration") { renderConfiguration(into: &$0) }
  }

  /// The settings by table, as a configuration file has them, and the flags that have no setting.
  private func renderConfiguration(into json: inout JSONWriter) {
    var table = ""
    for entry in options.settings.entries {
      let parts = entry.key.name.split(separator: ".", maxSplits: 1).map(String.init)
      if parts[0] != table {
        if !table.isEmpty { json.endObject() }
        table = parts[0]
        json.key(table)
        json.beginObject()
      }
      json.key(parts[parts.count - 1])
      switch entry.reported {
      case .bool(let value): json.bool(value)
      case .integer(let value): json.integer(value)
      case .number(let value): json.double(value)
      case .text(let value): json.string(value)
      case .none: json.null()
      }
    }
    if !table.isEmpty { json.endObject() }
    json.object("run") { run in
      run.field("engine", options.engine.name)
      run.array("at") { list in
        for planned in options.plan { list.string("\(planned.operation)=\(planned.text)") }
      }
      run.field("control_socket", options.controlSocket)
      run.field("tick_ops", options.tickOps ?? 0)
      run.field("tick_interval", Double(options.tickInterval ?? 0) / 1e9)
      run.field("latency_sample_every", options.latencySampleEvery ?? 0)
      run.field("compact_interval", options.compactInterval)
      run.field("max_memory", options.maxMemory)
      run.field("decisions", options.decisions)
      run.field("snapshot_in", options.snapshots.infile)
      run.field("snapshot_interval", options.snapshots.interval)
      run.field("skip_ops", options.snapshots.skipped)
      run.field("csv_max_rows", options.limits.maxRows)
      run.field("csv_max_bytes", options.limits.maxBytes)
      run.field("csv_max_line_bytes", options.limits.maxLineBytes)
    }
  }
}
