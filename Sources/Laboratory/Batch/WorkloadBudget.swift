import Base
import Documents

/// What workloads of a class may cost: limits that the median of a job's runs has to keep.
package struct WorkloadBudget: Sendable, Equatable {
  /// A limit's kind, by its name in a specification.
  package enum Kind: String, CaseIterable, Sendable {
    /// Operations per second, at least.
    case throughput = "min_ops_per_second"
    /// Percent of operations per second lost against the baseline, at most.
    case slowdown = "max_slowdown_percent"
    /// Milliseconds of the median latency, at most.
    case median = "max_p50_ms"
    /// Milliseconds of the 99th percentile, at most.
    case tail = "max_p99_ms"
    /// Bytes of memory an entry, at most.
    case bytes = "max_bytes_per_entry"
    /// Probes of a lookup that finds its key on average, at most.
    case probes = "max_mean_probe"

    /// The metric it is about.
    package var metric: String {
      switch self {
      case .throughput, .slowdown: "ops_per_second"
      case .median: "p50_ms"
      case .tail: "p99_ms"
      case .bytes: "bytes_per_entry"
      case .probes: "mean_probe"
      }
    }
  }

  /// The class it is for.
  package let workloadClass: String
  /// The limits by kind.
  package let limits: [Kind: Double]

  /// A budget with its limits.
  package init(workloadClass: String, limits: [Kind: Double]) {
    self.workloadClass = workloadClass
    self.limits = limits
  }

  /// Reads the members of `[budgets]`; what is no limit is refused with its place.
  static func read(_ members: [DocumentTable.Member], file: String) throws(DocumentError) -> [WorkloadBudget]
  {
    var budgets: [WorkloadBudget] = []
    for member in members {
      var table = try TableReader(member.value, file: file, subject: "[budgets.\(member.key)]")
      var limits: [Kind: Double] = [:]
      for kind in Kind.allCases {
        guard let value = table.value(kind.rawValue) else { continue }
        guard let limit = value.number, limit >= 0, limit.isFinite, limit > 0 || kind == .slowdown else {
          throw DocumentError(
            file: file, line: value.position.line, column: value.position.column,
            detail: "\(kind.rawValue) must be a number above 0, not \(value.shown)", hint: "see docs/batch.md"
          )
        }
        limits[kind] = limit
      }
      try table.finish()
      if limits.isEmpty {
        throw DocumentError(
          file: file, line: member.value.position.line, column: member.value.position.column,
          detail: "[budgets.\(member.key)] has no limit",
          hint: "give it \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      budgets.append(WorkloadBudget(workloadClass: member.key, limits: limits))
    }
    return budgets
  }
}

/// What became of one limit in one job.
package struct BudgetVerdict: Sendable, Equatable {
  /// How a limit came out.
  package enum Result: String, Sendable {
    case kept, broken
    /// The figure is not there, or too noisy.
    case undecided
    /// There is nothing to compare with.
    case unjudged
  }

  /// The job.
  package let job: String
  /// The class whose budget it is.
  package let workloadClass: String
  /// The limit's kind.
  package let kind: WorkloadBudget.Kind
  /// The limit.
  package let limit: Double
  /// What was measured: a median, or percent lost; nil where that is not known.
  package let value: Double?
  /// How it came out.
  package let result: Result
  /// Why it could not be judged; empty where it could.
  package let reason: String

  /// Writes the verdict as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("job", job)
    json.field("class", workloadClass)
    json.field("limit", kind.rawValue)
    json.field("allowed", limit)
    json.field("value", value)
    json.field("result", result.rawValue)
    if !reason.isEmpty { json.field("reason", reason) }
    json.endObject()
  }

  /// Holds every job that ended well against the budget of its class.
  package static func judge(
    _ outcomes: [BatchOutcome], _ budgets: [WorkloadBudget], comparison: BatchComparison?
  ) -> [BudgetVerdict] {
    outcomes.flatMap { outcome -> [BudgetVerdict] in
      // A job that failed fails the batch by itself; commands other than run-csv measure no map.
      guard outcome.isOK, outcome.job.command == "run-csv",
        let budget = budgets.first(where: { $0.workloadClass == outcome.workloadClass })
      else { return [] }
      return WorkloadBudget.Kind.allCases.compactMap { kind in
        budget.limits[kind].map { judge(outcome, budget.workloadClass, kind, $0, comparison) }
      }
    }
  }

  private static func judge(
    _ outcome: BatchOutcome, _ name: String, _ kind: WorkloadBudget.Kind, _ limit: Double,
    _ comparison: BatchComparison?
  ) -> BudgetVerdict {
    func verdict(_ value: Double?, _ result: Result, _ reason: String = "") -> BudgetVerdict {
      BudgetVerdict(
        job: outcome.job.name, workloadClass: name, kind: kind, limit: limit, value: value, result: result,
        reason: reason)
    }
    if kind == .slowdown {
      guard let comparison else { return verdict(nil, .unjudged, "no baseline was named") }
      guard let job = comparison.jobs.first(where: { $0.name == outcome.job.name }) else {
        return verdict(nil, .unjudged, "the baseline has no such job")
      }
      if let reason = job.obstacle { return verdict(nil, .undecided, reason) }
      guard let item = job.items.first(where: { $0.metric.name == kind.metric }) else {
        return verdict(nil, .undecided, "not measured on both sides")
      }
      let lost = -item.metric.shift
      if item.verdict == .slower, lost > limit { return verdict(lost, .broken) }
      // What the interval leaves open may be worse than allowed.
      guard let worst = item.metric.interval?.lowerBound else {
        return verdict(lost, .undecided, "too few runs; \(item.neededRuns ?? 0) more")
      }
      if -worst > limit { return verdict(lost, .undecided, "too noisy") }
      return verdict(lost, .kept)
    }
    guard let value = outcome.median(kind.metric) else {
      let reason = BatchMetric.named(kind.metric).map(outcome.obstacle(to:))
      return verdict(nil, .undecided, reason ?? "its result does not tell \(kind.metric)")
    }
    return verdict(value, (kind == .throughput ? value >= limit : value <= limit) ? .kept : .broken)
  }
}
