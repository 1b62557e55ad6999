import Base
import Laboratory

/// `catalogue history` and `catalogue compare`: what the catalogue of runs tells.
enum CatalogueCommands {
  static let suite = Flag<String?>.optional(
    "suite", "NAME", "Only runs of this suite, and the course of its jobs.")
  static let job = Flag<String?>.optional("job", "NAME", "With --suite: the course of this job alone.")
  static let limit = Flag<Int>.integer(
    "limit", in: 1...1000, default: 30, "The latest runs, so many at most.")

  static let history = CommandSpec(
    name: "catalogue history",
    summary: "List the runs that batch has entered, and how their figures went.",
    details: [
      """
      The newest run stands first. With --suite every metric of every job is a line: the medians from the oldest run to \
      the newest as blocks, the first and the last. --json gives jobs with all samples (docs/batch.md).
      """
    ],
    flags: [suite.spec, job.spec, limit.spec, CatalogueFlags.catalogue.spec],
    examples: [
      Example(purpose: "the latest runs", line: "hashmap-cli catalogue history"),
      Example(
        purpose: "how a suite's figures went", line: "hashmap-cli catalogue history --suite batch_baseline"),
    ],
    failures: CatalogueFlags.failures
  ) { arguments, session throws(Failure) in
    if arguments[job] != nil, arguments[suite] == nil { throw .badInput("--job needs --suite") }
    let place = CataloguePlace(arguments, session)
    let runs: [CatalogueRun]
    do throws(Failure) {
      let catalogue = try place.open(for: .reading)
      runs = try Failure.wrapping { () throws(LaboratoryError) in
        try catalogue.history(suite: arguments[suite], limit: arguments[limit])
      }
    } catch {
      // Where nobody named a catalogue and nothing was ever entered there is nothing to list.
      guard !place.isNamed, let path = place.path, error == CatalogueTrouble.missing.failure(of: path) else {
        throw error
      }
      runs = []
    }
    if let name = arguments[job], !runs.contains(where: { $0.job(named: name) != nil }) {
      throw .badInput("no run of \(arguments[suite] ?? "") has a job \"\(name)\"")
    }
    try session.succeed(text: text(runs, suite: arguments[suite], job: arguments[job])) { json in
      json.field("catalogue", place.path)
      json.array("runs") { list in for run in runs.reversed() { run.render(into: &list) } }
    }
  }

  static let compare = CommandSpec(
    name: "catalogue compare",
    summary: "Compare two runs of a suite by the statistics of ab-compare.",
    details: [
      """
      Every metric of every job that both have: Hodges-Lehmann shift with its interval, Mann-Whitney, corrected for all of \
      them together (Bonferroni). The runs were made at different times, so that what the machine did otherwise meanwhile \
      counts, too; ab-compare interleaves.
      """
    ],
    flags: [CatalogueFlags.gate.spec, CatalogueFlags.catalogue.spec],
    positionals: [
      PositionalSpec(
        name: "BASELINE", help: "A run's number, a baseline's name, or previous for the newest."),
      PositionalSpec(name: "CANDIDATE", help: "The run that is held against it."),
    ],
    examples: [Example(purpose: "run 7 against the release", line: "hashmap-cli catalogue compare v1.0 7")],
    failures: [
      CatalogueFlags.failures[0],
      FailureNote(
        label: .invariant,
        meaning: "With --gate: too noisy, not comparable, or a job is gone. Or the catalogue is damaged."),
      FailureNote(label: .policy, meaning: "With --gate: a metric became worse by more than it lets pass."),
      CatalogueFlags.failures[2],
    ]
  ) { arguments, session throws(Failure) in
    let catalogue = try CataloguePlace(arguments, session).open(for: .reading)
    let comparison = try Failure.wrapping { () throws(LaboratoryError) in
      BatchComparison(
        name: arguments.words[0], baseline: try catalogue.run(arguments.words[0]),
        candidate: try catalogue.run(arguments.words[1]), gate: arguments[CatalogueFlags.gate])
    }
    let failure = BatchEnding.failure(of: comparison)
    let text = BatchText.lines(comparison).map { $0 + "\n" }.joined()
    try session.conclude(isOK: failure == nil, text: text) { json in
      json.key("comparison")
      comparison.render(into: &json)
    }
    if let failure { throw failure }
  }

  private static func text(_ runs: [CatalogueRun], suite: String?, job: String?) -> String {
    var table = TextTable(">run", "when", "suite", "kind", "version", ">jobs", ">seconds", "ok", "baselines")
    for run in runs.reversed() {
      table.add(
        "\(run.number)", run.startedAtText, run.suite, run.kind, run.version, "\(run.jobs.count)",
        Figures.fixed(run.seconds, 1), run.isOK ? "yes" : "no", run.baselines.joined(separator: ", "))
    }
    var lines = runs.isEmpty ? ["no runs"] : table.lines()
    if suite != nil, let newest = runs.last {
      let histories = newest.jobs.map(\.name).filter { job == nil || $0 == job }.prefix(50).map { name in
        JobHistory(name, runs, marked: nil)
      }
      let courses = histories.flatMap(\.charts)
      var table = TextTable("course of the medians", "oldest to newest", ">first", ">last", ">change")
      for course in courses {
        let values = course.points.map(\.value)
        table.add(
          course.title, Sparkline.line(values, width: 30, floor: nil), values.first.map(course.shown) ?? "-",
          values.last.map(course.shown) ?? "-", course.change.map(ComparisonReport.signed) ?? "-")
      }
      if !courses.isEmpty { lines += [""] + table.lines() }
      let omissions = histories.compactMap(\.omission)
      if !omissions.isEmpty { lines += [""] + omissions }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension TextTable {
  /// A report's table for the terminal.
  init(_ table: ReportDocument.Table) {
    self.init(titles: table.titles)
    for row in table.rows { add(cells: row.map(\.text)) }
  }
}
