/// Draws keys of a key space by a distribution.
package struct KeySampler: Sendable {
  /// The number of keys drawn from: the key space, or for `latest` what has been inserted of it.
  package private(set) var keys: UInt64
  private let shape: Shape
  private var zipf: ZipfSampler
  private var position: UInt64 = 0

  private enum Shape {
    case uniform, zipf, latest, sequential
    case hotspot(HotspotSampler)
    case exponential(ExponentialSampler)
  }

  /// A sampler of 0..<`keys`; a key space is not empty.
  package init(_ distribution: KeyDistribution, keys: UInt64) {
    self.keys = max(keys, 1)
    var exponent = 1.0
    switch distribution {
    case .uniform: shape = .uniform
    case .sequential: shape = .sequential
    case .zipf(let given):
      shape = .zipf
      exponent = given
    case .latest(let given):
      shape = .latest
      exponent = given
    case .hotspot(let share, let operations):
      shape = .hotspot(HotspotSampler(keys: self.keys, share: share, operations: operations))
    case .exponential(let share, let percentile):
      shape = .exponential(ExponentialSampler(keys: self.keys, share: share, percentile: percentile))
    }
    zipf = ZipfSampler(exponent: exponent, keys: self.keys)
  }

  /// The next key, below `keys`.
  @inline(__always)
  package mutating func next(_ random: inout SeededRandom) -> UInt64 {
    switch shape {
    case .uniform: return random.below(keys)
    case .zipf: return zipf.next(&random)
    case .latest: return keys &- 1 &- zipf.next(&random)
    case .hotspot(let sampler): return sampler.next(&random)
    case .exponential(let sampler): return sampler.next(&random)
    case .sequential:
      let key = position
      position = key &+ 1 == keys ? 0 : key &+ 1
      return key
    }
  }

  /// Tells `latest` how many keys exist now; without effect on the others.
  package mutating func setNewest(keys: UInt64) {
    guard case .latest = shape else { return }
    self.keys = max(keys, 1)
    zipf.resize(keys: self.keys)
  }
}

/// Two levels of frequency: a hot set that takes a given share of the draws, and the rest.
struct HotspotSampler: Sendable {
  let keys: UInt64
  let hot: UInt64
  let operations: Double

  init(keys: UInt64, share: Double, operations: Double) {
    self.keys = keys
    hot = Self.hotKeys(of: keys, share: share)
    self.operations = operations
  }

  /// The size of the hot set: its share rounded down, but one key at least.
  static func hotKeys(of keys: UInt64, share: Double) -> UInt64 {
    let part = Double(keys) * min(max(share, 0), 1)
    return part >= Double(keys) ? keys : max(1, min(keys, UInt64(part)))
  }

  @inline(__always)
  func next(_ random: inout SeededRandom) -> UInt64 {
    if hot == keys || random.unit() < operations { return random.below(hot) }
    return hot &+ random.below(keys &- hot)
  }
}

/// Frequencies in proportion to exp(-rate k) over a finite key space, by inversion.
struct ExponentialSampler: Sendable {
  let keys: UInt64
  let scale: Double  // -1 / rate
  let mass: Double  // what an endless key space would put on the keys there are

  init(keys: UInt64, share: Double, percentile: Double) {
    self.keys = keys
    let rate = Self.rate(keys: keys, share: share, percentile: percentile)
    scale = -1 / rate
    mass = -DeterministicMath.expm1(-rate * Double(keys))
  }

  /// The rate with which an endless key space would put `percentile` of the draws on the first `share` of the keys.
  static func rate(keys: UInt64, share: Double, percentile: Double) -> Double {
    -DeterministicMath.log1p(-percentile) / (share * Double(keys))
  }

  @inline(__always)
  func next(_ random: inout SeededRandom) -> UInt64 {
    let x = scale * DeterministicMath.log1p(-random.unit() * mass)
    return min(UInt64(max(x, 0)), keys &- 1)
  }
}
