import Base
import HashMaps
import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct ProfileRankingTests {
  /// Rounds whose costs are a machine's drift, which all candidates of a round share, times a factor, and noise.
  private func rounds(
    _ factors: [Double], noise: Double, count: Int, bytes: [Double], seed: UInt64
  ) -> [[ProfileRound]] {
    var random = SeededRandom(seed: seed)
    let drift = (0..<count).map { _ in 1_000_000 * (1 + random.unit()) }
    return zip(factors, bytes).map { factor, bytes in
      drift.map { drift in
        ProfileRound(
          cost: UInt64(drift * factor * (1 + noise * (random.unit() - 0.5))), bytesPerEntry: bytes)
      }
    }
  }

  private func ranking(
    _ factors: [Double], noise: Double, count: Int = 12, bytes: [Double] = [40, 40, 40], seed: UInt64 = 1
  ) -> ProfileRanking {
    ProfileRanking(
      ["a", "b", "c"], rounds(factors, noise: noise, count: count, bytes: bytes, seed: seed),
      Profile.Plan(), looks: 8)
  }

  @Test func aLeaderThatIsFasterThanAllIsSettled() {
    let found = ranking([1.2, 1, 1.5], noise: 0.05)
    #expect(found.standing == .settled && found.recommended == "b")
    #expect(found.candidates.map(\.mode) == ["b", "a", "c"])
    #expect(found.candidates[0].comparison == nil)
    #expect(found.candidates.dropFirst().allSatisfy { $0.comparison?.verdict == .slower })
    let shift = found.candidates[1].comparison?.shift
    #expect(shift?.interval?.contains(20) == true, "\(String(describing: shift))")
  }

  @Test func whoeverIsAsFastIsATieAndBytesDecide() {
    let tie = ranking([1.005, 1, 1.5], noise: 0.01, bytes: [30, 40, 20])
    #expect(tie.standing == .tie && tie.recommended == "a", "c has fewer bytes still, but is slower")
    // Bytes within a hundredth are as many: then the faster one.
    #expect(ranking([1.01, 1, 1.5], noise: 0.001, bytes: [39.8, 40, 20]).recommended == "b")
    #expect(ranking([1, 1, 1], noise: 0).standing == .tie)
  }

  /// Too much noise, or too few rounds, decide nothing; what is said then names the rounds it takes.
  @Test func noiseDecidesNothing() {
    let noisy = ranking([1.02, 1, 1.03], noise: 1)
    #expect(noisy.standing == .undecided && noisy.recommended == noisy.candidates[0].mode)
    let needed = noisy.candidates.compactMap(\.comparison?.neededRounds)
    #expect(needed.allSatisfy { $0 >= 12 } && needed.contains { $0 > 12 }, "\(needed)")
    let few = ranking([1, 2, 3], noise: 0, count: 6)
    #expect(few.standing == .undecided && few.candidates[1].comparison?.neededRounds == 10)
    // The same candidate under three names, hundreds of times: none is ever called the fastest.
    var settled = 0
    for seed in 0..<300 as Range<UInt64>
    where ranking([1, 1, 1], noise: 0.2, seed: seed).standing == .settled {
      settled += 1
    }
    #expect(settled < 5, "\(settled)")
  }

  @Test func looksAndTurnsFollowThePlan() {
    #expect(Profile.looks(6) == [6] && Profile.looks(12) == [12] && Profile.looks(40) == [12, 18, 27, 40])
    var plan = Profile.Plan()
    #expect(Profile.roundNanoseconds(plan, arms: 5) == 40e6)
    plan.nanoseconds = 1
    #expect(Profile.roundNanoseconds(plan, arms: 5) == 10e6)
  }

  /// A workload of 2,000 operations is replayed again and again, each time with a fresh map, until a turn lasts.
  @Test func aShortWorkloadIsReplayedUntilItCanBeMeasured() throws {
    let workload = try Experiment.load(Repository.path("data/workloads/demo.csv"), limits: CSVLimits())
    var plan = Profile.Plan()
    plan.rounds = 6
    plan.nanoseconds = 1
    // No six rounds reach it.
    plan.level = 1e-9
    let arms = [Layout.grouped, .compact].map { Arm(label: $0.name, map: .fixed($0), sampleEvery: 16) }
    let profile = try Profile(workload, arms: arms, plan: plan)
    #expect(profile.rounds == 6 && profile.replaysPerRound > 1 && profile.standing == .undecided)
    for candidate in profile.candidates {
      #expect(candidate.rounds.count == 6)
      for round in candidate.rounds {
        #expect(round.operations == UInt64(2000 * profile.replaysPerRound) && round.layout == candidate.mode)
        // No replay has a thousand timed operations, but a round has.
        #expect(profile.replaysPerRound < 9 || round.tail ?? 0 > 0)
      }
    }
    let needed = try #require(profile.needed)
    #expect(needed.rounds > 6 && needed.seconds > 0)
    #expect(profile.reason.contains("would tell: --time-limit "), "\(profile.reason)")
  }
}
