import Base
import Documents
import HashMaps
import Workloads

/// Policies tried on replays, the best of them verified on a workload that none has met.
package struct PolicyLab: Sendable {
  /// A policy that was tried in full.
  package struct Finalist: Sendable {
    /// Its name and settings.
    package let policy: PolicySuite.Policy
    /// The method that found it; nil for one of the suite.
    package let method: PolicySuite.Method?
    /// The 99th percentile in nanoseconds over the workloads.
    package let tail: Double
    /// Bytes for an entry over the workloads.
    package let bytesPerEntry: Double
    /// Tail and memory relative to the first baseline, weighted; below 1 is better.
    package let overall: Double
    /// Whether no other finalist is as good in both and better in one.
    package fileprivate(set) var isOnFront = false
  }

  /// What became of the winner on the held-out workload.
  package struct Verification: Sendable {
    /// Tail and memory of the winner relative to the best baseline, weighted.
    package let overall: Double
    /// The tails compared.
    package let tail: MetricComparison
    /// Whether the winner is better there, too, and by more than chance: its tail shown to be faster, or 2 % of the memory
    /// saved and the tail not shown to be slower.
    package let holds: Bool
  }

  /// The suite.
  package let suite: PolicySuite
  /// In the order of their score.
  package private(set) var finalists: [Finalist]
  /// The finalist with the best score.
  package let winner: Finalist
  /// The baseline with the best score.
  package let baseline: Finalist
  /// Nil where a baseline won.
  package let verification: Verification?
  /// Replays that were made.
  package let replays: Int

  /// What is recommended: the winner where it holds, else the best baseline.
  package var recommended: PolicySuite.Policy {
    verification.map { $0.holds ? winner.policy : baseline.policy } ?? winner.policy
  }

  /// Why.
  package var reason: String {
    guard let verification else { return "no candidate is better than the baseline \(baseline.policy.name)" }
    let share = Figures.fixed(100 * (verification.overall - 1), 1)
    let shift = Figures.fixed(verification.tail.shift, 1)
    let bounds = ComparisonReport.interval(verification.tail)
    let result =
      "on the held-out workload \(winner.policy.name) scores \(share) % against \(baseline.policy.name), p99 \(shift) % \(bounds)"
    return verification.holds
      ? "\(result), which confirms it" : "\(result): its lead is not more than chance, the baseline stays"
  }

  /// Carries a suite out.
  ///
  /// - Parameter configure: what settings make of a map; throws for one it does not know.
  package init(
    _ suite: PolicySuite, hooks: Experiment.Hooks,
    configure: @escaping ([PolicySuite.Setting]) throws(DocumentError) -> MapConfiguration
  ) throws(LaboratoryError) {
    var workloads: [LoadedWorkload] = []
    for path in suite.workloads { workloads.append(try Experiment.load(path, limits: CSVLimits())) }
    let heldOut = try Experiment.load(suite.heldOut, limits: CSVLimits())
    var bench = PolicyBench(
      workloads, weight: suite.latencyWeight, seed: suite.seed, hooks: hooks, configure: configure)
    var policies: [(PolicySuite.Policy, PolicySuite.Method?)] = suite.policies.map { ($0, nil) }
    let first = suite.policies.first(where: \.isBaseline) ?? suite.policies[0]
    let search = PolicySearch(suite: suite, baseline: first.settings)
    for method in suite.methods {
      let settings = try search.find(method, &bench)
      if policies.contains(where: { $0.0.settings == settings }) { continue }
      policies.append(
        (
          PolicySuite.Policy(name: "found by \(method.rawValue)", settings: settings, isBaseline: false),
          method
        ))
    }
    try bench.run(first.settings, rounds: suite.rounds)
    var finalists: [Finalist] = []
    for (policy, method) in policies {
      try bench.run(policy.settings, rounds: suite.rounds)
      let score = bench.score(policy.settings, against: first.settings, rounds: suite.rounds)
      finalists.append(
        Finalist(
          policy: policy, method: method, tail: score.tail, bytesPerEntry: score.bytesPerEntry,
          overall: score.overall))
    }
    for index in finalists.indices { finalists[index].isOnFront = Self.isOnFront(index, finalists) }
    // Baselines come first where scores are equal.
    finalists.sort { ($0.overall, $0.policy.isBaseline ? 0 : 1) < ($1.overall, $1.policy.isBaseline ? 0 : 1) }
    let winner = finalists[0]
    let baseline = finalists.first { $0.policy.isBaseline } ?? winner
    var verification: Verification?
    var replays = bench.replays
    if !winner.policy.isBaseline {
      var held = PolicyBench(
        [heldOut], weight: suite.latencyWeight, seed: ~suite.seed, hooks: hooks, configure: configure)
      verification = try Self.verify(winner.policy, baseline.policy, suite.rounds, &held)
      replays += held.replays
    }
    self.suite = suite
    self.finalists = finalists
    self.winner = winner
    self.baseline = baseline
    self.verification = verification
    self.replays = replays
  }

  private static func isOnFront(_ index: Int, _ all: [Finalist]) -> Bool {
    let own = all[index]
    return !all.contains { other in
      other.tail <= own.tail && other.bytesPerEntry <= own.bytesPerEntry
        && (other.tail < own.tail || other.bytesPerEntry < own.bytesPerEntry)
    }
  }

  private static func verify(
    _ winner: PolicySuite.Policy, _ baseline: PolicySuite.Policy, _ rounds: Int, _ bench: inout PolicyBench
  ) throws(LaboratoryError) -> Verification? {
    // In turns, so that what drifts on the machine meets both alike.
    for round in 1...rounds {
      for policy in [baseline, winner] { try bench.run(policy.settings, rounds: round) }
    }
    let score = bench.score(winner.settings, against: baseline.settings, rounds: rounds)
    guard let before = Sample(bench.tails(baseline.settings, workload: 0)),
      let after = Sample(bench.tails(winner.settings, workload: 0)),
      let tail = MetricComparison("p99", .lowerIsBetter, baseline: before, candidate: after)
    else { return nil }
    let verdict = tail.verdict(MetricComparison.Criteria())
    // A score that is better by chance alone is no reason to change anything: the tail must be shown to be faster, or
    // memory, which is the same in every replay, be saved without the tail being shown to be slower.
    let usual = bench.score(baseline.settings, against: baseline.settings, rounds: rounds).bytesPerEntry
    let saves = score.bytesPerEntry < 0.98 * usual
    return Verification(
      overall: score.overall, tail: tail,
      holds: score.overall < 1 && (verdict == .faster || saves && verdict != .slower))
  }
}
