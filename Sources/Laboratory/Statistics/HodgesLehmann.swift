/// The Hodges–Lehmann estimate of how far one sample is shifted against another: the median of all differences between
/// a value of the second and one of the first.
///
/// Its interval holds exactly those shifts that the Mann–Whitney test does not reject (Moses' method), so that test and
/// interval never contradict each other where there are no ties.
package struct HodgesLehmann: Equatable, Sendable {
  /// Differences that are formed at most: beyond, both samples are thinned evenly to their quantiles.
  package static let differenceLimit = 1_000_000

  /// The estimated shift of the second sample, in the unit of the values.
  package let shift: Double
  /// The bounds of the interval; nil when samples of these sizes cannot give the confidence asked for.
  package let interval: ClosedRange<Double>?

  /// Estimates the shift with an interval of the given confidence. O(n·m·log(n·m)).
  package init(_ first: Sample, _ second: Sample, confidence: Double = 0.95) {
    let (a, b) = Self.thinned(first, second)
    var differences: [Double] = []
    differences.reserveCapacity(a.count * b.count)
    for y in b { for x in a { differences.append(y - x) } }
    differences.sort()
    let middle = differences.count / 2
    shift =
      differences.count.isMultiple(of: 2)
      ? (differences[middle - 1] + differences[middle]) / 2 : differences[middle]
    let outside = Self.rejectedDifferences(a.count, b.count, tail: (1 - confidence) / 2)
    interval =
      outside > 0 && outside <= middle
      ? differences[outside - 1]...differences[differences.count - outside] : nil
  }

  /// The place, from 1, of the lower bound among the differences: the smallest u that the test does not reject on
  /// this side. 0 when it rejects none.
  private static func rejectedDifferences(_ n: Int, _ m: Int, tail: Double) -> Int {
    if n + m <= RankSums.largestPool {
      let sums = RankSums(n, m)
      let lowest = m * (m + 1) / 2
      var u = 0
      while u < n * m, sums.lowerTail(Double(lowest + u)) <= tail { u += 1 }
      return u
    }
    let (n, m) = (Double(n), Double(m))
    let deviation = (n * m * (n + m + 1) / 12).squareRoot()
    let bound = n * m / 2 - 0.5 + StandardNormal.quantile(tail) * deviation
    return max(0, Int(bound.rounded(.down)) + 1)
  }

  private static func thinned(_ first: Sample, _ second: Sample) -> ([Double], [Double]) {
    if first.count * second.count <= differenceLimit { return (first.values, second.values) }
    return (evenly(first, 1000), evenly(second, 1000))
  }

  private static func evenly(_ sample: Sample, _ limit: Int) -> [Double] {
    if sample.count <= limit { return sample.values }
    return (0..<limit).map { sample.quantile((Double($0) + 0.5) / Double(limit)) }
  }
}
