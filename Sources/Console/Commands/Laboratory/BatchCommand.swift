import Base
import Laboratory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `batch`.
enum BatchCommand {
  static let file = Flag<String>.required(
    "spec", "FILE", kind: .file, "The specification, TOML or (.yaml, .yml) YAML.")
  static let list = Flag<Bool>.toggle("list", "List the jobs with their command lines, and run nothing.")
  static let parallel = Flag<Int?>.integer(
    "parallel", in: 1...256, "Run so many jobs at the same time; they then measure one another, too."
  ).defaulting("what the specification says, else 1")
  static let resume = Flag<Bool>.toggle(
    "resume", "Leave out jobs that an earlier batch has finished and that are defined the same.")
  static let report = Flag<String?>.optional(
    "report", "FILE", kind: .file, "Write the Markdown report here instead.")
  static let htmlReport = Flag<String?>.optional(
    "html-report", "FILE", kind: .file, "Write the HTML report here.")

  static let spec = CommandSpec(
    name: "batch",
    summary: "Run a suite of jobs from a file, each in a process of its own, and report on them.",
    details: [
      """
      A specification lists jobs (run-csv, profile, ab-compare, workload-dna, sweep, generate-csv) with repeats, environment and time limits; a \
      matrix multiplies one by modes, workloads and seeds (docs/batch.md). Paths in it, and the jobs, start from its folder. \
      A job that fails does not stop the others.
      """
    ],
    flags: [file.spec, list.spec, parallel.spec, resume.spec, report.spec, htmlReport.spec],
    examples: [
      Example(purpose: "run a suite", line: "hashmap-cli batch --spec docs/examples/batch_baseline.toml"),
      Example(
        purpose: "go on where it was broken off", line: "hashmap-cli batch --spec suite.toml --resume"),
    ],
    failures: [
      FailureNote(
        label: .badInput, meaning: "The specification is wrong; the message names line and column."),
      FailureNote(label: .policy, meaning: "A job failed or ran out of time; the reports are written."),
      FailureNote(
        label: .io,
        meaning: "The specification cannot be read, a job not be started, a report not be written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM; --resume goes on from there."),
    ]
  ) { arguments, session throws(Failure) in
    let spec = try Failure.wrapping { () throws(LaboratoryError) in try BatchSpec.read(arguments[file]) }
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
    try run(spec, arguments, session)
  }

  private static func run(_ spec: BatchSpec, _ arguments: Arguments, _ session: Session) throws(Failure) {
    let markdown = arguments[report] ?? path(spec.report, in: spec.folder)
    let html = arguments[htmlReport] ?? spec.htmlReport.map { path($0, in: spec.folder) }
    let scratch = try makeScratch()
    defer { removeScratch(scratch, jobs: spec.jobs) }
    for path in [markdown, html].compactMap({ $0 }) {
      try Failure.wrapping { () throws(SystemError) in
        if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[..<slash])) }
      }
      try OutputFile.check(path, besides: nil)
    }
    let plan = Batch.Plan(
      program: try programWords(spec), parallel: arguments[parallel] ?? spec.parallel,
      stateFile: markdown + ".state", resumes: arguments[resume])
    var hooks = Batch.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.ended = { outcome in
      session.log.info(
        "\(outcome.job.name): \(outcome.status.rawValue) in \(Figures.fixed(outcome.seconds, 2)) s")
    }
    let batch = Batch(spec, plan, scratch: scratch, hooks: hooks)
    let outcomes = try Failure.wrapping { () throws(LaboratoryError) in try batch.run() }
    try Interrupt.check()
    let result = BatchReport(
      spec: spec.path, outcomes: outcomes, jobs: spec.jobs.count,
      command: "\(session.program.name) batch --spec \(spec.path)")
    try Failure.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: markdown, with: Array(result.markdown.utf8))
      if let html { try AtomicFileWriter.replace(path: html, with: Array(result.html.utf8)) }
    }
    try session.conclude(isOK: result.isOK, text: text(result, [markdown, html].compactMap { $0 })) { json in
      json.field("spec", spec.path)
      json.field("report", markdown)
      json.field("html_report", html)
      json.array("jobs") { list in for outcome in outcomes { outcome.render(into: &list) } }
    }
    let failed = outcomes.filter { !$0.isOK }.map(\.job.name)
    if !failed.isEmpty {
      throw .policy(
        "\(failed.count) of \(spec.jobs.count) jobs failed: \(failed.joined(separator: ", "))",
        hint: "their logs stand in \(markdown)")
    }
  }

  private static func text(_ report: BatchReport, _ files: [String]) -> String {
    var table = TextTable("job", "status", ">exit", ">runs", ">seconds", ">ops/s", ">p99")
    for outcome in report.outcomes {
      table.add(
        outcome.job.name, outcome.status.rawValue, "\(outcome.exit)", "\(outcome.runs.count)",
        Figures.fixed(outcome.seconds, 2), outcome.operationsPerSecond.map(Figures.scaled) ?? "-",
        outcome.tail.map { Figures.duration(nanoseconds: $0 * 1e6) } ?? "-")
    }
    return (table.lines() + [""] + files.map { "wrote \($0)" }).map { $0 + "\n" }.joined()
  }

  private static func listing(_ spec: BatchSpec, _ session: Session) -> String {
    var table = TextTable("job", ">runs", "command line")
    for job in spec.jobs {
      table.add(
        job.name, "\(job.repeats)", ([session.program.name] + job.arguments).joined(separator: " "))
    }
    return table.lines().map { $0 + "\n" }.joined()
  }

  private static func path(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
  }

  /// The words that start the jobs' program.
  private static func programWords(_ spec: BatchSpec) throws(Failure) -> [String] {
    if let words = spec.program { return words }
    return [try executable()]
  }

  /// The program that is running.
  private static func executable() throws(Failure) -> String {
    #if canImport(Glibc)
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
      if count > 0 {
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    #else
      var size: UInt32 = 4096
      var buffer = [CChar](repeating: 0, count: Int(size))
      if _NSGetExecutablePath(&buffer, &size) == 0 { return String(cString: buffer) }
    #endif
    throw .io("the program cannot tell where it stands", hint: "name it as hashmap_cli in the specification")
  }

  private static func makeScratch() throws(Failure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/adhash-batch-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError(operation: "create folder", path: parent).failure
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the output of the runs, which the report has by now.
  private static func removeScratch(_ folder: String, jobs: [BatchJob]) {
    for (index, job) in jobs.enumerated() {
      for run in 0..<job.repeats {
        unlink("\(folder)/\(index)-\(run).out")
        unlink("\(folder)/\(index)-\(run).err")
      }
    }
    rmdir(folder)
  }
}
