import Base
import HashMaps
import Workloads

/// Which map suits a workload: a sample of it replayed by every candidate, in turns, until the ranking is settled.
///
/// Candidates are ranked by processor time an operation. The leader is compared with every other one by the
/// Mann–Whitney test; since that is done several times as rounds are added, each look gets its share of the level.
package struct Profile: Sendable {
  /// How sure the ranking is.
  package enum Standing: String, Sendable {
    /// The leader is faster than every other candidate.
    case settled
    /// Some are no slower than the leader by more than what was asked for.
    case tie
    /// Time ran out before it could be told.
    case undecided
  }

  /// One candidate and how it did.
  package struct Candidate: Sendable {
    /// The name of its mode.
    package let mode: String
    /// The measured replays.
    package let trials: [Trial]
    /// How it compares with the leader; nil for the leader itself.
    package let item: Assessment.Item?

    /// Median processor time an operation, in nanoseconds.
    package var cost: Double { Sample(trials.map(\.processorCost))?.median ?? 0 }
    /// Median operations per second of the clock on the wall.
    package var rate: Double { Sample(trials.map(\.operationsPerSecond))?.median ?? 0 }
    /// Median bytes an entry at the end.
    package var bytesPerEntry: Double { Sample(trials.map(\.bytesPerEntry))?.median ?? 0 }
    /// The median over the replays of their 99th percentile in milliseconds; nil with too few samples.
    package var tail: Double? {
      let values = trials.compactMap { $0.milliseconds(kind: 0, quantile: 2) }
      return values.count == trials.count ? Sample(values)?.median : nil
    }
  }

  /// Bounds of an experiment.
  package struct Plan: Sendable {
    /// The smallest difference worth knowing, in percent.
    package var minimumEffect = 2.0
    /// The most rounds.
    package var rounds = 48
    /// No round begins after so many nanoseconds, once there are six.
    package var nanoseconds: UInt64 = 10_000_000_000
    /// Draws orders and hash seeds.
    package var seed: UInt64 = 1

    /// Differences of 2 % in at most 48 rounds or ten seconds.
    package init() {}
  }

  /// Operations of the sample.
  package let operations: Int
  /// Whether the workload goes on beyond it.
  package let isCut: Bool
  /// Rounds that were measured.
  package let rounds: Int
  /// The cheapest first.
  package let candidates: [Candidate]
  /// How sure the ranking is.
  package let standing: Standing
  /// The mode to use: the leader, or of those tied with it the one that needs the fewest bytes an entry.
  package let recommended: String

  /// Runs the experiment.
  package init(
    _ workload: LoadedWorkload, arms: [Arm], plan: Plan = Plan(), hooks: Experiment.Hooks = Experiment.Hooks()
  ) throws(LaboratoryError) {
    let experiment = Experiment(workload, arms: arms, seed: plan.seed, hooks: hooks)
    let start = MonotonicClock.nanoseconds()
    var schedule = Schedule(seed: plan.seed, arms: arms.count)
    _ = try experiment.runRound(0, &schedule, before: 0, of: plan.rounds * arms.count)
    var trials = [[Trial]](repeating: [], count: arms.count)
    var ranking = Ranking(arms, trials, plan, looks: 1)
    let looks = Self.looks.filter { $0 < plan.rounds } + [plan.rounds]
    for round in 1...plan.rounds {
      let measured = try experiment.runRound(
        round, &schedule, before: round * arms.count, of: plan.rounds * arms.count)
      for (arm, trial) in measured.enumerated() { trials[arm].append(trial) }
      let isLate =
        round >= Self.looks[0] && MonotonicClock.nanoseconds() &- start > plan.nanoseconds
      guard isLate || looks.contains(round) else { continue }
      ranking = Ranking(arms, trials, plan, looks: looks.count)
      if isLate || ranking.standing != .undecided { break }
    }
    operations = workload.operations
    isCut = workload.isCut
    rounds = trials[0].count
    candidates = ranking.candidates
    standing = ranking.standing
    recommended = ranking.recommended
  }

  /// Rounds after which the ranking is looked at.
  private static let looks = [6, 12, 24, 48]
}

/// The candidates in order, and how sure that order is.
private struct Ranking {
  let candidates: [Profile.Candidate]
  let standing: Profile.Standing
  let recommended: String

  init(_ arms: [Arm], _ trials: [[Trial]], _ plan: Profile.Plan, looks: Int) {
    var criteria = MetricComparison.Criteria()
    criteria.minimumEffect = plan.minimumEffect
    criteria.level /= Double(looks)
    let plain = zip(arms, trials).map { Profile.Candidate(mode: $0.label, trials: $1, item: nil) }
      .sorted { $0.cost < $1.cost }
    guard let leader = plain.first, let base = ComparisonMetric.processorCost.sample(leader.trials) else {
      candidates = plain
      standing = .undecided
      recommended = plain.first?.mode ?? ""
      return
    }
    let metrics = plain.dropFirst().compactMap { other in
      ComparisonMetric.processorCost.sample(other.trials).flatMap {
        MetricComparison(
          other.mode, .lowerIsBetter, baseline: base, candidate: $0,
          confidence: Assessment.confidence(criteria.level, among: plain.count - 1))
      }
    }
    let assessment = Assessment(metrics, criteria: criteria)
    candidates = plain.map {
      Profile.Candidate(mode: $0.mode, trials: $0.trials, item: assessment[name: $0.mode])
    }
    let open = assessment.items.filter { $0.verdict != .slower }
    standing =
      open.isEmpty ? .settled : open.allSatisfy { $0.verdict == .noEvidence } ? .tie : .undecided
    let tied = candidates.filter { $0.item.map { $0.verdict == .noEvidence } ?? true }
    recommended = tied.min { ($0.bytesPerEntry, $0.cost) < ($1.bytesPerEntry, $1.cost) }?.mode ?? leader.mode
  }
}
