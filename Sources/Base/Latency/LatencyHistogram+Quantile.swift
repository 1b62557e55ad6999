extension LatencyHistogram {
  /// The value below or at which the share `q` (0...1) of all recorded values lie, in nanoseconds; 0 when empty.
  ///
  /// The answer is the highest value of the bucket that holds the ⌈q·count⌉-th value, as HdrHistogram's
  /// `valueAtPercentile` gives, but never above the exact maximum, so quantiles ascend up to `max`.
  package func quantile(_ q: Double) -> UInt64 {
    quantiles([q])[0]
  }

  /// Several quantiles in one pass; `shares` must ascend.
  package func quantiles(_ shares: [Double]) -> [UInt64] {
    guard count > 0 else { return shares.map { _ in 0 } }
    var index = -1
    var seen: UInt64 = 0
    return shares.map { share in
      let wanted = rank(of: share)
      while seen < wanted {
        index += 1
        seen &+= counter(index)
      }
      return Swift.min(Self.range(of: index).upperBound, max)
    }
  }

  /// The 1-based position of the wanted value among the sorted ones.
  private func rank(of share: Double) -> UInt64 {
    let clipped = share > 0 ? Swift.min(share, 1) : 0
    // One step down before rounding up: 0.07 × 100 is 7.000000000000001 in binary and must stay the 7th value.
    let position = (clipped * Double(count)).nextDown.rounded(.up)
    return position < 1 ? 1 : Swift.min(UInt64(position), count)
  }
}
