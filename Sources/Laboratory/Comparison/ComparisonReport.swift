import Base

/// Two arms compared: everything that `ab-compare` writes is rendered from this.
package struct ComparisonReport: Sendable {
  /// The name and version of the schema.
  package static let schema = "adhash.compare.v1"

  /// What was asked for.
  package struct Request: Sendable {
    /// The workload as the user named it.
    package let csv: String
    /// Digest of the workload.
    package let inputDigest: String?
    /// Measured rounds.
    package let repeats: Int
    /// Rounds before them.
    package let warmUps: Int
    /// How operations were timed.
    package let timing: LatencyPlan
    /// Draws orders, hash seeds and resamples.
    package let seed: UInt64
    /// The metric that decides.
    package let metric: String
    /// The regression in percent that the gate lets pass; nil without a gate.
    package let gate: Double?

    /// A request with its parts.
    package init(
      csv: String, inputDigest: String?, repeats: Int, warmUps: Int, timing: LatencyPlan, seed: UInt64,
      metric: String, gate: Double?
    ) {
      self.csv = csv
      self.inputDigest = inputDigest
      self.repeats = repeats
      self.warmUps = warmUps
      self.timing = timing
      self.seed = seed
      self.metric = metric
      self.gate = gate
    }
  }

  /// What was asked for.
  package let request: Request
  /// What is compared with.
  package let baseline: ComparedArm
  /// What is compared.
  package let candidate: ComparedArm
  /// Further replays of the baseline; empty without calibration.
  package let calibration: [Trial]
  /// The metrics judged together.
  package let assessment: Assessment
  /// Whether the times of operations are distributed alike; nil where none were timed.
  package let histogram: HistogramTest?
  /// The distance that the baseline's histograms have to its own further replays; nil without calibration.
  package let histogramFloor: Double?
  /// The deciding metric over the rounds.
  package let trends: [SeriesTrend]
  /// When it was made.
  package let generatedAt: String
  /// The files that belong to it, by the name their member has; for the machine to find them.
  package var artifacts: [(name: String, path: String)] = []

  /// Judges what was measured.
  package init(
    _ request: Request, baseline: ComparedArm, candidate: ComparedArm, calibration: [Trial],
    minimumEffect: Double
  ) {
    self.request = request
    self.baseline = baseline
    self.candidate = candidate
    self.calibration = calibration
    var criteria = MetricComparison.Criteria()
    criteria.minimumEffect = minimumEffect
    criteria.mostRuns = Self.mostRepeats
    let measured = ComparisonMetric.all.compactMap { metric -> (ComparisonMetric, Sample, Sample)? in
      guard let a = metric.sample(baseline.trials), let b = metric.sample(candidate.trials) else {
        return nil
      }
      return (metric, a, b)
    }
    let family = measured.count { !$0.0.isRedundant }
    let confidence = Assessment.confidence(criteria.level, among: family)
    let metrics = measured.compactMap { metric, a, b in
      MetricComparison(
        metric.name, metric.direction, baseline: a, candidate: b,
        calibration: calibration.isEmpty ? nil : metric.sample(calibration), confidence: confidence)
    }
    assessment = Assessment(metrics, criteria: criteria, family: family)
    let durations = baseline.trials.map(\.durations)
    histogram = HistogramTest(durations, candidate.trials.map(\.durations), seed: request.seed)
    histogramFloor = HistogramTest(durations, calibration.map(\.durations), seed: request.seed)?.distance
    let deciding = ComparisonMetric.all.first { $0.name == request.metric }
    trends = SeriesTrend.all(deciding ?? .processorCost, baseline.trials, candidate.trials, criteria.level)
    generatedAt = WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0)
  }

  /// The metric that decides; nil when the trials could not tell it (a latency with too few samples).
  package var deciding: Assessment.Item? { assessment[name: request.metric] }

  /// The verdict of the comparison: that of the deciding metric.
  package var verdict: Verdict { deciding?.verdict ?? .tooNoisy }

  /// Further runs of each arm that would most likely settle it; 0 where it is settled, nil where no number of them up to
  /// ``mostRepeats`` would.
  package var neededRuns: Int? { deciding.flatMap(\.neededRuns) }

  /// How a gate ends.
  package enum GateResult: Sendable {
    case passed
    /// These metrics became worse by more than the gate lets pass.
    case regression([Assessment.Item])
    /// A regression of that size could hide in the noise.
    case undecided
  }

  /// What the gate says; nil without one.
  ///
  /// The intervals of the verdicts decide here, too: a metric that is shown to be slower by more than the gate is a
  /// regression. A deciding metric that is too noisy passes all the same where its interval ends below the gate, by more
  /// than a disturbed baseline differs from itself.
  package var gateResult: GateResult? {
    guard let gate = request.gate else { return nil }
    let worse = assessment.items.filter { $0.verdict == .slower && abs($0.metric.shift) > gate }
    if !worse.isEmpty { return .regression(worse) }
    guard verdict == .tooNoisy else { return .passed }
    guard let metric = deciding?.metric, let worst = metric.worstBound else { return .undecided }
    let doubt = metric.isDisturbed ? metric.noiseFloor ?? 0 : 0
    return worst + doubt <= gate ? .passed : .undecided
  }
}
