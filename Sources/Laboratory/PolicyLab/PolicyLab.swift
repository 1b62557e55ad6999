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
    /// The method that found it first; nil for one of the suite.
    package let method: PolicySuite.Method?
    /// All methods that came to the same map.
    package let foundBy: [PolicySuite.Method]
    /// Names of other policies of the suite that make the same map; this one stands for them.
    package let twins: [String]
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
    /// Tail and memory of the winner relative to the best baseline, weighted, by the differences within rounds.
    package let score: PairedShift
    /// Its tail alone.
    package let tail: PairedShift
    /// Whether the winner is better there, too, by more than chance and by ``leastGain``.
    package let holds: Bool

    /// The score as a factor: below 1 is better than the baseline.
    package var overall: Double { 1 + score.shift / 100 }
  }

  /// What a candidate has to gain on the held-out workload, in percent of the score.
  package static let leastGain = 1.0
  /// Rounds of the verification at least; twice those of the suite where that is more.
  package static let fewestVerifyingRounds = 16

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
  /// Replays that were not made, since two searches, or a search and the suite, had come to the same map.
  package let saved: Int

  /// What is recommended: the winner where it holds, else the best baseline.
  package var recommended: PolicySuite.Policy {
    verification.map { $0.holds ? winner.policy : baseline.policy } ?? winner.policy
  }

  /// Whether the best baseline stays, since no candidate was shown to be better.
  package var keepsBaseline: Bool { verification?.holds != true }

  /// Why.
  package var reason: String {
    guard let verification else {
      let next = finalists.first { !$0.policy.isBaseline }
      let words = next.map {
        "; the best candidate, \($0.policy.name), costs \(Figures.fixed($0.overall / max(baseline.overall, 1e-9), 3)) times as much"
      }
      return "the baseline \(baseline.policy.name) itself has the best score\(words ?? "")"
    }
    let result =
      "on the held-out workload \(winner.policy.name) scores \(PairedShift.signed(verification.score.shift)) "
      + "\(verification.score.bounds) against \(baseline.policy.name) over \(verification.score.count) paired rounds "
      + "(p99 \(PairedShift.signed(verification.tail.shift)) \(verification.tail.bounds))"
    if verification.holds { return "\(result), which is more than chance" }
    let isBetter = (verification.score.interval?.upperBound ?? 0) < 0
    return isBetter
      ? "\(result): less than \(Figures.fixed(Self.leastGain, 0)) %, which is not worth a change"
      : "\(result): its lead is not more than chance"
  }

  /// Carries a suite out.
  ///
  /// - Parameter configure: what settings make of a map; throws for one it does not know.
  package init(
    _ suite: PolicySuite, hooks: Experiment.Hooks,
    configure: @escaping ([PolicySuite.Setting]) throws(DocumentError) -> MapConfiguration
  ) throws(LaboratoryError) {
    try Self.check(suite, configure)
    var workloads: [LoadedWorkload] = []
    for path in suite.workloads { workloads.append(try Experiment.load(path, limits: CSVLimits())) }
    let heldOut = try Experiment.load(suite.heldOut, limits: CSVLimits())
    var bench = PolicyBench(
      workloads, weight: suite.latencyWeight, seed: suite.seed, hooks: hooks, configure: configure)
    let first = suite.policies.first(where: \.isBaseline) ?? suite.policies[0]
    let policies = try Self.policies(suite, first, &bench)
    bench.beginStage()
    try bench.run(first.settings, rounds: suite.rounds)
    var finalists: [Finalist] = []
    for entry in policies {
      let policy = entry.policy
      try bench.run(policy.settings, rounds: suite.rounds)
      let score = bench.score(policy.settings, against: first.settings, rounds: suite.rounds)
      finalists.append(
        Finalist(
          policy: policy, method: suite.policies.contains(policy) ? nil : entry.methods.first,
          foundBy: entry.methods, twins: entry.twins, tail: score.tail, bytesPerEntry: score.bytesPerEntry,
          overall: score.overall))
    }
    for index in finalists.indices { finalists[index].isOnFront = Self.isOnFront(index, finalists) }
    // Baselines come first where scores are equal.
    finalists.sort { ($0.overall, $0.policy.isBaseline ? 0 : 1) < ($1.overall, $1.policy.isBaseline ? 0 : 1) }
    let winner = finalists[0]
    let baseline = finalists.first { $0.policy.isBaseline } ?? winner
    var verification: Verification?
    var replays = bench.replays
    let saved = bench.saved
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
    self.saved = saved
  }

  /// Refuses a setting that no map can have before any replay is made.
  private static func check(
    _ suite: PolicySuite, _ configure: PolicyBench.Configure
  ) throws(LaboratoryError) {
    do throws(DocumentError) {
      for policy in suite.policies { _ = try configure(policy.settings) }
      for axis in suite.space { for value in axis.values { _ = try configure([value]) } }
    } catch {
      throw .specification(error)
    }
  }

  /// A policy that is tried in full, the methods that came to it, and the suite's others that make the same map.
  private struct Entry {
    let policy: PolicySuite.Policy
    var methods: [PolicySuite.Method] = []
    var twins: [String] = []
  }

  /// The suite's policies and what its searches find, each map once; a baseline stands for candidates that are the same.
  private static func policies(
    _ suite: PolicySuite, _ first: PolicySuite.Policy, _ bench: inout PolicyBench
  ) throws(LaboratoryError) -> [Entry] {
    var entries: [Entry] = []
    for policy in suite.policies.filter(\.isBaseline) + suite.policies.filter({ !$0.isBaseline }) {
      if let known = try place(of: policy.settings, in: entries, &bench) {
        entries[known].twins.append(policy.name)
      } else {
        entries.append(Entry(policy: policy))
      }
    }
    let search = PolicySearch(suite: suite, baseline: first.settings)
    for method in suite.methods {
      let settings = try search.find(method, &bench)
      if let known = try place(of: settings, in: entries, &bench) {
        entries[known].methods.append(method)
      } else {
        let policy = PolicySuite.Policy(
          name: "found by \(method.rawValue)", settings: settings, isBaseline: false)
        entries.append(Entry(policy: policy, methods: [method]))
      }
    }
    return entries
  }

  private static func place(
    of settings: [PolicySuite.Setting], in entries: [Entry], _ bench: inout PolicyBench
  ) throws(LaboratoryError) -> Int? {
    for (place, entry) in entries.enumerated() {
      if try bench.areSame(entry.policy.settings, settings) { return place }
    }
    return nil
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
    for round in 1...max(2 * rounds, fewestVerifyingRounds) {
      for policy in [baseline, winner] { try bench.run(policy.settings, rounds: round) }
    }
    guard let (score, tail) = bench.shifts(winner.settings, against: baseline.settings, workload: 0) else {
      return nil
    }
    return Verification(score: score, tail: tail, holds: holds(score))
  }

  /// Whether a candidate of this score on the held-out workload is better by more than chance, and worth a change.
  static func holds(_ score: PairedShift) -> Bool {
    (score.interval?.upperBound ?? 0) < 0 && score.shift <= -leastGain
  }
}
