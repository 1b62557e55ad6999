/// Robust statistics over numbers that are put in order on the way.
enum Robust {
  /// What makes the median of absolute deviations an estimate of the standard deviation of normal numbers.
  static let normal = 1.4826

  /// The median; the mean of the middle two of an even count, NaN of none. Sorts the numbers, none of which may be NaN.
  /// O(n log n).
  static func median(sorting numbers: inout [Double]) -> Double {
    guard !numbers.isEmpty else { return .nan }
    numbers.sort()
    let middle = numbers.count / 2
    return numbers.count % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2
  }
}
