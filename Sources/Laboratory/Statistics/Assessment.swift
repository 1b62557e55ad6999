/// The metrics of one experiment judged together: each with its corrected probability and its verdict.
package struct Assessment: Sendable {
  /// One metric and what was made of it.
  package struct Item: Sendable {
    /// The metric.
    package let metric: MetricComparison
    /// The probability times the number of metrics (Bonferroni), at most 1. Without ties it is below the level exactly where
    /// the interval excludes 0; with ties the interval, which counts none, may still hold it, and decides.
    package let adjustedP: Double
    /// What it says in a word.
    package let verdict: Verdict
    /// Further runs that would most likely settle it; 0 where it is settled, nil where no number up to
    /// ``MetricComparison/Criteria/mostRuns`` would.
    package let neededRuns: Int?
  }

  /// The criteria that were applied.
  package let criteria: MetricComparison.Criteria
  /// In the order given.
  package let items: [Item]

  /// The confidence that each of `count` intervals must have for all of them to hold together with 1 − `level`.
  package static func confidence(_ level: Double, among count: Int) -> Double {
    1 - level / Double(max(count, 1))
  }

  /// Judges the metrics of one experiment.
  ///
  /// - Parameter family: how many questions they are, where some tell the same in other words; all by default. The
  ///   intervals were made with the ``confidence(_:among:)`` that belongs to it.
  package init(_ metrics: [MetricComparison], criteria: MetricComparison.Criteria, family: Int? = nil) {
    self.criteria = criteria
    let count = family ?? metrics.count
    items = metrics.map { metric in
      let verdict = metric.verdict(criteria)
      return Item(
        metric: metric, adjustedP: min(1, metric.test.p * Double(count)), verdict: verdict,
        neededRuns: verdict == .tooNoisy ? metric.neededRuns(criteria, among: count) : 0)
    }
  }

  /// The metric of that name.
  package subscript(name name: String) -> Item? { items.first { $0.metric.name == name } }
}
