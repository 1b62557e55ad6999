import Base

/// What a comparison says in a word.
package enum Verdict: String, CaseIterable, Sendable {
  case faster
  case slower
  /// The difference, if there is one, is smaller than what was asked for.
  case noEvidence = "no_evidence"
  /// A difference of the size asked for could hide in the noise.
  case tooNoisy = "too_noisy"
}

/// Which way a quantity improves.
package enum Direction: Sendable {
  case higherIsBetter
  case lowerIsBetter
}

/// One quantity of two arms of an experiment, compared over independent runs of each.
///
/// Everything is relative, in percent of the baseline, since it is worked out on logarithms: a shift of 3 means that the
/// candidate's values are typically 1.03 times the baseline's.
package struct MetricComparison: Sendable {
  /// What decides about the words used.
  package struct Criteria: Sendable {
    /// The probability of a false alarm that is accepted over all metrics together.
    package var level = 0.05
    /// The smallest difference worth knowing, in percent.
    package var minimumEffect = 2.0

    /// A level of 5 % and differences from 2 %.
    package init() {}
  }

  /// The metric by its dotted name, such as `latency_ms.overall.p50`.
  package let name: String
  /// Which way it improves.
  package let direction: Direction
  /// The runs of the baseline.
  package let baseline: Sample
  /// The runs of the candidate.
  package let candidate: Sample
  /// The typical difference in percent (Hodges–Lehmann).
  package let shift: Double
  /// The bounds of its 95 % interval; nil when there are too few runs.
  package let interval: ClosedRange<Double>?
  /// The change from median to median in percent.
  package let medianChange: Double
  /// The test behind it.
  package let test: MannWhitney
  /// The difference the baseline shows against itself, in percent; nil without calibration.
  package let noiseFloor: Double?
  /// The smallest difference in percent that as many runs find in four of five experiments; nil when there are too few
  /// runs to find any.
  package let smallestDetectable: Double?

  /// Compares two samples; nil unless every value is above 0.
  ///
  /// - Parameter calibration: further runs of the baseline, interleaved with the others (A/A).
  package init?(
    _ name: String, _ direction: Direction, baseline: Sample, candidate: Sample, calibration: Sample? = nil
  ) {
    guard let a = baseline.logarithms, let b = candidate.logarithms else { return nil }
    self.name = name
    self.direction = direction
    self.baseline = baseline
    self.candidate = candidate
    let estimate = HodgesLehmann(a, b)
    shift = Self.percent(estimate.shift)
    interval = estimate.interval.map { Self.percent($0.lowerBound)...Self.percent($0.upperBound) }
    medianChange = 100 * (candidate.median / baseline.median - 1)
    test = MannWhitney(baseline, candidate)
    noiseFloor = calibration?.logarithms.map { abs(Self.percent(HodgesLehmann(a, $0).shift)) }
    smallestDetectable = estimate.interval.map {
      Self.percent(Self.detectableShare * ($0.upperBound - $0.lowerBound) / 2)
    }
  }

  /// The 95 % interval of the change from median to median in percent, by resampling. Takes milliseconds.
  package func bootstrapInterval(seed: UInt64) -> ClosedRange<Double> {
    let ratios = Bootstrap.ratioOfMedians(baseline, candidate, seed: seed)
    return 100 * (ratios.lowerBound - 1)...100 * (ratios.upperBound - 1)
  }

  /// The verdict once the probability was corrected for the other metrics of the experiment.
  package func verdict(adjusted p: Double, _ criteria: Criteria) -> Verdict {
    if let interval, p < criteria.level, interval.lowerBound > 0 || interval.upperBound < 0,
      abs(shift) > noiseFloor ?? 0
    {
      return (shift > 0) == (direction == .higherIsBetter) ? .faster : .slower
    }
    guard let smallestDetectable else { return .tooNoisy }
    return smallestDetectable <= criteria.minimumEffect ? .noEvidence : .tooNoisy
  }

  /// How many more runs of each arm would find a difference of the size asked for in four of five experiments; 0 when
  /// those that were made do.
  ///
  /// The interval narrows with the square root of the number of runs. With `count` metrics in the experiment there must
  /// also be runs enough for the corrected probability to reach the level at all.
  package func neededRuns(_ criteria: Criteria, among count: Int = 1) -> Int {
    let runs = min(baseline.count, candidate.count)
    var fewest = 2
    while MannWhitney.smallestP(fewest, fewest) * Double(count) >= criteria.level { fewest += 1 }
    guard let smallestDetectable else { return max(1, fewest - runs) }
    let share =
      DeterministicMath.log(1 + smallestDetectable / 100)
      / DeterministicMath.log(1 + max(criteria.minimumEffect, 0.01) / 100)
    return max(fewest - runs, Int(min((Double(runs) * share * share).rounded(.up), 1e9)) - runs, 0)
  }

  /// By how much a shift must exceed half the width of the 95 % interval for that interval to exclude 0 in four of five
  /// experiments: (1.960 + 0.842) / 1.960.
  private static let detectableShare = 1.43

  private static func percent(_ logarithm: Double) -> Double { 100 * DeterministicMath.expm1(logarithm) }
}
