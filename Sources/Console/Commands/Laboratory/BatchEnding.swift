import Base
import Laboratory

/// How batches and comparisons of runs end: words, and failures with their exit codes.
enum BatchEnding {
  /// The verdict as JSON has it.
  static func word(_ ending: BatchReport.Ending) -> String {
    switch ending {
    case .ok: "ok"
    case .failed: "failed"
    case .regression: "regression"
    case .broken: "over_budget"
    case .undecided: "undecided"
    }
  }

  /// What the report amounts to; nil where all is well.
  static func failure(of report: BatchReport, in file: String) -> Failure? {
    let hint = "the report stands in \(file)"
    switch report.ending {
    case .ok: return nil
    case .failed(let jobs):
      return .policy(
        "\(jobs.count) of \(report.jobs) jobs failed: \(jobs.joined(separator: ", "))",
        hint: "their logs stand in \(file)")
    case .broken(let limits): return .policy("over budget: \(list(limits))", hint: hint)
    case .regression(let metrics): return .policy("a regression: \(list(metrics))", hint: hint)
    case .undecided(let doubts): return .invariant("no verdict: \(list(doubts))", hint: hint)
    }
  }

  /// What the gate of a comparison amounts to; nil where it passed or there is none.
  static func failure(of comparison: BatchComparison) -> Failure? {
    switch comparison.gateResult {
    case nil, .passed: return nil
    case .regression:
      let metrics = comparison.regressions.map {
        "\($0.job): \($0.item.metric.name) \($0.item.badge.text)"
      }
      return .policy("a regression: \(list(metrics))")
    case .undecided: return .invariant("no verdict: \(list(comparison.doubts))")
    }
  }

  /// The first of many, so that a line stays a line.
  private static func list(_ items: [String]) -> String {
    items.prefix(5).joined(separator: "; ") + (items.count > 5 ? " and \(items.count - 5) more" : "")
  }
}

/// A batch's result for the terminal.
struct BatchText {
  private let report: BatchReport
  private let files: BatchFiles

  init(_ report: BatchReport, _ files: BatchFiles) {
    self.report = report
    self.files = files
  }

  /// What was compared, and which jobs only one of the runs has.
  static func lines(_ comparison: BatchComparison) -> [String] {
    let lines = comparison.jobs.isEmpty ? ["no job stands in both"] : TextTable(comparison.table).lines()
    return lines + (comparison.unmatchedSentence.map { [$0] } ?? [])
  }

  /// The jobs, what the comparison and the budgets found, and where the rest stands.
  var text: String {
    var table = TextTable("job", "status", ">exit", ">runs", ">seconds", ">ops/s", ">p99")
    for outcome in report.outcomes {
      table.add(
        outcome.job.name, outcome.status.rawValue, "\(outcome.exit)", "\(outcome.runs.count)",
        Figures.fixed(outcome.seconds, 2), outcome.operationsPerSecond.map(Figures.scaled) ?? "-",
        outcome.tail.map { Figures.duration(nanoseconds: $0 * 1e6) } ?? "-")
    }
    var lines = table.lines()
    if let note = report.timingNote { lines.append(note) }
    if let comparison = report.comparison {
      lines += ["", "against \(comparison.name), run \(comparison.baseline.number):"]
      lines += Self.lines(comparison)
    }
    if !report.budgets.isEmpty {
      var table = TextTable("job", "class", "limit", ">allowed", ">measured", "verdict")
      for verdict in report.budgets {
        table.add(
          verdict.job, verdict.workloadClass, verdict.kind.rawValue, verdict.shown(verdict.limit),
          verdict.value.map(verdict.shown) ?? "-",
          ([verdict.result.rawValue] + (verdict.reason.isEmpty ? [] : [verdict.reason])).joined(
            separator: ": "))
      }
      lines += ["", "budgets:"] + table.lines()
    }
    lines += [""] + files.all.map { "wrote \(OutputFile.shown($0))" }
    if let catalogue = report.catalogue, report.run.number > 0 {
      lines.append("entered as run \(report.run.number) in \(catalogue)")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
