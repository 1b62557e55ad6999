import Base

/// How uses are spread over keys, and the figures that follow from it.
struct Popularity {
  /// Keys that are used alike.
  struct Run {
    /// Uses of each.
    let count: Double
    /// How many they are; an estimate where keys were sampled.
    let keys: Double
  }

  /// The fewest keys that make up 50, 80 and 95 % of the uses.
  let coverage: [Double]
  /// Entropy of the choice of keys in bits (Shannon).
  let entropyBits: Double
  /// The zipf law that fits best.
  let zipf: ZipfFit
  /// Entropy as a share of what as many keys could have.
  let entropyShare: Double

  /// - Parameter runs: in descending order of `count`. O(runs).
  init(_ runs: [Run]) {
    let (total, keys) = Self.sums(runs)
    coverage = [0.5, 0.8, 0.95].map { Self.covering($0 * total, runs) }
    let logarithms = runs.reduce(0) { $0 + $1.keys * $1.count * Self.log2($1.count) }
    entropyBits = total > 0 ? max(0, Self.log2(total) - logarithms / total) : 0
    entropyShare = keys > 1 ? entropyBits / Self.log2(keys) : 0
    zipf = ZipfFit(runs)
  }

  /// Uses and keys.
  static func sums(_ runs: [Run]) -> (total: Double, keys: Double) {
    runs.reduce((0, 0)) { ($0.0 + $1.count * $1.keys, $0.1 + $1.keys) }
  }

  /// Runs of counts in descending order.
  static func runs(_ counts: [Int]) -> [Run] {
    var runs: [Run] = []
    var start = 0
    for index in counts.indices where index + 1 == counts.count || counts[index + 1] != counts[index] {
      runs.append(Run(count: Double(counts[index]), keys: Double(index + 1 - start)))
      start = index + 1
    }
    return runs
  }

  private static func covering(_ uses: Double, _ runs: [Run]) -> Double {
    var (seen, keys) = (0.0, 0.0)
    for run in runs {
      let needed = ((uses - seen) / run.count).rounded(.up)
      if needed <= run.keys { return keys + max(needed, 0) }
      seen += run.count * run.keys
      keys += run.keys
    }
    return keys
  }

  static func log2(_ value: Double) -> Double { DeterministicMath.log(value) / DeterministicMath.log(2) }
}
