/// The Mann–Whitney test: whether values of one sample tend to be larger than those of another.
///
/// Assumes nothing about the shape of the distributions. Exact, ties included, while both samples together have at most
/// ``RankSums/largestPool`` values; beyond that the normal approximation with corrections for ties and continuity.
/// Small samples that do not overlap at all therefore get the probability they deserve: three against three 0.1, never
/// the 0.0495 of the approximation.
package struct MannWhitney: Equatable, Sendable {
  /// How the probability was found.
  package enum Method: String, Sendable {
    /// By counting every division of the pooled values.
    case exact
    /// By the normal approximation.
    case normal
  }

  /// How often a value of the second sample exceeds one of the first, ties counting one half.
  package let u: Double
  /// The two-sided probability of a `u` as far from its mean when both samples come from one distribution.
  package let p: Double
  /// How `p` was found.
  package let method: Method
  /// Cliff's delta, also the rank-biserial correlation: how much likelier a value of the second sample is to exceed one
  /// of the first than the other way round, from −1 to 1.
  package let cliffsDelta: Double

  /// Tests `second` against `first`. O(n log n) beside the exact distribution.
  package init(_ first: Sample, _ second: Sample) {
    self.init(first, second, untied: nil)
  }

  /// The same with the distribution for these sizes without ties at hand, for callers that test many samples.
  package init(_ first: Sample, _ second: Sample, untied: RankSums?) {
    let ranking = Ranking(first.values, second.values)
    let (n, m) = (Double(first.count), Double(second.count))
    u = ranking.secondSum - m * (m + 1) / 2
    cliffsDelta = 2 * u / (n * m) - 1
    let pool = first.count + second.count
    if pool <= RankSums.largestPool {
      method = .exact
      let sums =
        ranking.hasTies || untied == nil
        ? RankSums(ranks: ranking.ranks, choosing: second.count) : untied.unsafelyUnwrapped
      let tail = min(sums.lowerTail(ranking.secondSum), sums.upperTail(ranking.secondSum))
      p = min(1, 2 * tail)
    } else {
      method = .normal
      let size = n + m
      let variance = n * m / 12 * (size + 1 - ranking.tieTerm / (size * (size - 1)))
      let distance = abs(u - n * m / 2) - 0.5
      p = variance > 0 ? min(1, 2 * StandardNormal.upperTail(distance / variance.squareRoot())) : 1
    }
  }

  /// The smallest probability that samples of these sizes can give.
  ///
  /// Below four values a side it is above 0.05: such samples cannot show anything.
  package static func smallestP(_ first: Int, _ second: Int) -> Double {
    var divisions = 1.0
    for taken in 0..<min(first, second) {
      divisions *= Double(first + second - taken) / Double(taken + 1)
    }
    return min(1, 2 / divisions)
  }
}

/// The pooled values of two samples in order, each with its rank; equal values share the mean of their ranks.
private struct Ranking {
  private(set) var ranks: [Double] = []
  /// The sum of the second sample's ranks.
  private(set) var secondSum = 0.0
  /// The sum over groups of equal values of t³ − t.
  private(set) var tieTerm = 0.0

  var hasTies: Bool { tieTerm > 0 }

  /// Both in ascending order. O(n).
  init(_ first: [Double], _ second: [Double]) {
    ranks.reserveCapacity(first.count + second.count)
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
      let value =
        i < first.count && (j == second.count || first[i] <= second[j]) ? first[i] : second[j]
      let start = i + j
      let secondStart = j
      while i < first.count, first[i] == value { i += 1 }
      while j < second.count, second[j] == value { j += 1 }
      let size = i + j - start
      let rank = Double(start + 1) + Double(size - 1) / 2
      ranks.append(contentsOf: repeatElement(rank, count: size))
      secondSum += rank * Double(j - secondStart)
      let group = Double(size)
      tieTerm += group * group * group - group
    }
  }
}
