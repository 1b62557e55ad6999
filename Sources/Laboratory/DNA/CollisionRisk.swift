import Base
import HashMaps

/// How the keys of a workload crowd together in one layout under the hash of a stated seed.
///
/// A place is what the hash decides in a map of that many keys: segment and home. With u keys on m places chance puts
/// Poisson(u / m) keys on each, so that some place holds g or more with a probability of about m · P(Poisson(u/m) ≥ g).
/// The score is the negative decimal logarithm of that: 0 is what chance does every time, from 6 on it is no accident.
package struct CollisionRisk: Sendable {
  /// The score from which keys are flagged.
  package static let flaggedFrom = 6.0

  /// The layout.
  package let layout: Layout
  /// Places there are.
  package let places: Double
  /// Keys that were placed.
  package let keys: Int
  /// Keys on the fullest place.
  package let largestGroup: Int
  /// The score.
  package let score: Double

  /// Whether the keys collide by more than accident.
  package var isFlagged: Bool { score >= Self.flaggedFrom }

  /// The fewest keys on one place of the whole map that are flagged: with certainty where all keys are known, with 95 %
  /// where a share `rate` of them is, of which each colliding key is one by chance.
  func flaggedGroup(rate: Double) -> Int {
    var group = 2
    while Self.score(keys: keys, places: places, group: group) < Self.flaggedFrom { group += 1 }
    if rate == 1 { return group }
    // The mean from which a Poisson number is lower once in twenty times.
    let (seen, quantile) = (Double(group), 1.645)
    let mean = seen + quantile * quantile / 2 + quantile * (seen + quantile * quantile / 4).squareRoot()
    return Int((mean / rate).rounded(.up))
  }

  /// - Parameter hashes: of every key, all bits that any layout looks at.
  init(_ layout: Layout, seed: UInt64, hashes: [UInt64]) {
    let mask = Self.mask(layout, seed: seed, entries: hashes.count)
    var groups: [UInt64: Int] = [:]
    for hash in hashes { groups[hash & mask, default: 0] += 1 }
    self.layout = layout
    keys = hashes.count
    places = DeterministicMath.exp(Double(mask.nonzeroBitCount) * DeterministicMath.log(2))
    largestGroup = groups.values.max() ?? 0
    score = Self.score(keys: keys, places: places, group: largestGroup)
  }

  /// The bits of a hash that decide the place in a map of so many entries.
  private static func mask(_ layout: Layout, seed: UInt64, entries: Int) -> UInt64 {
    CollidingKeys(layout: layout, seed: seed, entries: entries, count: 64).mask
  }

  /// All bits that any layout may look at, of the hash of a key.
  static func hash(_ key: UnsafeRawBufferPointer, _ views: [CollidingKeys]) -> UInt64 {
    views.reduce(0) { $0 | $1.place(of: key) }
  }

  /// What `hash` looks through: every layout at the largest size.
  static func views(seed: UInt64) -> [CollidingKeys] {
    Layout.allCases.map { CollidingKeys(layout: $0, seed: seed, entries: 1 << 40, count: 64) }
  }

  static func score(keys: Int, places: Double, group: Int) -> Double {
    let mean = Double(keys) / places
    let size = Double(group)
    guard group > 1, size > mean + 1 else { return 0 }
    // The first term of the tail, and the geometric series that bounds the rest.
    var logarithm = -mean + size * DeterministicMath.log(mean)
    for factor in stride(from: 2.0, through: size, by: 1) { logarithm -= DeterministicMath.log(factor) }
    logarithm -= DeterministicMath.log(1 - mean / (size + 1))
    logarithm += DeterministicMath.log(places)
    return max(0, -logarithm / DeterministicMath.log(10))
  }
}
