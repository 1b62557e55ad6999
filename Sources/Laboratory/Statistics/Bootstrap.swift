import Base

/// Confidence intervals by resampling (Efron's percentile method), the same for the same seed.
package enum Bootstrap {
  /// Resamples by default: bounds of a 95 % interval then vary by about a hundredth of its width.
  package static let resamples = 4000

  /// The interval of a statistic of one sample.
  ///
  /// - Parameter statistic: gets the resampled values in no order.
  package static func interval(
    _ sample: Sample, confidence: Double = 0.95, resamples: Int = resamples, seed: UInt64,
    _ statistic: ([Double]) -> Double
  ) -> ClosedRange<Double> {
    var random = SeededRandom(seed: seed)
    var buffer = sample.values
    return bounds(confidence, resamples) {
      redraw(sample.values, into: &buffer, &random)
      return statistic(buffer)
    }
  }

  /// The interval of the median of `second` divided by that of `first`, both resampled on their own.
  ///
  /// Values are above 0.
  package static func ratioOfMedians(
    _ first: Sample, _ second: Sample, confidence: Double = 0.95, resamples: Int = resamples, seed: UInt64
  ) -> ClosedRange<Double> {
    var random = SeededRandom(seed: seed)
    var a = first.values
    var b = second.values
    return bounds(confidence, resamples) {
      redraw(first.values, into: &a, &random)
      redraw(second.values, into: &b, &random)
      return median(&b) / median(&a)
    }
  }

  private static func redraw(_ values: [Double], into buffer: inout [Double], _ random: inout SeededRandom) {
    for index in buffer.indices { buffer[index] = values[Int(random.below(UInt64(values.count)))] }
  }

  private static func median(_ values: inout [Double]) -> Double {
    values.sort()
    let middle = values.count / 2
    return values.count.isMultiple(of: 2) ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  private static func bounds(
    _ confidence: Double, _ resamples: Int, _ draw: () -> Double
  ) -> ClosedRange<Double> {
    let drawn = (0..<max(resamples, 1)).map { _ in draw() }.sorted()
    let tail = (1 - confidence) / 2 * Double(drawn.count - 1)
    return drawn[Int(tail.rounded())]...drawn[drawn.count - 1 - Int(tail.rounded())]
  }
}
