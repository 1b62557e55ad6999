import Testing

@testable import Base

@Suite struct LatencyHistogramTests {
  /// The rank rule on a sorted list: the ⌈q·n⌉-th value.
  private func exact(_ sorted: [UInt64], _ q: Double) -> UInt64 {
    sorted[max(Int((q * Double(sorted.count)).nextDown.rounded(.up)), 1) - 1]
  }

  @Test func bucketsPartitionTheRange() {
    var next: UInt64 = 0
    for index in 0..<LatencyHistogram.bucketCount {
      let range = LatencyHistogram.range(of: index)
      #expect(range.lowerBound == next, "bucket \(index)")
      #expect(LatencyHistogram.index(of: range.lowerBound) == index)
      #expect(LatencyHistogram.index(of: range.upperBound) == index)
      next = range.upperBound + 1
    }
    #expect(next == LatencyHistogram.longest + 1)
    #expect(LatencyHistogram.index(of: .max) == LatencyHistogram.bucketCount - 1)
  }

  @Test func quantilesStayWithinThreeDigitsOfASortedList() {
    var state: UInt64 = 42
    for spread in [11, 20, 33, 41] as [UInt64] {
      var histogram = LatencyHistogram()
      var values: [UInt64] = []
      for _ in 0..<20_000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = (state >> 20) >> (44 - spread)
        values.append(value)
        histogram.record(value)
      }
      values.sort()
      #expect(histogram.count == 20_000)
      #expect(histogram.min == values.first && histogram.max == values.last)
      #expect(histogram.sum == values.reduce(0, &+))
      for q in [0, 0.001, 0.07, 0.5, 0.9, 0.99, 0.999, 0.9999, 1] {
        let wanted = exact(values, q)
        let got = histogram.quantile(q)
        #expect(got >= wanted && got - wanted <= wanted / 1000, "spread \(spread) q \(q)")
      }
    }
  }

  @Test func smallValuesAreExactAndRanksAreTheUsualOnes() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == 0 && histogram.min == 0 && histogram.mean == 0)
    for value in 1...100 as ClosedRange<UInt64> { histogram.record(value) }
    let table: [(Double, UInt64)] = [
      (-1, 1), (0, 1), (0.01, 1), (0.07, 7), (0.5, 50), (0.9, 90), (0.99, 99), (0.999, 100), (1, 100),
      (2, 100), (.nan, 1),
    ]
    for (q, wanted) in table { #expect(histogram.quantile(q) == wanted, "q \(q)") }
    #expect(histogram.quantiles([0.5, 0.5, 1]) == [50, 50, 100])
    #expect(histogram.mean == 50.5)
    #expect(histogram.counts(upTo: [0, 1, 50, 99, 1000]) == [0, 1, 50, 99, 100])
  }

  @Test func mergeResetAndLongDurations() {
    var left = LatencyHistogram()
    var right = LatencyHistogram()
    left.record(5, times: 3)
    left.merge(right)
    right.record(.max)
    right.record(2)
    let before = left.copy()
    left.merge(right)
    #expect(before.count == 3 && left.count == 5 && left.min == 2 && left.max == .max)
    #expect(left.quantile(1) == LatencyHistogram.longest)
    var seen: [UInt64] = []
    left.forEachBucket { lowest, highest, count in
      #expect(lowest <= highest)
      seen.append(count)
    }
    #expect(seen == [1, 3, 1])
    left.reset()
    #expect(left.count == 0 && left.max == 0 && left.counts(upTo: [10]) == [0])
    left.reset()
    left.forEachBucket { _, _, _ in Issue.record("a bucket in an empty histogram") }
    left.record(9)
    #expect(left.quantile(0.5) == 9 && left.min == 9)
  }
}
