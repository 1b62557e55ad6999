import Base

/// The percentile distribution of a histogram as HdrHistogram prints it (`.hgrm`).
enum HDRPercentiles {
  /// Steps between two halvings of the distance to 100 %.
  private static let ticks = 5.0

  /// The whole text; values in nanoseconds.
  static func text(_ histogram: borrowing LatencyHistogram) -> String {
    var text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
    let levels = levels(of: histogram.count)
    let values = histogram.quantiles(levels)
    let counts = histogram.counts(upTo: values)
    for index in levels.indices {
      text += row(values[index], levels[index], counts[index])
      if values[index] == histogram.max { break }
    }
    if histogram.count > 0 {
      text += row(histogram.max, 1, histogram.count)
    }
    text +=
      "#[Mean    = \(pad(histogram.mean, 3, 12)), StdDeviation   = \(pad(deviation(histogram), 3, 12))]\n"
    text +=
      "#[Max     = \(pad(Double(histogram.max), 3, 12)), Total count    = \(left("\(histogram.count)", 12))]\n"
    text += "#[Buckets = \(left("32", 12)), SubBuckets     = \(left("2048", 12))]\n"
    return text
  }

  /// Shares that come closer to 1 in ever smaller steps, until one value is left beyond them.
  private static func levels(of count: UInt64) -> [Double] {
    var levels: [Double] = []
    var level = 0.0
    while count > 0, (1 - level) * Double(count) >= 0.5, levels.count < 1000 {
      levels.append(level)
      var halves = 1.0
      while halves * (1 - level) <= 0.5 { halves *= 2 }
      level += 1 / (ticks * 2 * halves)
    }
    return levels
  }

  private static func row(_ value: UInt64, _ level: Double, _ count: UInt64) -> String {
    let head = "\(pad(Double(value), 3, 12)) \(Figures.fixed(level, 12)) \(left("\(count)", 10))"
    return level < 1 ? "\(head) \(pad(1 / (1 - level), 2, 14))\n" : "\(head)\n"
  }

  private static func deviation(_ histogram: borrowing LatencyHistogram) -> Double {
    let mean = histogram.mean
    var sum = 0.0
    histogram.forEachBucket { lowest, highest, count in
      let distance = (Double(lowest) + Double(highest)) / 2 - mean
      sum += distance * distance * Double(count)
    }
    return histogram.count == 0 ? 0 : (sum / Double(histogram.count)).squareRoot()
  }

  private static func pad(_ value: Double, _ decimals: Int, _ width: Int) -> String {
    left(Figures.fixed(value, decimals), width)
  }

  private static func left(_ text: String, _ width: Int) -> String {
    DisplayWidth.pad(text, to: width, left: true)
  }
}
