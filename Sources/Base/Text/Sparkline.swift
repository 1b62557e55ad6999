/// A series as one line of blocks.
package enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The series, at most `width` characters long: several values under one character are averaged.
  ///
  /// - Parameters:
  ///   - floor: the value at the bottom; nil takes the least of the series. The top is the greatest.
  /// - Returns: a space where a value is not finite; the lowest block everywhere when all values are equal.
  package static func line(_ values: [Double], width: Int, floor: Double? = 0) -> String {
    let points = resampled(values, to: width)
    let finite = points.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else {
      return String(repeating: " ", count: points.count)
    }
    let bottom = min(floor ?? least, least)
    return String(
      points.map { value in
        guard value.isFinite else { return " " }
        guard greatest > bottom else { return blocks[0] }
        let height = (value - bottom) / (greatest - bottom) * Double(blocks.count)
        return blocks[min(blocks.count - 1, max(0, Int(height)))]
      })
  }

  /// At most `count` values, each the mean of the finite ones in its share of the series.
  package static func resampled(_ values: [Double], to count: Int) -> [Double] {
    guard count > 0 else { return [] }
    guard values.count > count else { return values }
    return (0..<count).map { index in
      let share = values[(index * values.count / count)..<((index + 1) * values.count / count)]
      let finite = share.filter(\.isFinite)
      return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
    }
  }
}
