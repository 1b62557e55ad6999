import Base
import HashMaps
import Workloads

/// Which map suits a workload: a sample of it replayed by every candidate, in turns, until the ranking is settled or a tie.
///
/// Candidates are ranked by processor time an operation. The leader is compared with every other one by the differences
/// within rounds (``PairedShift``). Since that is done several times as rounds are added, each look and each candidate
/// gets its share of the level.
package struct Profile: Sendable {
  /// How sure the ranking is.
  package enum Standing: String, Sendable {
    /// The leader is faster than every other candidate.
    case settled
    /// Whoever is not slower than the leader is shown to be as fast, within the margin.
    case tie
    /// Time ran out before it could be told.
    case undecided
  }

  /// What is said of a candidate beside the leader.
  package enum Verdict: String, Sendable {
    case slower
    /// As fast as the leader, within the margin.
    case equivalent
    /// It may be either.
    case tooNoisy = "too_noisy"
  }

  /// How a candidate compares with the leader.
  package struct Comparison: Sendable {
    /// Its processor time against the leader's.
    package let shift: PairedShift
    /// The probability of that without a difference, corrected for the number of candidates and looks.
    package let adjustedP: Double
    /// What it says.
    package let verdict: Verdict
    /// Rounds in all that would tell; those that were made where they do.
    package let neededRounds: Int
  }

  /// One candidate and how it did.
  package struct Candidate: Sendable {
    /// The name of its mode.
    package let mode: String
    /// The measured rounds.
    package let rounds: [ProfileRound]
    /// How it compares with the leader; nil for the leader itself.
    package let comparison: Comparison?

    /// Median processor time an operation, in nanoseconds.
    package var cost: Double { Sample(rounds.map(\.processorCost))?.median ?? 0 }
    /// Median operations per second of the clock on the wall.
    package var rate: Double { Sample(rounds.map(\.operationsPerSecond))?.median ?? 0 }
    /// Median bytes an entry at the end.
    package var bytesPerEntry: Double { Sample(rounds.map(\.bytesPerEntry))?.median ?? 0 }
    /// The median over the rounds of their 99th percentile in milliseconds; nil with too few samples.
    package var tail: Double? {
      let values = rounds.compactMap(\.tail)
      return values.count == rounds.count ? Sample(values)?.median : nil
    }
  }

  /// Bounds of an experiment.
  package struct Plan: Sendable {
    /// Differences up to this, in percent, are none: the margin within which candidates are as fast.
    package var margin = 3.0
    /// The probability of a false word over all candidates and looks.
    package var level = 0.05
    /// The most rounds.
    package var rounds = 200
    /// No round begins after so many nanoseconds, once there are six.
    package var nanoseconds: UInt64 = 20_000_000_000
    /// Draws orders and hash seeds.
    package var seed: UInt64 = 1

    /// A margin of 3 % in at most 200 rounds or twenty seconds.
    package init() {}
  }

  /// Operations of the sample.
  package let operations: Int
  /// Whether the workload goes on beyond it.
  package let isCut: Bool
  /// Rounds that were measured.
  package let rounds: Int
  /// Replays of the sample that every candidate made in a round.
  package let replaysPerRound: Int
  /// Seconds from the beginning to the end.
  package let seconds: Double
  /// The cheapest first.
  package let candidates: [Candidate]
  /// How sure the ranking is.
  package let standing: Standing
  /// The mode to use: the leader, or of those tied with it the one that needs the fewest bytes an entry.
  package let recommended: String
  /// What was asked for.
  package let plan: Plan

  /// Runs the experiment.
  package init(
    _ workload: LoadedWorkload, arms: [Arm], plan: Plan = Plan(), hooks: Experiment.Hooks = Experiment.Hooks()
  ) throws(LaboratoryError) {
    let experiment = Experiment(workload, arms: arms, seed: plan.seed, hooks: hooks)
    let start = MonotonicClock.nanoseconds()
    var schedule = Schedule(seed: plan.seed, arms: arms.count)
    let looks = Self.looks(plan.rounds)
    let repeats = try Self.repeats(experiment, &schedule, plan)
    var made = [[ProfileRound]](repeating: [], count: arms.count)
    var ranking = ProfileRanking(arms.map(\.label), made, plan, looks: looks.count)
    for round in 1...plan.rounds {
      let measured = try experiment.profileRound(
        round, &schedule, repeats: repeats, before: (round - 1) * repeats * arms.count,
        of: plan.rounds * repeats * arms.count)
      for (arm, one) in measured.enumerated() { made[arm].append(one) }
      let isLate =
        round >= Self.fewestRounds && MonotonicClock.nanoseconds() &- start > plan.nanoseconds
      guard isLate || looks.contains(round) else { continue }
      ranking = ProfileRanking(arms.map(\.label), made, plan, looks: looks.count)
      if isLate || ranking.standing != .undecided { break }
    }
    operations = workload.operations
    isCut = workload.isCut
    rounds = made[0].count
    replaysPerRound = repeats
    seconds = Double(MonotonicClock.nanoseconds() &- start) / 1e9
    candidates = ranking.candidates
    standing = ranking.standing
    recommended = ranking.recommended
    self.plan = plan
  }

  /// Rounds that are always made.
  private static let fewestRounds = 6

  /// Rounds after which the ranking is looked at: each time half as many more.
  static func looks(_ most: Int) -> [Int] {
    var looks: [Int] = []
    var next = 12
    while next < most {
      looks.append(next)
      next += next / 2
    }
    return looks + [most]
  }

  /// The least time a candidate has in a round, in nanoseconds: what is shorter is mostly the machine's own. Less only
  /// where the time given would not suffice for two dozen rounds.
  static func roundNanoseconds(_ plan: Plan, arms: Int) -> Double {
    min(40e6, max(10e6, Double(plan.nanoseconds) / Double(24 * max(arms, 1))))
  }

  /// Warms up, and finds how often the sample is to be replayed in a round: until the fastest candidate's turn lasts as
  /// long as it should.
  private static func repeats(
    _ experiment: Experiment, _ schedule: inout Schedule, _ plan: Plan
  ) throws(LaboratoryError) -> Int {
    var shortest = Double.infinity
    for _ in 0..<2 {
      for trial in try experiment.runRound(0, &schedule, before: 0, of: plan.rounds * experiment.arms.count) {
        shortest = min(shortest, Double(trial.processorNanoseconds))
      }
    }
    let wanted = roundNanoseconds(plan, arms: experiment.arms.count) / max(shortest, 1000)
    return max(1, min(10_000, Int(wanted.rounded(.up))))
  }
}
