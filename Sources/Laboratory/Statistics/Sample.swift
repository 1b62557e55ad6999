import Base

/// Measured values of one quantity, one per independent run, kept sorted.
///
/// Values are finite; at least one. Whoever measures leaves out what could not be measured, and says so.
package struct Sample: Equatable, Sendable {
  /// In ascending order.
  package let values: [Double]

  /// A sample of these values in any order; nil when there are none or one of them is not finite. O(n log n).
  package init?(_ values: some Sequence<Double>) {
    let sorted = values.sorted()
    guard !sorted.isEmpty, sorted.allSatisfy(\.isFinite) else { return nil }
    self.values = sorted
  }

  /// How many values there are.
  package var count: Int { values.count }

  /// The value in the middle, the mean of two for an even count.
  package var median: Double { quantile(0.5) }

  /// The arithmetic mean.
  package var mean: Double { values.reduce(0, +) / Double(count) }

  /// The standard deviation of the population the sample comes from (n − 1); 0 for a single value.
  package var standardDeviation: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }

  /// The value below which a share `q` of the sample lies, interpolated linearly between neighbours: Hyndman and
  /// Fan's type 7, what R, NumPy and spreadsheets give. `q` is held within 0 and 1.
  package func quantile(_ q: Double) -> Double {
    let position = min(max(q, 0), 1) * Double(count - 1)
    let below = Int(position)
    guard below + 1 < count else { return values[count - 1] }
    return values[below] + (position - Double(below)) * (values[below + 1] - values[below])
  }

  /// The sample of natural logarithms; nil unless every value is above 0.
  package var logarithms: Sample? {
    guard values[0] > 0 else { return nil }
    return Sample(values.map(DeterministicMath.log))
  }
}
