import Base

/// Whether a series rises or falls: the Mann–Kendall test, and the slope by Theil and Sen with its interval.
///
/// Assumes nothing about the values but that they are independent when there is no trend. Exact without ties up to
/// ``mostExact`` values, beyond by the normal approximation with corrections for ties and continuity. The interval holds
/// exactly the slopes that the test does not reject (Sen), so that both never contradict each other without ties.
package struct Trend: Equatable, Sendable {
  /// The longest series whose distribution is counted out.
  package static let mostExact = 50

  /// How many later values exceed an earlier one, less how many fall below it.
  package let score: Int
  /// Kendall's tau-b against time, −1 to 1; 0 for a constant series.
  package let tau: Double
  /// The two-sided probability of a score as far from 0 by chance alone.
  package let p: Double
  /// How it was found.
  package let method: MannWhitney.Method
  /// The median of the slopes between two values, in units of the values a step.
  package let slope: Double
  /// The bounds of its interval; nil when so few values cannot give the confidence asked for.
  package let interval: ClosedRange<Double>?

  /// Looks at values in the order in which they came; nil for fewer than two. O(n² log n).
  package init?(_ values: [Double], confidence: Double = 0.95) {
    guard values.count > 1 else { return nil }
    let count = values.count
    let pairs = count * (count - 1) / 2
    var slopes: [Double] = []
    slopes.reserveCapacity(pairs)
    var score = 0
    for later in 1..<count {
      for earlier in 0..<later {
        let rise = values[later] - values[earlier]
        score += rise > 0 ? 1 : rise < 0 ? -1 : 0
        slopes.append(rise / Double(later - earlier))
      }
    }
    slopes.sort()
    self.score = score
    let middle = pairs / 2
    slope = pairs.isMultiple(of: 2) ? (slopes[middle - 1] + slopes[middle]) / 2 : slopes[middle]
    let ties = Self.ties(values)
    let tiedPairs = ties.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    let whole = Double(pairs)
    tau = tiedPairs == pairs ? 0 : Double(score) / (whole * (whole - Double(tiedPairs))).squareRoot()
    if ties.isEmpty, count <= Self.mostExact {
      method = .exact
      p = min(1, 2 * Inversions(count).share(upTo: (pairs - abs(score)) / 2))
    } else {
      method = .normal
      let variance = (Self.term(count) - ties.reduce(0) { $0 + Self.term($1) }) / 18
      let distance = Double(abs(score) - 1)
      p =
        score == 0 || variance <= 0
        ? 1 : min(1, 2 * StandardNormal.upperTail(distance / variance.squareRoot()))
    }
    let outside = Self.rejectedSlopes(count, pairs, tail: (1 - confidence) / 2)
    interval = outside > 0 && outside <= middle ? slopes[outside - 1]...slopes[pairs - outside] : nil
  }

  /// The place, from 1, of the lower bound among the slopes; 0 where the test rejects none.
  private static func rejectedSlopes(_ count: Int, _ pairs: Int, tail: Double) -> Int {
    if count <= mostExact {
      let inversions = Inversions(count)
      var place = 0
      while place <= pairs, inversions.share(upTo: place) <= tail { place += 1 }
      return place
    }
    // The score is the number of pairs less twice the inversions, so that one inversion changes it by two.
    let bound = (Double(pairs) - 1 + StandardNormal.quantile(tail) * (term(count) / 18).squareRoot()) / 2
    return max(0, Int(bound.rounded(.down)) + 1)
  }

  private static func term(_ count: Int) -> Double {
    Double(count) * Double(count - 1) * Double(2 * count + 5)
  }

  /// The sizes of groups of equal values, those of one value left out.
  private static func ties(_ values: [Double]) -> [Int] {
    var sizes: [Int] = []
    var size = 1
    let sorted = values.sorted()
    for index in sorted.indices.dropFirst() {
      if sorted[index] == sorted[index - 1] {
        size += 1
      } else {
        if size > 1 { sizes.append(size) }
        size = 1
      }
    }
    if size > 1 { sizes.append(size) }
    return sizes
  }
}

/// The distribution of how many pairs of a series stand in the wrong order when chance alone orders it.
private struct Inversions {
  private let cumulative: [Double]

  /// Of a series of that length without ties. O(n³).
  init(_ count: Int) {
    // The value that comes next stands before 0 to `size` of those that are there, each as likely.
    var shares = [1.0]
    for size in 1..<max(count, 1) {
      var next = [Double](repeating: 0, count: shares.count + size)
      var window = 0.0
      for index in next.indices {
        if index < shares.count { window += shares[index] }
        if index > size { window -= shares[index - size - 1] }
        next[index] = window / Double(size + 1)
      }
      shares = next
    }
    var total = 0.0
    cumulative = shares.map {
      total += $0
      return total
    }
  }

  /// The probability of at most so many inversions.
  func share(upTo inversions: Int) -> Double {
    inversions < 0 ? 0 : min(1, cumulative[min(inversions, cumulative.count - 1)])
  }
}
