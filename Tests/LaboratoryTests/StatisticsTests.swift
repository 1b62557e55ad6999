import Base
import Testing

@testable import Laboratory

@Suite struct StatisticsTests {
  /// Values of one arm: skewed to the right as run times are, around `center`.
  private func runs(_ count: Int, center: Double, _ random: inout SeededRandom) -> [Double] {
    (0..<count).map { _ in
      center * DeterministicMath.exp(0.05 * StandardNormal.quantile(random.unit() * 0.999 + 0.0005))
        * (random.unit() < 0.1 ? 1.3 : 1)
    }
  }

  /// What two arms of the same program are called, 10,000 times: how often a difference is seen that is not there.
  @Test(arguments: [(20, 0.04, 0.06), (60, 0.04, 0.06), (5, 0, 0.05), (9, 0, 0.05)])
  func falseAlarms(count: Int, fewest: Double, most: Double) throws {
    let seed = UInt64(count) + 7000
    var random = SeededRandom(seed: seed)
    let untied = 2 * count <= RankSums.largestPool ? RankSums(count, count) : nil
    var alarms = 0
    for _ in 0..<10_000 {
      let a = try #require(Sample((0..<count).map { _ in random.unit() }))
      let b = try #require(Sample((0..<count).map { _ in random.unit() }))
      if MannWhitney(a, b, untied: untied).p < 0.05 { alarms += 1 }
    }
    let rate = Double(alarms) / 10_000
    #expect(rate >= fewest && rate <= most, "\(count) a side, seed \(seed): \(rate)")
  }

  @Test func smallSamplesPromiseNothing() throws {
    let low = try #require(Sample([1, 2, 3]))
    let high = try #require(Sample([4, 5, 6]))
    #expect(MannWhitney(low, high).p == 0.1)
    #expect(MannWhitney.smallestP(3, 3) == 0.1 && MannWhitney.smallestP(4, 4) < 0.05)
    #expect(HodgesLehmann(low, high).interval == nil)
    let constant = try #require(Sample([7, 7, 7, 7]))
    #expect(MannWhitney(constant, constant).p == 1)
    let many = try #require(Sample(repeatElement(7.0, count: 80)))
    #expect(MannWhitney(many, many).p == 1 && MannWhitney(many, many).method == .normal)
    #expect(Sample([]) == nil && Sample([1, .nan]) == nil && Sample([.infinity]) == nil)
    #expect(Sample([0, 1])?.logarithms == nil)
  }

  @Test func hugeSamplesAreThinned() throws {
    var random = SeededRandom(seed: 5)
    let a = try #require(Sample((0..<4000).map { _ in random.unit() }))
    let b = try #require(Sample(a.values.map { $0 + 3 }))
    let estimate = HodgesLehmann(a, b)
    #expect(abs(estimate.shift - 3) < 0.01 && estimate.interval?.contains(3) == true, "\(estimate)")
  }

