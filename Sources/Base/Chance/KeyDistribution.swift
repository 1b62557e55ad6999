/// How often each key of a key space 0, 1, 2, ... is used. Key 0 is the most frequent wherever there is one.
package enum KeyDistribution: Equatable, Sendable {
  /// Every key equally often.
  case uniform
  /// Key k in proportion to 1 / (k + 1)^exponent, for any exponent above 0.
  case zipf(exponent: Double)
  /// A share `operations` of the draws falls evenly on the first share `keys` of the keys, the rest evenly on the others.
  case hotspot(keys: Double, operations: Double)
  /// As zipf, counted backwards from the newest key.
  case latest(exponent: Double)
  /// Frequencies fall geometrically, so that a share `percentile` of the draws falls on the first share `keys` of the keys.
  case exponential(keys: Double, percentile: Double)
  /// 0, 1, 2, ... and again from 0.
  case sequential

  /// The names by which flags and files speak of them, in the order of the cases.
  package static let names = ["uniform", "zipf", "hotspot", "latest", "exponential", "sequential"]

  /// The name of this one.
  package var name: String {
    switch self {
    case .uniform: "uniform"
    case .zipf: "zipf"
    case .hotspot: "hotspot"
    case .latest: "latest"
    case .exponential: "exponential"
    case .sequential: "sequential"
    }
  }

  /// The probabilities of keys 0, 0...1, 0...2, ... 0...keys-1, by summation of the definition; the last is 1.
  ///
  /// For `latest` while key `keys` - 1 is the newest. O(keys) time and memory; independent of the samplers.
  package func cumulativeProbabilities(keys: Int) -> [Double] {
    var weights = (0..<keys).map { key -> Double in
      switch self {
      case .uniform, .sequential: return 1
      case .zipf(let exponent): return DeterministicMath.pow(Double(key + 1), -exponent)
      case .latest(let exponent): return DeterministicMath.pow(Double(keys - key), -exponent)
      case .exponential(let share, let percentile):
        let rate = ExponentialSampler.rate(keys: UInt64(keys), share: share, percentile: percentile)
        return DeterministicMath.exp(-rate * Double(key))
      case .hotspot(let share, let operations):
        let hot = Int(HotspotSampler.hotKeys(of: UInt64(keys), share: share))
        if hot == keys { return 1 }
        return key < hot ? operations / Double(hot) : (1 - operations) / Double(keys - hot)
      }
    }
    var total = 0.0
    var lost = 0.0  // Kahan summation
    for index in weights.indices {
      let term = weights[index] - lost
      let next = total + term
      lost = (next - total) - term
      total = next
      weights[index] = total
    }
    return weights.map { min($0 / total, 1) }
  }
}
