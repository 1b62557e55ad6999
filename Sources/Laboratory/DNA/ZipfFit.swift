import Base

/// The zipf law that fits counts by rank best.
package struct ZipfFit: Sendable {
  /// The exponent, from 0 (all keys alike) to 5.
  package let exponent: Double
  /// The largest distance between the cumulative shares of ranks and those of the law (Kolmogorov–Smirnov); above 0.1
  /// the keys follow another law.
  package let distance: Double

  /// Fits by maximum likelihood.
  ///
  /// Ranks are by observed count, which makes chance look like skew where keys are used a few times only; the exponent
  /// is then an upper bound. O(keys).
  ///
  /// - Parameter counts: in descending order.
  init(_ counts: [Int]) {
    let total = Double(counts.reduce(0, +))
    guard counts.count > 1, total > 0 else {
      exponent = 0
      distance = 0
      return
    }
    let logarithms = counts.indices.map { DeterministicMath.log(Double($0 + 1)) }
    let mean = zip(counts, logarithms).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    // The likelihood is greatest where the mean logarithm of the rank is the law's own, which falls with the exponent.
    var (low, high) = (0.0, 5.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      var (weights, sum) = (0.0, 0.0)
      for logarithm in logarithms {
        let weight = DeterministicMath.exp(-middle * logarithm)
        weights += weight
        sum += weight * logarithm
      }
      if sum / weights > mean { low = middle } else { high = middle }
    }
    let exponent = (low + high) / 2
    let weights = logarithms.map { DeterministicMath.exp(-exponent * $0) }
    let all = weights.reduce(0, +)
    var (seen, expected, largest) = (0.0, 0.0, 0.0)
    for (count, weight) in zip(counts, weights) {
      seen += Double(count) / total
      expected += weight / all
      largest = max(largest, abs(seen - expected))
    }
    self.exponent = exponent
    distance = largest
  }
}
