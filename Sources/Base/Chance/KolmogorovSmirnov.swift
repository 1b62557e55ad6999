#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How far a sample lies from what theory expects of it.
package enum KolmogorovSmirnov {
  /// The largest difference between the sample's cumulative frequencies and the expected ones, over all keys.
  ///
  /// `counts[k]` is how often key k was drawn, `expected[k]` the probability of a key up to k. O(keys).
  package static func distance(counts: [UInt64], expected: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return 1 }
    var seen: UInt64 = 0
    var distance = 0.0
    for (count, probability) in zip(counts, expected) {
      seen += count
      distance = max(distance, abs(Double(seen) / total - probability))
    }
    return distance
  }

  /// The distance that a correct sampler of a continuous distribution exceeds in 1 of 100 samples of size `draws`;
  /// for a discrete one more rarely.
  package static func limit(draws: Int) -> Double {
    1.63 / Double(draws).squareRoot()
  }

  /// Draws `draws` keys of `keys` and measures the distance to theory.
  package static func selfTest(
    _ distribution: KeyDistribution, keys: Int, draws: Int, seed: UInt64
  ) -> Double {
    var random = SeededRandom(seed: seed)
    var sampler = KeySampler(distribution, keys: UInt64(keys))
    var counts = [UInt64](repeating: 0, count: keys)
    for _ in 0..<draws { counts[Int(sampler.next(&random))] += 1 }
    return distance(counts: counts, expected: distribution.cumulativeProbabilities(keys: keys))
  }
}
