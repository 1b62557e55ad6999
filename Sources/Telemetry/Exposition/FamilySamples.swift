/// The values of one metric at one moment.
package struct FamilySamples: Equatable, Sendable {
  /// The metric.
  package let metric: MetricDescriptor
  /// Its label sets with their values.
  package var samples: [Sample] = []

  /// A metric without values.
  package init(_ metric: MetricDescriptor) {
    self.metric = metric
  }

  /// Adds a value; a label set that is not allowed, or one beyond the budget, is left out and false.
  @discardableResult
  package mutating func add(_ labels: [String], _ value: SampleValue) -> Bool {
    guard metric.allows(labels), samples.count < metric.budget else { return false }
    samples.append(Sample(labels: labels, value: value))
    return true
  }
}

/// One label set with its value.
package struct Sample: Equatable, Sendable {
  /// The values of the labels, in the order of the metric's.
  package let labels: [String]
  /// The value.
  package let value: SampleValue

  /// A label set with its value.
  package init(labels: [String], value: SampleValue) {
    self.labels = labels
    self.value = value
  }
}

/// A value of a sample.
package enum SampleValue: Equatable, Sendable {
  case number(Double)
  case integer(UInt64)
  /// Counts at or below each bound, which is in seconds.
  case histogram(bounds: [Double], cumulative: [UInt64], count: UInt64, sumNanoseconds: UInt64)
  /// Quantiles by share with sum and count, in milliseconds; only under names of the earlier program.
  case summary(quantiles: [(share: String, milliseconds: Double)], count: UInt64, sumMilliseconds: Double)

  /// Whether two values are the same.
  package static func == (left: SampleValue, right: SampleValue) -> Bool {
    switch (left, right) {
    case (.number(let one), .number(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (
      .histogram(let one, let counts, let count, let sum),
      .histogram(let bounds, let others, let all, let total)
    ):
      one == bounds && counts == others && count == all && sum == total
    case (.summary(let one, let count, let sum), .summary(let other, let all, let total)):
      count == all && sum == total
        && one.elementsEqual(other) { $0.share == $1.share && $0.milliseconds == $1.milliseconds }
    default: false
    }
  }
}
