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
        The workload is a CSV file with the columns op, key and value (docs/workload_schema.md). A run is repeatable: \
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
      let options = try RunCSVOptions(arguments, try session.settings(arguments))
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
      try CSVValidation.check(path: options.csv, limits: options.limits)
    }
    try Interrupt.check()
    guard found.faults.isEmpty else { throw faulty(found, options, session) }
    let text =
      "\(options.csv): \(Figures.grouped(found.rows)) rows, \(Figures.bytes(found.sizeBytes)), valid\n"
    try session.succeed(text: text) { json in
      json.field("status", "validated")
      json.field("csv", options.csv)
      json.field("mode", options.mode.name)
      json.field("rows", found.rows)
      json.field("size_bytes", found.sizeBytes)
      json.field("size_mib", Double(found.sizeBytes) / 1_048_576)
      json.field("input_digest", found.inputDigest)
    }
  }

  /// Lists the problems on standard error and gives the failure that ends the command.
  private static func faulty(
    _ found: CSVValidation, _ options: RunCSVOptions, _ session: Session
  ) -> Failure {
    for fault in found.faults { session.log.problem(fault.description) }
    let first = found.faults[0]
    let count = found.faultCount == 1 ? "1 problem" : "\(Figures.grouped(found.faultCount)) problems"
    return .badInput("\(options.csv): \(count); the first: \(first.detail)", hint: first.hint)
  }
}
