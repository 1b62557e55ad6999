import HashMaps

/// Keys that collide on purpose, in a map of a stated layout whose seed is known.
package struct Adversary: Equatable, Sendable {
  /// The layout they collide in.
  package var layout: Layout
  /// The seed of the map that will meet them: `--seed` of the replay.
  package var seed: UInt64
  /// The binary logarithm of how many there are.
  package var lowBits: Int

  /// Adversarial keys for a layout and seed; 64 of them unless stated otherwise.
  package init(layout: Layout, seed: UInt64, lowBits: Int = 6) {
    self.layout = layout
    self.seed = seed
    self.lowBits = lowBits
  }

  /// Bounds of `lowBits`.
  package static let lowBitsRange = 0...16

  /// The keys, for a map that holds about `entries` others. Takes time in proportion to their number.
  func keys(entries: Int) -> [[UInt8]] {
    let count = 1 << lowBits
    return CollidingKeys(layout: layout, seed: seed, entries: entries, count: count).find(count).map {
      Array("K\($0)".utf8)
    }
  }

  /// The size of the largest set of keys that collide with one another.
  func largestGroup(_ keys: [[UInt8]], entries: Int) -> Int {
    let search = CollidingKeys(layout: layout, seed: seed, entries: entries, count: 1 << lowBits)
    var sizes: [UInt64: Int] = [:]
    for key in keys {
      sizes[key.withUnsafeBytes { search.place(of: $0) }, default: 0] += 1
    }
    return sizes.values.max() ?? 0
  }
}
