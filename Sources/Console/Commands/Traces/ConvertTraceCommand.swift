import Base
import Workloads

/// `convert-trace`.
enum ConvertTraceCommand {
  static let input = Flag<String>.required(
    "in", "FILE", kind: .file,
    "Trace to convert; .gz and .zst are read as they stand, - is standard input.")
  static let output = Flag<String>.required(
    "out", "FILE", kind: .file, "Workload to write, - is standard output; a file appears when it is complete."
  )

  static let spec = CommandSpec(
    name: "convert-trace",
    summary: "Make a workload file of a trace in another format.",
    details: [
      """
      The result holds exactly the operations that run-csv would replay from the trace: a replay of either ends with the \
      same content. Rows that no map can carry out are left out and counted by reason.
      """
    ],
    flags: [input.spec, output.spec] + TraceFlags.all
      + [RunCSVFlags.maxRows.spec, RunCSVFlags.maxBytes.spec, RunCSVFlags.maxLineBytes.spec, progress.spec],
    examples: [
      Example(
        purpose: "a trace of a Twitter cluster",
        line: "hashmap-cli convert-trace --in cluster52.sort.sample100.zst --out w.csv --csv-max-bytes 0"),
      Example(
        purpose: "the next hundred thousand commands that Redis is sent",
        line: "hashmap-cli convert-trace --in <(redis-cli monitor | head -n 100000) --out w.csv"),
      Example(
        purpose: "a CSV with columns of its own",
        line:
          "hashmap-cli convert-trace --in t.csv --out w.csv --trace-columns time-col=2,obj-id-col=5,obj-size-col=4"
      ),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A row breaks the format, or the format is not known."),
      FailureNote(
        label: .io, meaning: "A file cannot be read or written; what the result held is untouched."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file is left behind."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[output]
    let name = arguments[input]
    if OutputFile.isSame(path, name) {
      throw .badInput("--out names the trace itself", hint: "write the result into another file")
    }
    let options = try TraceOptions(arguments)
    let source = try Failure.wrapping { () throws(WorkloadError) in
      try CSVOperationSource(path: name, limits: CSVLimits(arguments), traces: options)
    }
    try OutputFile.makeFolders(of: path)
    let bar = ProgressBar(
      "operations", on: session.errors, policy: arguments[progress], isQuiet: session.options.isQuiet)
    let written = try Failure.wrapping { () throws(WorkloadError) in
      try ConvertedTrace.write(source, to: path) { operations, bytes in
        bar.update(done: operations, fraction: source.size.map { Double(bytes) / Double(max(1, $0)) })
        return Interrupt.signal == nil
      }
    }
    bar.finish()
    guard let written else { return try Interrupt.check() }
    TraceReportText.warn(of: written, from: name, session)
    try session.succeed(writing: path, text: TraceReportText.text(written, to: path)) { json in
      json.field("in", name)
      json.field("out", path)
      json.field("operations", written.operations)
      json.field("bytes", written.bytes)
      json.field("input_digest", written.inputDigest)
      written.trace.render(into: &json)
    }
  }

  private static let progress = RunCSVFlags.progress
}

extension CSVLimits {
  /// What the flags of a command allow.
  init(_ arguments: Arguments) {
    self.init(
      maxRows: arguments[RunCSVFlags.maxRows], maxBytes: arguments[RunCSVFlags.maxBytes],
      maxLineBytes: arguments[RunCSVFlags.maxLineBytes])
  }
}
