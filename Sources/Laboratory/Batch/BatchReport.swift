import Base

/// What a batch has found, for people and programs: the outcomes, how they compare, and what became of the budgets.
package struct BatchReport: Sendable {
  /// Runs whose course is shown.
  package static let historyLength = 30

  /// What was run: as the catalogue keeps it. Its number is 0 where it was not entered.
  package var run: CatalogueRun
  /// The catalogue that has it; nil for none.
  package var catalogue: String?
  /// In the order of the specification.
  package let outcomes: [BatchOutcome]
  /// Jobs of the specification, those that never ran included.
  package let jobs: Int
  /// The comparison with a baseline; nil where none was asked for.
  package var comparison: BatchComparison?
  /// What became of the budgets.
  package var budgets: [BudgetVerdict] = []
  /// Runs of the suite in the catalogue, this one last; empty without a catalogue.
  package var history: [CatalogueRun] = []
  /// When it was made.
  package let generatedAt: String

  /// A report on a run.
  package init(run: CatalogueRun, outcomes: [BatchOutcome], jobs: Int, generatedAt: String? = nil) {
    self.run = run
    self.outcomes = outcomes
    self.jobs = jobs
    self.generatedAt = generatedAt ?? WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0)
  }

  /// How a batch ends.
  package enum Ending: Sendable, Equatable {
    case ok
    /// Jobs failed.
    case failed([String])
    /// Metrics became worse than the gate lets pass.
    case regression([String])
    /// Budgets were broken.
    case broken([String])
    /// The gate or a budget could not decide.
    case undecided([String])
  }

  /// How it ends: the worst of what was found.
  package var ending: Ending {
    let failed = outcomes.filter { !$0.isOK }.map(\.job.name)
    if !failed.isEmpty || outcomes.count != jobs { return .failed(failed) }
    let broken = budgets.filter { $0.result == .broken }
    if !broken.isEmpty { return .broken(broken.map { "\($0.job): \($0.kind.rawValue)" }) }
    if comparison?.gateResult == .regression, let comparison {
      return .regression(
        comparison.regressions.map { "\($0.job): \($0.item.metric.name) \($0.item.badge.text)" })
    }
    let open = budgets.filter { $0.result == .undecided }.map {
      "\($0.job): \($0.kind.rawValue) (\($0.reason))"
    }
    let doubts = comparison?.gateResult == .undecided ? comparison?.doubts ?? [] : []
    return open.isEmpty && doubts.isEmpty ? .ok : .undecided(doubts + open)
  }

  /// Whether every job did what it was asked, and nothing was found against them.
  package var isOK: Bool { ending == .ok }

  /// Outcomes that ended well and tell operations per second, the fastest first: what a run did until it failed or its
  /// time was over is no rank.
  var ranking: [(outcome: BatchOutcome, rate: Double)] {
    outcomes.filter(\.isOK).compactMap { outcome in outcome.operationsPerSecond.map { (outcome, $0) } }
      .sorted { $0.rate > $1.rate }
  }

  /// Writes the members of a result.
  package func render(into json: inout JSONWriter) {
    json.array("jobs") { list in for outcome in outcomes { outcome.render(into: &list) } }
    if let catalogue {
      json.object("catalogue") { member in
        member.field("path", catalogue)
        member.field("run", run.number)
        member.field("suite", run.suite)
      }
    }
    if let comparison {
      json.key("comparison")
      comparison.render(into: &json)
    }
    if !budgets.isEmpty {
      json.array("budgets") { list in for verdict in budgets { verdict.render(into: &list) } }
    }
  }

  /// The report before it has a form.
  package var document: ReportDocument {
    ReportDocument(
      title: "Adaptive Hash Map Batch Report", creator: "hashmap-cli \(run.version)", blocks: blocks,
      data: data)
  }

  /// Everything that was measured.
  private var data: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", "adhash.batch.v1")
    json.field("spec", run.specification)
    json.field("spec_digest", run.specificationDigest)
    json.field("generated_at", generatedAt)
    json.field("command", run.command)
    json.field("version", run.version)
    json.field("machine", run.machine.words)
    render(into: &json)
    json.array("history") { list in for run in history { run.render(into: &list) } }
    json.endObject()
    return json.bytes
  }
}
