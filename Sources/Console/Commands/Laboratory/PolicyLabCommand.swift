import Base
import Documents
import HashMaps
import Laboratory

/// `policy-lab`.
enum PolicyLabCommand {
  static let suite = Flag<String>.required(
    "suite", "FILE", kind: .file, "The suite, TOML (docs/policy_lab.md).")

  static let spec = CommandSpec(
    name: "policy-lab",
    summary: "Try settings on replays, and verify the best of them on a workload that is held out.",
    details: [
      """
      Policies of the suite, and what its searches find, replay its workloads with the same hash seeds; the best by p99 and \
      memory is held against the best baseline on another workload. Reports and the recommended settings are written where \
      the suite says.
      """
    ],
    flags: [suite.spec, RunCSVFlags.progress.spec, RecommendationOutput.flag.spec],
    examples: [
      Example(
        purpose: "two baselines, a candidate and a search",
        line: "hashmap-cli policy-lab --suite docs/examples/policy_lab.toml"),
      Example(
        purpose: "replay with what it recommends",
        line: "hashmap-cli --config results/policy_lab/recommended.toml run-csv --csv w.csv"),
    ],
    failures: [
      FailureNote(
        label: .badInput,
        meaning: "The suite, a setting in it or a workload is wrong; the message names where."),
      FailureNote(label: .io, meaning: "A file cannot be read or written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended it; nothing is written."),
    ]
  ) { arguments, session throws(Failure) in
    try RecommendationOutput.check(arguments, from: [])
    let path = arguments[suite]
    let plan = try Failure.wrapping { () throws(LaboratoryError) in try PolicySuite(file: path) }
    let files = [plan.report, plan.htmlReport, plan.patch].compactMap { $0 }
    try OutputFile.checkApart(
      [
        ("report", plan.report), ("html_report", plan.htmlReport), ("patch", plan.patch),
        (RecommendationOutput.flag.spec.spelling, arguments[RecommendationOutput.flag]),
      ], from: [path] + plan.workloads + [plan.heldOut])
    for file in files {
      try Failure.wrapping { () throws(SystemError) in
        if let slash = file.lastIndex(of: "/") { try Folder.create(String(file[..<slash])) }
      }
      try OutputFile.check(file, besides: nil)
    }
    let settings = try session.settings(arguments)
    let lab = try run(plan, path, settings, arguments[RunCSVFlags.progress], session)
    let program = session.program.name
    try Failure.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: plan.report, with: Array(lab.markdown(program).utf8))
      if let html = plan.htmlReport {
        try AtomicFileWriter.replace(path: html, with: Array(lab.html(program).utf8))
      }
      if let patch = plan.patch { try AtomicFileWriter.replace(path: patch, with: Array(lab.patch.utf8)) }
    }
    try RecommendationOutput.write(arguments, lab.recommendation)
    try session.succeed(text: text(lab, files, program)) { json in
      json.field("suite", path)
      lab.render(into: &json)
      json.field("apply", lab.command(program))
      json.array("files") { list in for file in files { list.string(file) } }
    }
  }

  private static func run(
    _ plan: PolicySuite, _ path: String, _ settings: Settings, _ progress: ProgressPolicy, _ session: Session
  ) throws(Failure) -> PolicyLab {
    let bar = ProgressBar("replays", on: session.errors, policy: progress, isQuiet: session.options.isQuiet)
    defer { bar.finish() }
    var hooks = Experiment.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.progress = { done, _ in bar.update(done: done, fraction: nil) }
    return try Failure.wrapping { () throws(LaboratoryError) in
      try PolicyLab(plan, hooks: hooks) { changes throws(DocumentError) in
        var own = settings
        for change in changes {
          do throws(DocumentError) {
            try own.merge(flag: path, name: change.key, text: change.value)
          } catch {
            var fault = error
            (fault.file, fault.line, fault.column) = (path, change.position.line, change.position.column)
            throw fault
          }
        }
        return MapConfiguration(own)
      }
    }
  }

  private static func text(_ lab: PolicyLab, _ files: [String], _ program: String) -> String {
    var table = TextTable("policy", ">p99", ">bytes/entry", ">score", "front", "found by", "settings")
    for row in lab.table.rows { table.add(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) }
    var lines = ["recommended: \(lab.advice)", lab.reason, ""] + table.lines() + ["", lab.effort]
    if let command = lab.command(program) { lines += ["", command] }
    return (lines + files.map { "wrote \(OutputFile.shown($0))" }).map { $0 + "\n" }.joined()
  }
}
