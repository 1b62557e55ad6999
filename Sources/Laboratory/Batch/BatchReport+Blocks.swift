import Base

/// What a batch's report consists of.
extension BatchReport {
  typealias Cell = ReportDocument.Cell
  typealias Table = ReportDocument.Table

  /// Jobs whose course is drawn; what there is beyond stands in the catalogue.
  static let drawnJobs = 50

  var blocks: [ReportDocument.Block] {
    [.facts(facts), .heading("Jobs"), .table(jobTable)] + summary + comparisonBlocks + budgetBlocks
      + historyBlocks + [.heading("Job Logs")]
      + outcomes.map { .log(name: $0.job.name, text: $0.runs.last?.log ?? "", hasFailed: !$0.isOK) }
  }

  private var facts: [ReportDocument.Fact] {
    var facts: [ReportDocument.Fact] = [
      .init("Generated", generatedAt), .init("Specification", run.specification ?? "-", isCode: true),
      .init("Machine", run.machine.words), .init("Program", "hashmap-cli \(run.version)"),
      .init("Again", run.command, isCode: true),
    ]
    var seen = Set<UInt64>()
    let seeds = outcomes.flatMap { $0.runs.compactMap(\.facts.seed) }.filter { seen.insert($0).inserted }
      .map { "\($0)" }
    if !seeds.isEmpty {
      let listed = seeds.prefix(12).joined(separator: ", ")
      facts.append(.init("Seeds", seeds.count > 12 ? "\(listed) and \(seeds.count - 12) more" : listed))
    }
    if let catalogue, run.number > 0 {
      facts.append(.init("Catalogue", "run \(run.number) of suite \"\(run.suite)\" in \(catalogue)"))
    }
    return facts
  }

  private var jobTable: Table {
    Table(
      ["Job", "Command", "Status", ">Runs", ">Exit", ">Duration (s)", ">Ops/s", "Class", "Backend"],
      outcomes.map { outcome in
        [
          Cell(outcome.job.name), Cell(outcome.job.command),
          Cell(outcome.status.rawValue, outcome.isOK ? .good : .bad), "\(outcome.runs.count)",
          "\(outcome.exit)", Cell(Figures.fixed(outcome.seconds, 2)), shown("ops_per_second", outcome),
          Cell(outcome.workloadClass ?? "-"), Cell(outcome.runs.last?.backend ?? "-"),
        ]
      })
  }

  private var summary: [ReportDocument.Block] {
    guard let best = ranking.first else { return [] }
    let chart = BarChart(
      title: "Operations per second by job; the table below has the figures",
      bars: ranking.map { outcome, rate in
        BarChart.Bar(label: outcome.job.name, value: rate, shown: shown("ops_per_second", outcome).text)
      })
    let table = Table(
      ["Job"] + BatchMetric.all.map { ">" + $0.title } + [">Against the fastest"],
      ranking.map { outcome, rate in
        [Cell(outcome.job.name)] + BatchMetric.all.map { shown($0.name, outcome) }
          + [Cell("\(Figures.fixed(100 * (rate / best.rate - 1), 1)) %")]
      })
    return [.heading("Comparative Summary"), .bars(chart), .table(table)]
      + (timingNote.map { [.paragraph($0)] } ?? [])
  }

  /// Where latencies are those of other runs; nil where they are not.
  package var timingNote: String? {
    let names = outcomes.filter { !$0.timings.isEmpty }.map(\.job.name)
    if names.isEmpty { return nil }
    let listed =
      names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    return "p50 and p99 of \(listed) are of further runs, which time more operations: the workload is short."
  }

  private func shown(_ metric: String, _ outcome: BatchOutcome) -> Cell {
    guard let value = outcome.median(metric), let metric = BatchMetric.named(metric) else { return "-" }
    return Cell(metric.shown(value))
  }

  // MARK: Baseline and budgets

