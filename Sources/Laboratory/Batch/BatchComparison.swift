import Base

/// The jobs of a run against those of an earlier one, by the statistics of `ab-compare`.
///
/// The probabilities of all metrics of all jobs are corrected together. The two runs were made at different times: what
/// the machine did otherwise meanwhile counts as a difference, which interleaved replays (`ab-compare`) do not let happen.
package struct BatchComparison: Sendable {
  /// One job of both runs.
  package struct Job: Sendable {
    /// Its name.
    package let name: String
    /// Why it cannot be compared; nil where it can.
    package let obstacle: String?
    /// Its metrics.
    package let items: [Assessment.Item]
    /// Whether it ran with another configuration or other flags than in the baseline.
    package let isRedefined: Bool
  }

  /// What the baseline was asked for by.
  package let name: String
  /// The baseline.
  package let baseline: CatalogueRun
  /// The jobs that both have, in the order of the candidate.
  package let jobs: [Job]
  /// Jobs that only one of them has.
  package let unmatched: [String]
  /// Jobs of the baseline that the candidate lacks.
  private let gone: [String]
  /// The smallest difference worth knowing, in percent.
  package let minimumEffect: Double
  /// The regression in percent that is let pass; nil without a gate.
  package let gate: Double?

  /// Compares a run with a baseline.
  package init(name: String, baseline: CatalogueRun, candidate: CatalogueRun, gate: Double?) {
    self.name = name
    self.baseline = baseline
    self.gate = gate
    var criteria = MetricComparison.Criteria()
    if let gate, gate > 0 { criteria.minimumEffect = gate }
    minimumEffect = criteria.minimumEffect
    let pairs = candidate.jobs.compactMap { job in
      baseline.job(named: job.name).map { (before: $0, after: job) }
    }
    let obstacles = pairs.map {
      Self.obstacle($0.before, $0.after, isSameMachine: baseline.machine == candidate.machine)
    }
    let samples = zip(pairs, obstacles).map { pair, obstacle in
      obstacle == nil ? Self.samples(pair.before, pair.after) : []
    }
    // Intervals of all metrics of all jobs hold together.
    let confidence = Assessment.confidence(criteria.level, among: samples.reduce(0) { $0 + $1.count })
    let metrics = samples.map { pairs in
      pairs.compactMap { metric, before, after in
        MetricComparison(
          metric.name, metric.direction, baseline: before, candidate: after, confidence: confidence)
      }
    }
    var items = Assessment(metrics.flatMap { $0 }, criteria: criteria).items[...]
    jobs = zip(zip(pairs, obstacles), metrics).map { place, metrics in
      let (pair, obstacle) = place
      defer { items = items.dropFirst(metrics.count) }
      return Job(
        name: pair.after.name, obstacle: obstacle, items: Array(items.prefix(metrics.count)),
        isRedefined: pair.before.configurationDigest != pair.after.configurationDigest
          || pair.before.definitionDigest != pair.after.definitionDigest)
    }
    gone = baseline.jobs.map(\.name).filter { candidate.job(named: $0) == nil }
    unmatched =
      candidate.jobs.filter { baseline.job(named: $0.name) == nil }.map { "\($0.name) (new)" }
      + gone.map { "\($0) (gone)" }
  }

  private static func obstacle(
    _ before: CatalogueJob, _ after: CatalogueJob, isSameMachine: Bool
  ) -> String? {
    for (job, words) in [(before, "it failed in the baseline"), (after, "it failed")] {
      if !job.isOK { return words }
    }
    if before.execution == after.execution { return "both are the same measurement" }
    if !isSameMachine { return "the baseline was measured on another machine" }
    if let a = before.inputDigest, let b = after.inputDigest, a != b { return "the workload has changed" }
    return nil
  }

  /// What both measured, above 0 in every run.
  private static func samples(
    _ before: CatalogueJob, _ after: CatalogueJob
  ) -> [(BatchMetric, Sample, Sample)] {
    BatchMetric.all.compactMap { metric in
      guard let a = Sample(before.samples[metric.name] ?? []), a.values[0] > 0,
        let b = Sample(after.samples[metric.name] ?? []), b.values[0] > 0
      else { return nil }
      return (metric, a, b)
    }
  }

  /// What a gate says.
  package enum GateResult: String, Sendable {
    case passed, regression
    /// A regression of that size could hide in the noise, or a job could not be compared or is gone.
    case undecided
  }

  /// Metrics that became worse by more than the gate lets pass, by job.
  package var regressions: [(job: String, item: Assessment.Item)] {
    jobs.flatMap { job in
      job.items.filter { $0.verdict == .slower && abs($0.metric.shift) > gate ?? 0 }.map { (job.name, $0) }
    }
  }

  /// Why the gate cannot decide; empty where it can.
  ///
  /// A job of the baseline that is gone could hide what became worse, and where nothing was compared nothing was found
  /// to be as good. A job that is new alone does not matter.
  package var doubts: [String] {
    let known = jobs.flatMap { job -> [String] in
      if let obstacle = job.obstacle { return ["\(job.name): \(obstacle)"] }
      // Throughput decides, as the wall clock is what all commands share; the other metrics only warn.
      return job.items.filter { $0.metric.name == "ops_per_second" && $0.verdict == .tooNoisy }.map {
        "\(job.name): \(ComparisonReport.words($0))"
      }
    }
    let missing = gone.map { "\($0): a job of the baseline that is gone" }
    return known + missing + (jobs.contains { !$0.items.isEmpty } ? [] : ["no job was compared"])
  }

  /// Which jobs only one of the runs has, in a sentence; nil where there are none.
  package var unmatchedSentence: String? {
    unmatched.isEmpty ? nil : "Only in one of them: \(unmatched.joined(separator: ", "))."
  }

  /// What the gate says; nil without one.
  package var gateResult: GateResult? {
    if gate == nil { return nil }
    if !regressions.isEmpty { return .regression }
    return doubts.isEmpty ? .passed : .undecided
  }

  /// Writes the comparison as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("baseline", name)
    json.field("run", baseline.number)
    json.field("started_at", baseline.startedAtText)
    json.field("version", baseline.version)
    json.field("min_effect_percent", minimumEffect)
    json.field("gate_percent", gate)
    json.field("gate", gateResult?.rawValue)
    json.array("jobs") { list in
      for job in jobs {
        list.beginObject()
        list.field("name", job.name)
        list.field("obstacle", job.obstacle)
        list.field("redefined", job.isRedefined)
        list.object("metrics") { metrics in
          for item in job.items {
            metrics.key(item.metric.name)
            item.render(into: &metrics, seed: 1)
          }
        }
        list.endObject()
      }
    }
    json.array("unmatched") { list in for name in unmatched { list.string(name) } }
    json.endObject()
  }
}
