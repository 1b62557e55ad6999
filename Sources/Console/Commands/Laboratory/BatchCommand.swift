import Laboratory

/// `batch`.
enum BatchCommand {
  static let file = Flag<String>.required(
    "spec", "FILE", kind: .file, "The specification, TOML or (.yaml, .yml) YAML.")
  static let list = Flag<Bool>.toggle("list", "List the jobs with their command lines, and run nothing.")
  static let parallel = Flag<Int?>.integer(
    "parallel", in: 1...256, "Run so many jobs at the same time; they then measure one another, too."
  ).defaulting("what the specification says, else 1")
  static let resume = Flag<Bool>.toggle(
    "resume",
    "Leave out jobs that an earlier batch has finished, whose definition and whose files are the same.")
  static let report = Flag<String?>.optional(
    "report", "FILE", kind: .file, "Write the Markdown report here instead.")
  static let htmlReport = Flag<String?>.optional(
    "html-report", "FILE", kind: .file, "Write the HTML report here.")
  static let pdfReport = Flag<String?>.optional(
    "pdf-report", "FILE", kind: .file, "Write the report in PDF here.")
  static let baseline = Flag<String?>.optional(
    "baseline", "RUN", "Compare with this run of the catalogue: a number, a baseline's name, or previous."
  ).defaulting("what the specification says")

  static let spec = CommandSpec(
    name: "batch",
    summary: "Run a suite of jobs from a file, each in a process of its own, and report on them.",
    details: [
      """
      A specification lists jobs (run-csv, profile, ab-compare, workload-dna, sweep, generate-csv) with repeats, environment and time limits; a \
      matrix multiplies one by modes, workloads and seeds (docs/batch.md). Paths in it, and the jobs, start from its folder. \
      A job that fails does not stop the others.
      """,
      """
      Every run is entered in a catalogue, from which the report shows the course of every job. Against a baseline in it the       statistics of ab-compare decide; budgets are limits for the workloads of a class.
      """,
    ],
    flags: [
      file.spec, list.spec, parallel.spec, resume.spec, report.spec, htmlReport.spec, pdfReport.spec,
      baseline.spec, CatalogueFlags.gate.spec, CatalogueFlags.catalogue.spec,
    ],
    examples: [
      Example(purpose: "run a suite", line: "hashmap-cli batch --spec docs/examples/batch_baseline.toml"),
      Example(
        purpose: "go on where it was broken off", line: "hashmap-cli batch --spec suite.toml --resume"),
      Example(
        purpose: "fail when it became more than 5 % slower than the release",
        line: "hashmap-cli batch --spec suite.toml --baseline v1.0 --gate 5"),
    ],
    failures: [
      FailureNote(
        label: .badInput,
        meaning: "The specification is wrong (the message names line and column), or a run or catalogue."),
      FailureNote(
        label: .invariant,
        meaning: "The gate or a budget could not decide: too noisy, not measured, not comparable, gone."),
      FailureNote(
        label: .policy,
        meaning: "A job failed or ran out of time, a budget was broken, or the gate found a regression."),
      FailureNote(
        label: .io,
        meaning: "The specification cannot be read, a job not be started, a report not be written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM; --resume goes on from there."),
    ]
  ) { arguments, session throws(Failure) in
    let spec = try Failure.wrapping { () throws(LaboratoryError) in
      try BatchSpec.read(arguments[file], modes: MapMode.names)
    }
    if arguments[list] {
      try session.succeed(text: listing(spec, session)) { json in
        json.array("jobs") { list in
          for job in spec.jobs {
            list.beginObject()
            list.field("name", job.name)
            list.field("command", job.command)
            list.array("arguments") { words in for word in job.arguments { words.string(word) } }
            list.field("repeats", job.repeats)
            list.field("timeout_seconds", job.timeLimit)
            list.endObject()
          }
        }
      }
      return
    }
    try BatchRunner(spec, arguments, session).run()
  }

  private static func listing(_ spec: BatchSpec, _ session: Session) -> String {
    var table = TextTable("job", ">runs", "command line")
    for job in spec.jobs {
      table.add(
        job.name, "\(job.repeats)", ([session.program.name] + job.arguments).joined(separator: " "))
    }
    return table.lines().map { $0 + "\n" }.joined()
  }
}
