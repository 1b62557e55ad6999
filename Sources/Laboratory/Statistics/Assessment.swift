/// The metrics of one experiment judged together: each with its corrected probability and its verdict.
package struct Assessment: Sendable {
  /// One metric and what was made of it.
  package struct Item: Sendable {
    /// The metric.
    package let metric: MetricComparison
    /// The probability corrected for the number of metrics (Holm).
    package let adjustedP: Double
    /// What it says in a word.
    package let verdict: Verdict
    /// Further runs that would settle it; 0 where it is settled.
    package let neededRuns: Int
  }

  /// The criteria that were applied.
  package let criteria: MetricComparison.Criteria
  /// In the order given.
  package let items: [Item]

  /// Judges the metrics of one experiment.
  package init(_ metrics: [MetricComparison], criteria: MetricComparison.Criteria) {
    self.criteria = criteria
    items = zip(metrics, Holm.adjusted(metrics.map(\.test.p))).map { metric, p in
      let verdict = metric.verdict(adjusted: p, criteria)
      return Item(
        metric: metric, adjustedP: p, verdict: verdict,
        neededRuns: verdict == .tooNoisy ? max(1, metric.neededRuns(criteria, among: metrics.count)) : 0)
    }
  }

  /// The metric of that name.
  package subscript(name name: String) -> Item? { items.first { $0.metric.name == name } }
}
