import Base

/// Reuses from further than can be counted exactly, as a sample of keys shows them (SHARDS: Waldspurger, Park, Garthwaite
/// and Ahmad, 2015). How many such uses there are is known; the sample tells only how far they lie.
///
/// That is the adjustment of SHARDS-adj (the difference between the expected and the found number of samples must not
/// bend the curve) as a ratio, where keys used often cannot upset it: theirs are the near reuses, which are exact.
/// Keys are divided into groups by their hashes; how much the groups differ tells the error (a jackknife over groups,
/// since uses of one key depend on each other).
struct FarReuses {
  static let groups = 32
  /// Deviations to either side that hold 95 %: 2.04 in Student's distribution with 31 degrees of freedom, some more since
  /// figures of keys used unevenly are skewed (`DNAErrorTests` measures what it holds).
  static let quantile = 2.2

  /// Distances below this are not far.
  let nearest: Int
  /// All uses that are far or the first of their key.
  private(set) var total = 0
  /// Weights by class of distance and group.
  private var classes: [Int: Double] = [:]
  private var firsts = [Double](repeating: 0, count: groups)

  init(nearest: Int) { self.nearest = nearest }

  static func group(_ hash: UInt64) -> Int { Int(hash % UInt64(groups)) }

  /// Counts a use, whether or not the sample has its key.
  mutating func add() { total += 1 }

  /// Looks at one that the sample has: `distance` is estimated, nil for a first use; it stands for `weight`.
  mutating func sample(_ hash: UInt64, distance: Int?, weight: Double) {
    let group = Self.group(hash)
    if let distance {
      let place = ReuseDistances.place(max(distance, nearest))
      classes[place * Self.groups + group, default: 0] += weight
    } else {
      firsts[group] += weight
    }
  }

  /// The number of those that miss in a cache of `keys`, which is more than `nearest`, and half the width of its interval
  /// of 95 %.
  ///
  /// - Parameters:
  ///   - rate: the share of keys in the sample.
  ///   - sampled: how many they are.
  func misses(keys: Int, rate: Double, sampled: Int) -> (misses: Double, error: Double) {
    let all = Double(total)
    let (hits, weights) = sums(below: keys)
    let weight = weights.reduce(0, +)
    guard weight > 0 else { return (all, all) }
    let share = 1 - hits.reduce(0, +) / weight
    let deviation = Jackknife.deviation(
      (0..<Self.groups).map { group in
        let rest = weight - weights[group]
        return rest > 0 ? 1 - (hits.reduce(0, +) - hits[group]) / rest : share
      })
    // The distance itself is counted in the sample: of `keys` others it has rate · keys, with the deviation of a binomial.
    let blur = 1.96 * ((1 - rate) / (rate * Double(keys))).squareRoot()
    let shares = [1 / (1 + blur), 1 + blur].map { factor in
      1 - sums(below: Int(Double(keys) * factor)).hits.reduce(0, +) / weight
    }
    // What none of so many keys did, three of as many more may do (the rule of three).
    let unseen = 3 / Double(max(sampled, 3))
    let error =
      Self.quantile * deviation + unseen + max(shares[0] - share, share - shares[1])
    return (all * share, all * min(error, 1))
  }

  /// Weights of distances below `keys`, and of everything, by group.
  private func sums(below keys: Int) -> (hits: [Double], all: [Double]) {
    var (hits, all) = ([Double](repeating: 0, count: Self.groups), firsts)
    // In order, so that sums are the same bits in every run.
    for (place, weight) in classes.sorted(by: { $0.key < $1.key }) {
      all[place % Self.groups] += weight
      if place / Self.groups < ReuseDistances.place(keys) { hits[place % Self.groups] += weight }
    }
    return (hits, all)
  }
}

/// The standard deviation of a figure from what it is without one group each (Tukey, 1958).
enum Jackknife {
  /// - Parameter figures: without the first group, without the second, and so on.
  static func deviation(_ figures: [Double]) -> Double {
    let count = Double(figures.count)
    let mean = figures.reduce(0, +) / count
    let squares = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares * (count - 1) / count).squareRoot()
  }
}
