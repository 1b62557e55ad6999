import Base

/// The distribution of Wilcoxon's signed-rank sum when chance alone decides every sign: exact for up to
/// ``largestExact`` differences, normal with correction for continuity beyond.
package struct SignedRanks: Sendable {
  /// The most differences whose distribution is counted out.
  package static let largestExact = 60

  /// How many differences there are.
  package let count: Int
  /// The probability of a sum of at most the index; empty beyond `largestExact`.
  private let cumulative: [Double]

  /// The distribution for so many differences without ties. O(count³) up to `largestExact`.
  package init(_ count: Int) {
    self.count = count
    guard count <= Self.largestExact else {
      cumulative = []
      return
    }
    // Each sign is plus with probability one half: shares stay within 1, whatever the count.
    var shares = [Double](repeating: 0, count: count * (count + 1) / 2 + 1)
    shares[0] = 1
    var reached = 0
    for rank in stride(from: 1, through: count, by: 1) {
      reached += rank
      for sum in stride(from: reached, through: 0, by: -1) {
        shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2
      }
    }
    var total = 0.0
    cumulative = shares.map {
      total += $0
      return min(total, 1)
    }
  }

  /// The largest possible sum.
  package var largest: Int { count * (count + 1) / 2 }

  /// The probability of a sum of at most `sum`.
  package func lowerTail(_ sum: Int) -> Double {
    if sum < 0 { return 0 }
    if sum >= largest { return 1 }
    if !cumulative.isEmpty { return cumulative[sum] }
    let deviation = (Double(largest) * Double(2 * count + 1) / 12).squareRoot()
    return StandardNormal.upperTail((Double(largest) / 2 - Double(sum) - 0.5) / deviation)
  }

  /// The largest number of sums, from 0 on, that together are no likelier than `tail`; 0 where even the sum 0 is.
  func rejected(tail: Double) -> Int {
    var low = 0
    var high = largest / 2 + 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lowerTail(middle - 1) <= tail { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The fewest differences that give an interval of this confidence.
  package static func fewest(confidence: Double) -> Int {
    var count = 1
    var tail = 0.5
    while tail > (1 - confidence) / 2 {
      tail /= 2
      count += 1
    }
    return count
  }
}
