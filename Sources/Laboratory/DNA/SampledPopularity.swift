import Base

/// The spread of uses over keys where not all keys are tracked: those used most are known by count (a stratum of their
/// own, which no chance of sampling touches), the others are represented by the sample.
///
/// The sample is scaled so that keys and uses together are those of the whole: uses are counted exactly, keys by
/// ``DistinctCount``. Errors are half the widths of intervals of 95 %: from a jackknife over groups of keys, from what
/// the number of keys may be off by, and from what the heavy keys' counts may lack, as a whole.
struct SampledPopularity {
  /// A key of the heavy stratum.
  struct Heavy {
    let count: Double
    /// Uses that may have come besides.
    let missed: Double
  }

  private let heavy: [Heavy]
  /// Sampled keys by count, in descending order, with how many of each group there are.
  private let sampled: [(count: Double, keys: [Double])]
  private let rows: Double
  private let keys: Double
  private let keysError: Double
  private let rate: Double

  /// - Parameters:
  ///   - keys: the number of different keys, off by `keysError` at most with 95 %.
  ///   - hashOf: the hash by which keys were sampled.
  init(
    _ sample: KeySample, _ hitters: HeavyHitters, rows: Int, keys: Double, keysError: Double,
    hashOf: (UnsafeRawBufferPointer) -> UInt64
  ) {
    var entries = sample.entries
    // A key that came late and of which half may be missing is better represented by the sample.
    heavy = hitters.keys.filter { $0.count >= 2 * $0.missed }.map { key in
      let exact = entries.removeValue(forKey: key.key.withUnsafeBytes(hashOf))
      return Heavy(
        count: Double(exact?.accesses ?? key.count), missed: exact == nil ? Double(key.missed) : 0)
    }
    let groups = FarReuses.groups
    var counts: [Int: [Double]] = [:]
    for (hash, entry) in entries {
      counts[entry.accesses, default: [Double](repeating: 0, count: groups)][FarReuses.group(hash)] += 1
    }
    sampled = counts.sorted { $0.key > $1.key }.map { (count: Double($0.key), keys: $0.value) }
    self.rows = Double(rows)
    self.keys = max(keys, Double(heavy.count + entries.count))
    self.keysError = keysError
    rate = sample.rate
  }

  /// The figures as estimated.
  var popularity: Popularity { Popularity(runs()) }

  /// Half the widths of their intervals.
  var errors: PopularityErrors {
    let whole = popularity
    let without = (0..<FarReuses.groups).map { Popularity(runs(omitting: $0)) }
    let more = [Popularity(runs(keys: keys - keysError)), Popularity(runs(keys: keys + keysError))]
    let lifts = [Popularity(runs(lift: 0)), Popularity(runs(lift: 1))]
    let share = (1 - rate).squareRoot() * FarReuses.quantile
    func error(_ figure: (Popularity) -> Double) -> Double {
      let chance = share * Jackknife.deviation(without.map(figure))
      let count = more.map { abs(figure($0) - figure(whole)) }.max() ?? 0
      let missed = lifts.map { abs(figure($0) - figure(whole)) }.max() ?? 0
      return (chance * chance + count * count).squareRoot() + missed
    }
    return PopularityErrors(
      coverage: [0, 1, 2].map { index in error { $0.coverage[index] } + 1 },
      entropyBits: error(\.entropyBits), entropyShare: error(\.entropyShare),
      zipfExponent: error(\.zipf.exponent), zipfDistance: error(\.zipf.distance))
  }

  /// - Parameters:
  ///   - omitted: a group that is left out, the others standing for it.
  ///   - lift: the share of what heavy keys' counts may lack that is added.
  private func runs(omitting omitted: Int? = nil, keys: Double? = nil, lift: Double = 0.5) -> [Popularity.Run]
  {
    let known = heavy.map { $0.count + lift * $0.missed }.sorted(by: >)
    let kept = sampled.map { run in
      (count: run.count, keys: run.keys.reduce(0, +) - (omitted.map { run.keys[$0] } ?? 0))
    }
    let (uses, found) = kept.reduce((0.0, 0.0)) { ($0.0 + $1.count * $1.keys, $0.1 + $1.keys) }
    let rest = max((keys ?? self.keys) - Double(known.count), 0)
    let restRows = max(rows - known.reduce(0, +), rest)
    var runs: [Popularity.Run] = known.map { Popularity.Run(count: $0, keys: 1) }
    guard rest > 0, found > 0 else { return runs }
    let (weight, scale) = (rest / found, restRows / (rest / found * uses))
    runs += kept.filter { $0.keys > 0 }.map {
      Popularity.Run(count: $0.count * scale, keys: $0.keys * weight)
    }
    return runs.sorted { $0.count > $1.count }
  }
}

/// Half the widths of the intervals of ``Popularity``'s figures; 0 where they are exact.
package struct PopularityErrors: Sendable {
  /// Of the three numbers of keys.
  package var coverage = [0.0, 0.0, 0.0]
  /// In bits.
  package var entropyBits = 0.0
  /// Of the share of what as many keys could have.
  package var entropyShare = 0.0
  /// Of the exponent.
  package var zipfExponent = 0.0
  /// Of the distance from the law.
  package var zipfDistance = 0.0
}
