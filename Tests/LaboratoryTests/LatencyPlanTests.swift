import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct LatencyPlanTests {
  /// Whatever a workload's length: enough operations are timed for a 99th percentile, and no more than are aimed at, but
  /// for the rounding of one pass.
  @Test func plansFitWorkloads() {
    let cases: [(operations: Int, every: Int, passes: Int)] = [
      (1, 1, 64), (16, 1, 64), (100, 1, 20), (1999, 1, 2), (2000, 1, 1), (20_000, 10, 1), (255_999, 127, 1),
      (256_000, 128, 0), (4_000_000, 128, 0),
    ]
    for (operations, every, passes) in cases {
      let plan = LatencyPlan(fitting: operations)
      #expect(plan.every == every && plan.passes == passes, "\(operations): \(plan)")
    }
    for operations in 16..<3000 {
      let plan = LatencyPlan(fitting: operations)
      let timed = operations / (plan.every ?? .max) * plan.passes
      #expect(timed >= LatencyPlan.fewestForTail && timed < 2 * LatencyPlan.wanted, "\(operations): \(plan)")
    }
  }

  /// A short workload tells its 99th percentile from replays of their own; the one that measures costs times nothing.
  @Test func shortWorkloadsTellTheirTail() throws {
    let demo = Repository.path("data/workloads/demo.csv")
    for operations in [50, 2000] {
      let workload = try Experiment.load(demo, limits: CSVLimits(), operations: operations)
      let arm = Arm(label: "a", map: .fixed(.grouped), timing: LatencyPlan(fitting: operations))
      let trials = try Experiment(workload, arms: [arm], seed: 3).run(rounds: 2, warmUps: 0)[0]
      for trial in trials {
        #expect(trial.milliseconds(kind: 0, quantile: 2) != nil, "\(operations)")
        #expect(trial.operations == UInt64(operations) && trial.timed(kind: 0) == 2000)
        #expect(trial.durations.total == 2000 && trial.durations.counts.reduce(0, +) == 2000)
        #expect((1...3).reduce(0) { $0 + trial.timed(kind: $1) } == 2000)
      }
    }
  }

  /// The plan that is told is the one that was carried out.
  @Test func roundsFollowTheirPlan() throws {
    let workload = try Experiment.load(
      Repository.path("data/workloads/demo.csv"), limits: CSVLimits(), operations: 100)
    let arms = ["a", "b", "c"].map { Arm(label: $0, map: .fixed(.grouped), sampleEvery: nil) }
    let trials = try Experiment(workload, arms: arms, seed: 11).run(rounds: 5, warmUps: 2)
    let plan = RoundPlan.all(seed: 11, arms: 3, rounds: 5, warmUps: 2)
    #expect(plan.map(\.round) == Array(-1...5))
    for round in plan.dropFirst(2) {
      let order = (0..<3).sorted { trials[$0][round.round - 1].place < trials[$1][round.round - 1].place }
      #expect(round.order == order && trials[0][round.round - 1].seed == round.seed, "\(round)")
    }
  }
}