  /// Interval, probability and verdict of every metric say the same, whatever was measured: the interval excludes 0
  /// where the corrected probability is below the level, and that is what the verdict says.
  @Test func intervalProbabilityAndVerdictAgree() throws {
    let seed: UInt64 = 404
    var random = SeededRandom(seed: seed)
    let criteria = MetricComparison.Criteria()
    var seen: [Verdict: Int] = [:]
    for round in 0..<400 {
      let count = 3 + Int(random.below(30))
      let metrics = try (0..<5).map { index in
        let a = try #require(Sample(runs(count, center: 1, &random)))
        let b = try #require(Sample(runs(count, center: 0.9 + 0.2 * random.unit(), &random)))
        return try #require(
          MetricComparison(
            "m\(index)", .lowerIsBetter, baseline: a, candidate: b,
            confidence: Assessment.confidence(criteria.level, among: 5)))
      }
      for item in Assessment(metrics, criteria: criteria).items {
        let excludes = item.metric.interval.map { !$0.contains(0) } ?? false
        // At the level itself both are a matter of rounding.
        if abs(item.adjustedP - criteria.level) > 1e-9 {
          #expect(excludes == (item.adjustedP < criteria.level), "seed \(seed), round \(round): \(item)")
        }
        #expect(
          excludes == [.faster, .slower].contains(item.verdict), "seed \(seed), round \(round): \(item)")
        #expect((item.neededRuns != 0) == (item.verdict == .tooNoisy))
        #expect((item.neededRuns ?? 1) + count <= criteria.mostRuns)
        seen[item.verdict, default: 0] += 1
      }
    }
    #expect(seen[.faster] ?? 0 > 50 && seen[.slower] ?? 0 > 50 && seen[.tooNoisy] ?? 0 > 50, "\(seen)")
  }

  /// Intervals of five equal metrics hold the truth together in 95 % of all experiments or more.
  @Test func intervalsHoldTogether() throws {
    let seed: UInt64 = 505
    var random = SeededRandom(seed: seed)
    var missed = 0
    for _ in 0..<600 {
      var holds = true
      for _ in 0..<5 {
        let a = try #require(Sample(runs(10, center: 1, &random)))
        let b = try #require(Sample(runs(10, center: 1, &random)))
        let metric = try #require(
          MetricComparison(
            "m", .lowerIsBetter, baseline: a, candidate: b,
            confidence: Assessment.confidence(0.05, among: 5)))
        if metric.interval?.contains(0) != true { holds = false }
      }
      if !holds { missed += 1 }
    }
    // 0.05 and four standard deviations of 600 experiments.
    #expect(Double(missed) / 600 < 0.086, "seed \(seed): \(missed)")
  }

  /// Every verdict on runs made for it, and what it says of further runs.
  @Test func verdicts() throws {
    var random = SeededRandom(seed: 31)
    let criteria = MetricComparison.Criteria()
    let table: [(runs: Int, ratio: Double, floor: Double, Verdict)] = [
      (20, 1.2, 1, .faster), (20, 0.8, 1, .slower), (3, 2, 1, .tooNoisy), (8, 1, 1, .tooNoisy),
      (400, 1, 1, .noEvidence), (20, 1.2, 1.6, .tooNoisy),
    ]
    for (count, ratio, floor, expected) in table {
      let a = try #require(Sample(runs(count, center: 100, &random)))
      let b = try #require(Sample(runs(count, center: 100 * ratio, &random)))
      let calibration = try #require(Sample(runs(count, center: 100 * floor, &random)))
      for direction in [Direction.higherIsBetter, .lowerIsBetter] {
        let metric = try #require(
          MetricComparison("ops", direction, baseline: a, candidate: b, calibration: calibration))
        let item = try #require(Assessment([metric], criteria: criteria)[name: "ops"])
        let turned: [Verdict: Verdict] = [.faster: .slower, .slower: .faster]
        let wanted = direction == .higherIsBetter ? expected : turned[expected] ?? expected
        #expect(item.verdict == wanted, "\(count) runs, ratio \(ratio): \(metric)")
        #expect((item.neededRuns != 0) == (expected == .tooNoisy), "\(item)")
        #expect((item.neededRuns == nil) == (floor > 1), "no number of runs quiets a machine: \(item)")
        if ratio != 1, count > 3 {
          #expect(metric.interval?.contains(100 * (ratio - 1)) == true, "\(metric)")
          #expect(metric.bootstrapInterval(seed: 3).contains(metric.medianChange))
        }
      }
    }
    let zero = try #require(Sample([0]))
    let pair = try #require(Sample([1, 2]))
    let metric = try #require(MetricComparison("x", .lowerIsBetter, baseline: pair, candidate: pair))
    #expect(metric.smallestDetectable == nil && metric.noiseFloor == nil)
    #expect(metric.neededRuns(criteria) == 2 && metric.neededRuns(criteria, among: 6) == 3)
    #expect(MetricComparison("x", .lowerIsBetter, baseline: zero, candidate: pair) == nil)
  }

  /// The number of runs that a verdict asks for is about right: with that many more, four of five experiments see
  /// the difference.
  @Test func neededRunsAreEnough() throws {
    var random = SeededRandom(seed: 99)
    var criteria = MetricComparison.Criteria()
    criteria.minimumEffect = 3
    criteria.mostRuns = 1_000_000_000
    func compare(_ count: Int, _ ratio: Double) throws -> Assessment.Item {
      let a = try #require(Sample(runs(count, center: 1, &random)))
      let b = try #require(Sample(runs(count, center: ratio, &random)))
      let metric = try #require(
        MetricComparison("t", .lowerIsBetter, baseline: a, candidate: b))
      return try #require(Assessment([metric], criteria: criteria)[name: "t"])
    }
    let needed = try (0..<20).map { _ in
      try #require(try compare(10, 1).metric.neededRuns(criteria))
    }.sorted()[10]
    #expect(needed > 10 && needed < 400)
    let seen = try (0..<60).filter { _ in try compare(10 + needed, 1.03).verdict == .slower }.count
    #expect(seen >= 36 && seen < 60, "\(needed) more runs: \(seen) of 60")
    // What more runs than may be asked for would settle has no number.
    let noisy = try #require(
      try (0..<20).lazy.map { _ in try compare(10, 1) }.first { $0.verdict == .tooNoisy })
    let wanted = try #require(noisy.neededRuns)
    criteria.mostRuns = 10 + wanted
    #expect(noisy.metric.neededRuns(criteria) == wanted)
    criteria.mostRuns -= 1
    #expect(noisy.metric.neededRuns(criteria) == nil)
  }
}
