/// The distribution of the sum of ranks that a part of a pooled sample gets when chance alone decides which part.
///
/// Exact, ties included: it counts, for every sum, the subsets of the pooled ranks that have it. Counts stay below 2^53
/// for pools of up to ``largestPool`` values, so that they are exact whole numbers in a double.
package struct RankSums: Sendable {
  /// The largest pool whose distribution is counted out.
  package static let largestPool = 50

  /// How many subsets have a sum of at most `index / scale`.
  private let cumulative: [Double]
  /// 1 when all ranks are whole, 2 when ties make halves.
  private let scale: Double

  /// The distribution of the second sample's sum for samples of these sizes without ties.
  package init(_ first: Int, _ second: Int) {
    self.init(ranks: (0..<first + second).map { Double($0 + 1) }, choosing: second)
  }

  /// The distribution over all subsets of `count` of these ranks, which are multiples of one half.
  ///
  /// O(n · count · sum of ranks), at most some million steps.
  package init(ranks: [Double], choosing count: Int) {
    precondition(ranks.count <= Self.largestPool && count <= ranks.count)
    let scale = ranks.allSatisfy { $0 == $0.rounded() } ? 1.0 : 2.0
    let weights = ranks.map { Int($0 * scale) }
    let width = weights.reduce(0, +) + 1
    // subsets[size * width + sum], updated in place from large sizes to small ones so that no rank is taken twice.
    var subsets = [Double](repeating: 0, count: (count + 1) * width)
    subsets[0] = 1
    subsets.withUnsafeMutableBufferPointer { buffer in
      guard let subsets = buffer.baseAddress else { return }
      var reached = 0
      for (index, weight) in weights.enumerated() {
        reached += weight
        for size in stride(from: min(count, index + 1), to: 0, by: -1) {
          let to = subsets + size * width
          let from = subsets + (size - 1) * width
          var sum = weight
          while sum <= reached {
            to[sum] += from[sum - weight]
            sum += 1
          }
        }
      }
    }
    var total = 0.0
    cumulative = subsets[(count * width)...].map {
      total += $0
      return total
    }
    self.scale = scale
  }

  /// The probability of a sum of at most `sum`.
  package func lowerTail(_ sum: Double) -> Double {
    share(upTo: Int((sum * scale).rounded(.down)))
  }

  /// The probability of a sum of at least `sum`.
  package func upperTail(_ sum: Double) -> Double {
    let below = Int((sum * scale).rounded(.up)) - 1
    guard below >= 0 else { return 1 }
    let all = cumulative[cumulative.count - 1]
    return below >= cumulative.count ? 0 : (all - cumulative[below]) / all
  }

  private func share(upTo index: Int) -> Double {
    guard index >= 0 else { return 0 }
    return cumulative[min(index, cumulative.count - 1)] / cumulative[cumulative.count - 1]
  }
}
