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
    /// The most runs of each arm that may be asked for.
    package var mostRuns = 1000

    /// A level of 5 %, differences from 2 % and at most 1,000 runs.
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
  /// The bounds of its interval; nil when there are too few runs. Those of one experiment hold together with 95 %.
  package let interval: ClosedRange<Double>?
  /// The confidence of the interval on its own.
  package let confidence: Double
  /// The change from median to median in percent.
  package let medianChange: Double
  /// The test behind it.
  package let test: MannWhitney
  /// The difference the baseline shows against itself, in percent; nil without calibration.
  package let noiseFloor: Double?
  /// Whether the baseline differs from itself by more than chance explains: then differences of that size are the
  /// machine's.
  package let isDisturbed: Bool
  /// The smallest difference in percent that as many runs find in four of five experiments; nil when there are too few
  /// runs to find any.
  package let smallestDetectable: Double?

  /// Compares two samples; nil unless every value is above 0.
  ///
  /// - Parameters:
  ///   - calibration: further runs of the baseline, interleaved with the others (A/A).
  ///   - confidence: that of the interval; with several metrics in an experiment more than 95 %
  ///     (``Assessment/confidence(_:among:)``).
  package init?(
    _ name: String, _ direction: Direction, baseline: Sample, candidate: Sample, calibration: Sample? = nil,
    confidence: Double = 0.95
  ) {
    guard let a = baseline.logarithms, let b = candidate.logarithms else { return nil }
    self.name = name
    self.direction = direction
    self.baseline = baseline
    self.candidate = candidate
    self.confidence = confidence
    let estimate = HodgesLehmann(a, b, confidence: confidence)
    shift = Self.percent(estimate.shift)
    interval = estimate.interval.map { Self.percent($0.lowerBound)...Self.percent($0.upperBound) }
    medianChange = 100 * (candidate.median / baseline.median - 1)
    test = MannWhitney(baseline, candidate)
    let itself = calibration?.logarithms.map { HodgesLehmann(a, $0, confidence: confidence) }
    noiseFloor = itself.map { abs(Self.percent($0.shift)) }
    isDisturbed = itself?.interval.map { $0.lowerBound > 0 || $0.upperBound < 0 } ?? false
    smallestDetectable = estimate.interval.map {
      Self.percent(Self.detectableShare(confidence) * ($0.upperBound - $0.lowerBound) / 2)
    }
  }

  /// The 95 % interval of the change from median to median in percent, by resampling. Takes milliseconds.
  package func bootstrapInterval(seed: UInt64) -> ClosedRange<Double> {
    let ratios = Bootstrap.ratioOfMedians(baseline, candidate, seed: seed)
    return 100 * (ratios.lowerBound - 1)...100 * (ratios.upperBound - 1)
  }

  /// The verdict: the interval decides alone, but that a difference the baseline shows against itself proves nothing.
  ///
  /// - `faster`, `slower`: it excludes 0.
  /// - `no_evidence`: it holds 0 and lies within the smallest difference worth knowing.
  /// - `too_noisy`: it holds 0 and reaches further, or there is none.
  package func verdict(_ criteria: Criteria) -> Verdict {
    guard let interval else { return .tooNoisy }
    if interval.lowerBound > 0 || interval.upperBound < 0 {
      if isDrowned { return .tooNoisy }
      return (shift > 0) == (direction == .higherIsBetter) ? .faster : .slower
    }
    let widest = max(abs(interval.lowerBound), abs(interval.upperBound))
    return widest <= criteria.minimumEffect ? .noEvidence : .tooNoisy
  }

  /// Whether the baseline differs from itself by more than chance, and by no less than the candidate: no number of runs
  /// makes such a difference one of the candidate.
  package var isDrowned: Bool { isDisturbed && abs(shift) <= noiseFloor ?? 0 }

  /// The bound of the interval on the side on which the candidate is worse, in percent; nil without an interval.
  package var worstBound: Double? {
    interval.map { direction == .lowerIsBetter ? $0.upperBound : -$0.lowerBound }
  }

  /// How many more runs of each arm would most likely narrow the interval until it excludes 0 or lies within the
  /// smallest difference worth knowing, if the shift stays what it is; at least one. Nil where the runs would be more
  /// than ``Criteria/mostRuns`` together, or no number of them helps.
  ///
  /// The interval narrows with the square root of the number of runs. With `count` metrics in the experiment there must
  /// also be runs enough for the corrected probability to reach the level at all.
  package func neededRuns(_ criteria: Criteria, among count: Int = 1) -> Int? {
    if isDrowned { return nil }
    let runs = min(baseline.count, candidate.count)
    var fewest = 2
    while MannWhitney.smallestP(fewest, fewest) * Double(count) >= criteria.level { fewest += 1 }
    var wanted = Double(max(fewest, runs + 1))
    if let smallestDetectable {
      let size = abs(DeterministicMath.log(1 + max(shift, -99) / 100))
      let worth = DeterministicMath.log(1 + max(criteria.minimumEffect, 0.01) / 100)
      let share = DeterministicMath.log(1 + smallestDetectable / 100) / max(size, worth - size)
      wanted = max(wanted, (Double(runs) * share * share).rounded(.up))
    }
    return wanted <= Double(criteria.mostRuns) ? Int(wanted) - runs : nil
  }

  /// By how much a shift must exceed half the width of the interval for that interval to exclude 0 in four of five
  /// experiments: 1.43 for 95 %, (1.960 + 0.842) / 1.960.
  private static func detectableShare(_ confidence: Double) -> Double {
    let width = -StandardNormal.quantile((1 - confidence) / 2)
    return (width + 0.8416) / width
  }

  private static func percent(_ logarithm: Double) -> Double { 100 * DeterministicMath.expm1(logarithm) }
}
