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
  /// is then an upper bound. O(runs).
  ///
  /// - Parameter runs: keys used alike, in descending order of their use.
  init(_ runs: [Popularity.Run]) {
    let (total, keys) = Popularity.sums(runs)
    guard keys > 1, total > 0 else {
      exponent = 0
      distance = 0
      return
    }
    var (mean, rank) = (0.0, 0.0)
    for run in runs {
      mean += run.count * Self.logarithms(rank, rank + run.keys) / total
      rank += run.keys
    }
    // The likelihood is greatest where the mean logarithm of the rank is the law's own, which falls with the exponent.
    var (low, high) = (0.0, 5.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if ZipfLaw(exponent: middle, keys: keys).meanLogarithm > mean { low = middle } else { high = middle }
    }
    exponent = (low + high) / 2
    distance = Self.distance(runs, total, ZipfLaw(exponent: exponent, keys: keys))
  }

  private static func distance(_ runs: [Popularity.Run], _ total: Double, _ law: ZipfLaw) -> Double {
    var (seen, rank, largest) = (0.0, 0.0, 0.0)
    for run in runs {
      let share = run.count / total
      // Within a run the found share rises evenly and the law's ever slower: they differ most at an end, or at the rank
      // before or behind the point where both rise alike.
      let alike = min(law.rank(ofShare: share), rank + run.keys).rounded(.down)
      for inner in [alike, alike + 1, rank + run.keys] where inner > rank && inner <= rank + run.keys {
        let found = seen + (inner - rank) * share
        largest = max(largest, abs(found - law.share(upTo: inner)))
      }
      seen += run.keys * share
      rank += run.keys
    }
    return largest
  }

  /// The sum of the logarithms of the ranks above `first` up to `last`.
  private static func logarithms(_ first: Double, _ last: Double) -> Double {
    last == first + 1 ? DeterministicMath.log(last) : logarithmOfFactorial(last) - logarithmOfFactorial(first)
  }

  /// Stirling's series.
  private static func logarithmOfFactorial(_ value: Double) -> Double {
    var (x, product) = (value + 1, 1.0)
    while x < 16 {
      product *= x
      x += 1
    }
    let series = (1 / 12.0 - (1 / 360.0 - 1 / (1260.0 * x * x)) / (x * x)) / x
    let tau = 6.283185307179586
    return (x - 0.5) * DeterministicMath.log(x) - x + 0.5 * DeterministicMath.log(tau) + series
      - DeterministicMath.log(product)
  }
}

/// Shares in proportion to rank^−exponent; the number of keys need not be whole. Sums over many ranks are integrals with
/// the first terms of Euler's and Maclaurin's formula.
struct ZipfLaw {
  /// Ranks that are added up one by one.
  private static let head = 64
  private static let logs = (1...head).map { DeterministicMath.log(Double($0)) }
  /// Nodes and weights of Gauss and Legendre.
  private static let nodes = [
    (0.0, 0.5688888888888889), (0.5384693101056831, 0.47862867049936647),
    (-0.5384693101056831, 0.47862867049936647), (0.906179845938664, 0.23692688505618908),
    (-0.906179845938664, 0.23692688505618908),
  ]

  private let exponent: Double
  private let keys: Double
  /// Sums of the first ranks' weights.
  private let sums: [Double]
  private let total: Double

  init(exponent: Double, keys: Double) {
    self.exponent = exponent
    self.keys = keys
    var sums = [0.0]
    for logarithm in Self.logs {
      sums.append(sums[sums.count - 1] + DeterministicMath.exp(-exponent * logarithm))
    }
    self.sums = sums
    total = Self.sum(upTo: keys, exponent, sums)
  }

  /// The share of the ranks up to this one.
  func share(upTo rank: Double) -> Double { Self.sum(upTo: rank, exponent, sums) / total }

  /// The rank that has this share itself.
  func rank(ofShare share: Double) -> Double {
    exponent == 0 ? 0 : DeterministicMath.pow(share * total, -1 / exponent)
  }

  private static func sum(upTo rank: Double, _ exponent: Double, _ sums: [Double]) -> Double {
    if rank <= Double(head) {
      let whole = Int(rank)
      let next = whole < head ? sums[whole + 1] - sums[whole] : 0
      return sums[whole] + (rank - Double(whole)) * next
    }
    let (first, slope) = (Double(head), 1 - exponent)
    let span = DeterministicMath.log(rank / first)
    let start = DeterministicMath.exp(slope * logs[head - 1])
    let integral =
      abs(slope * span) < 1e-9 ? start * span : start * DeterministicMath.expm1(slope * span) / slope
    let (before, after) = (start / first, DeterministicMath.pow(rank, -exponent))
    return sums[head] + integral + (after - before) / 2 + exponent * (before / first - after / rank) / 12
  }

  /// The mean of the logarithm of the rank.
  var meanLogarithm: Double {
    var weighted = 0.0
    let whole = min(Int(keys), Self.head)
    for index in 0..<whole { weighted += (sums[index + 1] - sums[index]) * Self.logs[index] }
    if keys > Double(Self.head) {
      weighted += tail
    } else if whole < Self.head {
      weighted += (keys - Double(whole)) * (sums[whole + 1] - sums[whole]) * Self.logs[whole]
    }
    return weighted / total
  }

  /// The weighted logarithms of the ranks beyond the first ones.
  private var tail: Double {
    let (low, high) = (Self.logs[Self.head - 1], DeterministicMath.log(keys))
    let panels = 12
    let width = (high - low) / Double(panels)
    var integral = 0.0
    for panel in 0..<panels {
      let middle = low + (Double(panel) + 0.5) * width
      for (node, weight) in Self.nodes {
        let x = middle + node * width / 2
        integral += weight * x * DeterministicMath.exp((1 - exponent) * x) * width / 2
      }
    }
    func term(_ logarithm: Double) -> (value: Double, slope: Double) {
      let power = DeterministicMath.exp(-exponent * logarithm)
      return (power * logarithm, power * (1 - exponent * logarithm) * DeterministicMath.exp(-logarithm))
    }
    let (before, after) = (term(low), term(high))
    return integral + (after.value - before.value) / 2 + (after.slope - before.slope) / 12
  }
}
