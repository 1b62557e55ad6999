import Base
import Workloads

/// `run-csv`.
enum RunCSVCommand {
  /// The command, given what replays a workload; `--dry-run` is answered here.
  static func spec(
    replay: @escaping @Sendable (RunCSVOptions, Session) throws(Failure) -> Void
  ) -> CommandSpec {
    CommandSpec(
      name: "run-csv",
      summary: "Replay a workload through a map and report what every operation cost.",
      details: [
        """
        The workload is a CSV file with the columns op, key and value (docs/workload_schema.md), or a trace in one of \
        the formats of docs/traces.md. A run is repeatable: \
        with --seed a fixed mode and --policy thresholds give the same layout and the same events on every machine; \
        --policy live decides by measured cost, and --decisions repeats what --decisions-out recorded.
        """,
        """
        SIGINT and SIGTERM stop the run between two batches; the summary is still written, with status interrupted.
        """,
      ],
      flags: RunCSVFlags.all,
      examples: [
        Example(
          purpose: "replay with the adaptive map and read the report",
          line: "hashmap-cli run-csv --csv data/workloads/demo.csv"),
        Example(
          purpose: "keep metrics and a summary",
          line: "hashmap-cli run-csv --csv w.csv --metrics-out-dir run --json-summary-out run/summary.json"),
        Example(
          purpose: "check a file before the long run", line: "hashmap-cli run-csv --csv w.csv.zst --dry-run"),
      ],
      failures: [
        FailureNote(label: .badInput, meaning: "The workload, a flag or the configuration is wrong."),
        FailureNote(label: .policy, meaning: "The map grew past --max-memory."),
        FailureNote(label: .io, meaning: "The workload cannot be read or a result cannot be written."),
        FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended the run."),
      ]
    ) { arguments, session throws(Failure) in
      let options = try RunCSVOptions(arguments, try session.settings(arguments), session)
      if arguments.has(RunCSVFlags.latencySampleK) {
        session.log.warning(
          "--latency-sample-k has no effect: every sample is kept, in a histogram of fixed size")
      }
      if arguments[RunCSVFlags.dryRun] {
        try validate(options, session)
      } else {
        try replay(options, session)
      }
    }
  }

  /// `--dry-run`: reads everything, replays nothing.
  private static func validate(_ options: RunCSVOptions, _ session: Session) throws(Failure) {
    let found = try Failure.wrapping { () throws(WorkloadError) in
      try CSVValidation.check(path: options.csv, limits: options.limits, traces: options.traces)
    }
    try Interrupt.check()
    try session.conclude(isOK: found.faults.isEmpty, text: report(found, options)) { json in
      json.field("status", found.faults.isEmpty ? "validated" : "invalid")
      json.field("csv", options.csv)
      json.field("mode", options.mode.name)
      json.field("rows", found.rows)
      json.field("size_bytes", found.sizeBytes)
      json.field("size_mib", Double(found.sizeBytes) / 1_048_576)
      json.field("input_digest", found.inputDigest)
      found.trace.renderMember(into: &json)
      if found.faults.isEmpty { return }
      json.field("problem_count", found.faultCount)
      json.array("problems") { json in
        for fault in found.faults { write(fault, to: &json) }
      }
    }
    guard let first = found.faults.first else { return }
    let count = found.faultCount == 1 ? "1 problem" : "\(Figures.grouped(found.faultCount)) problems"
    throw .badInput("\(options.csv): \(count); the first: \(first.detail)", hint: first.hint)
  }

  private static func report(_ found: CSVValidation, _ options: RunCSVOptions) -> String {
    if found.faults.isEmpty {
      let text =
        "\(options.csv): \(Figures.counted(found.rows, "row")), \(Figures.bytes(found.sizeBytes)), valid\n"
      return text + (found.trace.map(TraceReportText.lines) ?? []).map { "\($0)\n" }.joined()
    }
    return found.faults.map { "\($0)\n" }.joined()
  }

  private static func write(_ fault: WorkloadError, to json: inout JSONWriter) {
    json.beginObject()
    json.field("line", fault.line)
    json.field("column", fault.column)
    json.field("byte_offset", fault.byteOffset)
    json.field("detail", fault.detail)
    json.field("hint", fault.hint)
    json.endObject()
  }
}
