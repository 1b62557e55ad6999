import Base

/// Whether two arms of an experiment take times of different distributions: the Kolmogorov–Smirnov distance between the
/// histograms of their durations, with its probability by permutation over rounds.
///
/// Durations within a replay are not independent of one another, so that counting them as such would find a difference
/// everywhere. Rounds are: under chance alone the two histograms of a round may change places, and the distance of the
/// rounds' mean distributions is held against what it is after such exchanges, all of them for up to
/// ``mostExact`` rounds. Six rounds are the fewest that can show anything at 5 %.
package struct HistogramTest: Equatable, Sendable {
  /// Rounds, or groups of neighbouring ones, up to which every exchange is looked at.
  package static let mostExact = 12
  /// Groups of neighbouring rounds that are exchanged together at most.
  package static let mostBlocks = 64
  /// Exchanges drawn where there are too many to look at all of them.
  package static let drawn = 1999
  /// Durations at which the distributions are compared at most: beyond, they are thinned evenly by how much lies there.
  package static let mostPlaces = 512

  /// The largest distance between the shares of durations at or below one bound, 0 to 1.
  package let distance: Double
  /// That bound, in nanoseconds.
  package let place: UInt64
  /// The probability of a distance at least as large by chance alone.
  package let p: Double
  /// How many exchanges were looked at.
  package let exchanges: Int
  /// Whether those were all of them.
  package let isExact: Bool

  /// Tests the replays of two arms, paired by round; nil unless every replay has durations, or without rounds.
  ///
  /// O(rounds · buckets), and 1,999 · 64 · 512 steps at most.
  package init?(_ first: [DurationBuckets], _ second: [DurationBuckets], seed: UInt64) {
    guard first.count == second.count, !first.isEmpty,
      (first + second).allSatisfy({ $0.total > 0 })
    else { return nil }
    let places = Self.places(first + second)
    let rounds = first.count
    let blocks = min(rounds, Self.mostBlocks)
    var differences = [[Double]](repeating: [Double](repeating: 0, count: places.count), count: blocks)
    for round in 0..<rounds {
      let shares = (Self.shares(first[round], at: places), Self.shares(second[round], at: places))
      for index in places.indices {
        differences[round * blocks / rounds][index] += (shares.0[index] - shares.1[index]) / Double(rounds)
      }
    }
    var sum = differences[0]
    for block in differences.dropFirst() { Self.add(block, times: 1, to: &sum) }
    let largest = Self.size(sum)
    distance = largest
    place = places[sum.firstIndex { abs($0) == largest } ?? 0]
    // Rounding must not make a distance larger than itself.
    let bound = largest - 1e-12
    isExact = blocks <= Self.mostExact
    var reached = 1
    if isExact {
      // Exchanging all rounds gives the same distance: the first stays as it is. Neighbours of the Gray code differ in one.
      exchanges = 1 << (blocks - 1)
      var signs = [Double](repeating: 1, count: blocks)
      for step in 1..<max(exchanges, 1) {
        let block = step.trailingZeroBitCount + 1
        Self.add(differences[block], times: -2 * signs[block], to: &sum)
        signs[block] = -signs[block]
        if Self.size(sum) >= bound { reached += 1 }
      }
      p = Double(reached) / Double(exchanges)
    } else {
      exchanges = Self.drawn
      var random = SeededRandom(seed: seed)
      for _ in 0..<Self.drawn {
        var signs = random.next()
        for index in sum.indices { sum[index] = 0 }
        for block in differences {
          Self.add(block, times: signs & 1 == 0 ? 1 : -1, to: &sum)
          signs >>= 1
        }
        if Self.size(sum) >= bound { reached += 1 }
      }
      p = Double(reached) / Double(Self.drawn + 1)
    }
  }

  /// The bounds at which distributions are compared, ascending; the last one, below which everything lies, is left out
  /// unless it is the only one.
  private static func places(_ all: [DurationBuckets]) -> [UInt64] {
    var mass: [UInt64: UInt64] = [:]
    for buckets in all {
      for (bound, count) in zip(buckets.bounds, buckets.counts) { mass[bound, default: 0] += count }
    }
    let bounds = mass.keys.sorted()
    if bounds.count <= mostPlaces { return bounds }
    let total = Double(mass.values.reduce(0, +))
    var kept: [UInt64] = []
    var seen: UInt64 = 0
    for bound in bounds {
      seen += mass[bound] ?? 0
      if Double(seen) / total * Double(mostPlaces) >= Double(kept.count + 1) { kept.append(bound) }
    }
    return kept
  }

  /// The share of durations at or below each place. O(places + buckets).
  private static func shares(_ buckets: DurationBuckets, at places: [UInt64]) -> [Double] {
    var index = 0
    var seen: UInt64 = 0
    return places.map { place in
      while index < buckets.bounds.count, buckets.bounds[index] <= place {
        seen += buckets.counts[index]
        index += 1
      }
      return Double(seen) / Double(buckets.total)
    }
  }

  private static func add(_ values: [Double], times factor: Double, to sum: inout [Double]) {
    values.withUnsafeBufferPointer { values in
      sum.withUnsafeMutableBufferPointer { sum in
        for index in 0..<sum.count { sum[index] += factor * values[index] }
      }
    }
  }

  private static func size(_ values: [Double]) -> Double {
    values.withUnsafeBufferPointer { values in
      var largest = 0.0
      for index in 0..<values.count { largest = max(largest, abs(values[index])) }
      return largest
    }
  }
}