  private var comparisonBlocks: [ReportDocument.Block] {
    guard let comparison else { return [] }
    let baseline = comparison.baseline
    var words =
      "Against \(comparison.name): run \(baseline.number) of \(baseline.startedAtText), version \(baseline.version). "
      + "The two runs were made at different times, so that what the machine did otherwise meanwhile counts, too. "
    switch comparison.gateResult {
    case nil: words += "No gate was set."
    case .passed: words += "The gate of \(Figures.fixed(comparison.gate ?? 0, 1)) % was passed."
    case .regression: words += "The gate of \(Figures.fixed(comparison.gate ?? 0, 1)) % was not passed."
    case .undecided: words += "The gate of \(Figures.fixed(comparison.gate ?? 0, 1)) % could not decide."
    }
    if let unmatched = comparison.unmatchedSentence { words += " " + unmatched }
    return [.heading("Against the baseline"), .paragraph(words), .table(comparison.table)]
  }

  private var budgetBlocks: [ReportDocument.Block] {
    if budgets.isEmpty { return [] }
    let rows = budgets.map { verdict -> [Cell] in
      let tone: ReportDocument.Tone =
        verdict.result == .kept ? .good : verdict.result == .broken ? .bad : .plain
      let text =
        verdict.reason.isEmpty ? verdict.result.rawValue : "\(verdict.result.rawValue): \(verdict.reason)"
      return [
        Cell(verdict.job), Cell(verdict.workloadClass), Cell(verdict.kind.rawValue),
        Cell(verdict.shown(verdict.limit)), Cell(verdict.value.map(verdict.shown) ?? "-"), Cell(text, tone),
      ]
    }
    return [
      .heading("Budgets"),
      .table(Table(["Job", "Class", "Limit", ">Allowed", ">Measured", "Verdict"], rows)),
    ]
  }

  // MARK: History

  private var historyBlocks: [ReportDocument.Block] {
    if history.count < 2 { return [] }
    let drawn = run.jobs.prefix(Self.drawnJobs)
    var blocks: [ReportDocument.Block] = [
      .heading("History"),
      .paragraph(
        "Medians of the last \(history.count) runs of suite \"\(run.suite)\""
          + (comparison == nil ? "." : "; the baseline is marked.")
          + (run.jobs.count > drawn.count ? " The first \(drawn.count) jobs are shown." : "")),
    ]
    for job in drawn {
      let course = JobHistory(job.name, history, marked: comparison?.baseline.number)
      if !course.charts.isEmpty { blocks += [.courses(course.charts), .table(course.table)] }
      if let omission = course.omission { blocks.append(.paragraph(omission)) }
    }
    return blocks.count > 2 ? blocks : []
  }
}

extension BudgetVerdict {
  /// A figure of this limit as people read it.
  package func shown(_ value: Double) -> String {
    if kind == .slowdown { return "\(Figures.fixed(value, 2)) %" }
    return BatchMetric.named(kind.metric)?.shown(value) ?? Figures.fixed(value, 3)
  }
}

extension BatchComparison {
  /// Every metric of every job, or why a job has none.
  package var table: ReportDocument.Table {
    let rows = jobs.flatMap { job -> [[ReportDocument.Cell]] in
      let name = job.name + (job.isRedefined ? " (configured otherwise)" : "")
      if let obstacle = job.obstacle { return [[.init(name), "-", "-", "-", "-", "-", .init(obstacle)]] }
      return job.items.map { item in
        let shown = BatchMetric.named(item.metric.name)?.shown ?? { Figures.fixed($0, 3) }
        let bounds = item.metric.interval.map {
          "\(ComparisonReport.signed($0.lowerBound)) to \(ComparisonReport.signed($0.upperBound))"
        }
        return [
          .init(name), .init(BatchMetric.named(item.metric.name)?.title ?? item.metric.name),
          .init(shown(item.metric.baseline.median)), .init(shown(item.metric.candidate.median)),
          .init(ComparisonReport.signed(item.metric.shift)), .init(bounds ?? "too few runs"),
          .init(
            ComparisonReport.words(item),
            item.verdict == .slower ? .bad : item.verdict == .faster ? .good : .plain),
        ]
      }
    }
    return ReportDocument.Table(
      ["Job", "Metric", ">Baseline", ">Now", ">Shift", "95 % interval", "Verdict"], rows)
  }
}
