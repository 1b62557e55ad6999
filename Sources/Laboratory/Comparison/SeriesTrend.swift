import Base

/// How the deciding metric went over the rounds of a comparison.
///
/// Replays in turns keep a comparison fair on a machine that warms up or drifts; this tells that it does, and whether the
/// difference between the sides went along.
package struct SeriesTrend: Sendable {
  /// `baseline`, `candidate`, or `difference`: the candidate of a round against its baseline.
  package let name: String
  /// The metric by its dotted name.
  package let metric: String
  /// The trend of its logarithm.
  package let trend: Trend
  /// Its probability times the number of series, at most 1.
  package let adjustedP: Double
  /// Whether the trend is shown, by all series together at the level of the comparison.
  package let isShown: Bool
  /// Which way the metric improves.
  let direction: Direction

  /// Percent a round.
  package var slope: Double { Self.percent(trend.slope) }

  /// The bounds of the slope; those of all series hold together.
  package var interval: ClosedRange<Double>? {
    trend.interval.map { Self.percent($0.lowerBound)...Self.percent($0.upperBound) }
  }

  /// The series of a comparison; none where a trial does not tell the metric, or with fewer than two rounds.
  static func all(
    _ metric: ComparisonMetric, _ baseline: [Trial], _ candidate: [Trial], _ level: Double
  ) -> [SeriesTrend] {
    let before = baseline.compactMap(metric.value)
    let after = candidate.compactMap(metric.value)
    guard before.count == baseline.count, after.count == candidate.count, before.count == after.count,
      (before + after).allSatisfy({ $0 > 0 && $0.isFinite })
    else { return [] }
    let first = before.map(DeterministicMath.log)
    let second = after.map(DeterministicMath.log)
    let series = [
      ("baseline", first), ("candidate", second), ("difference", zip(first, second).map { $1 - $0 }),
    ]
    let confidence = Assessment.confidence(level, among: series.count)
    return series.compactMap { name, values in
      Trend(values, confidence: confidence).map { trend in
        let p = min(1, trend.p * Double(series.count))
        return SeriesTrend(
          name: name, metric: metric.name, trend: trend, adjustedP: p,
          isShown: trend.interval.map { !$0.contains(0) } ?? false, direction: metric.direction)
      }
    }
  }

  /// `steady`, or what the trend is where one is shown: `improves`, `worsens`.
  package var verdict: String {
    if !isShown { return "steady" }
    return (trend.slope > 0) == (direction == .higherIsBetter) ? "improves" : "worsens"
  }

  /// What a trend that is shown means; nil for a steady one.
  func remark(_ label: String) -> String? {
    if !isShown { return nil }
    let bounds = interval.map {
      " (\(ComparisonReport.signed($0.lowerBound)) to \(ComparisonReport.signed($0.upperBound)))"
    }
    let course = "\(metric) changed by \(ComparisonReport.signed(slope)) a round\(bounds ?? "")"
    if name == "difference" {
      return """
        the difference between the sides is not steady: it \(course.dropFirst(metric.count + 1)), so that one number does \
        not describe it
        """
    }
    return verdict == "improves"
      ? "\(label) improved from round to round, \(course): the machine was warming up; give more --warmup"
      : "\(label) became worse from round to round, \(course): the machine drifts (heat, other programs)"
  }

  private static func percent(_ logarithm: Double) -> Double { 100 * DeterministicMath.expm1(logarithm) }
}

extension ComparisonReport {
  /// What the course of the rounds and the histograms tell beside the verdict, a sentence each.
  package var remarks: [String] {
    let labels = ["baseline": baseline.setup.label, "candidate": candidate.setup.label]
    return trends.compactMap { $0.remark(labels[$0.name] ?? $0.name) } + [histogramRemark].compactMap { $0 }
  }

  /// Whether the histograms are shown to differ.
  package var histogramsDiffer: Bool { histogram.map { $0.p < assessment.criteria.level } ?? false }

  private var histogramRemark: String? {
    guard let histogram else { return nil }
    let floor = histogramFloor.map { ", baseline against itself \(Figures.fixed($0, 3))" } ?? ""
    let facts = """
      (Kolmogorov–Smirnov distance \(Figures.fixed(histogram.distance, 3)) at \
      \(Figures.duration(nanoseconds: Double(histogram.place)))\(floor), p \(Figures.fixed(histogram.p, 4)))
      """
    if histogramsDiffer { return "the histograms of latencies differ \(facts)" }
    // Under chance alone an exchange of all rounds gives the same distance, so that p is at least this.
    let least = histogram.isExact ? 1 / Double(histogram.exchanges) : 1 / Double(histogram.exchanges + 1)
    return least >= assessment.criteria.level
      ? "too few rounds to tell whether the histograms of latencies differ \(facts)"
      : "no evidence that the histograms of latencies differ \(facts)"
  }
}
