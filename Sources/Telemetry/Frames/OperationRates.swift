/// Operations per second: of the last interval, and smoothed.
package struct OperationRates: Sendable {
  /// Intervals shorter than this are joined with the next one, in seconds.
  private static let shortest = 0.001

  private let alpha: Double
  private var anchor: (seconds: Double, operations: UInt64)?
  private var isWarm = false
  /// Operations per second of the latest interval; 0 before the first.
  package private(set) var instant = 0.0
  /// Exponentially weighted mean of the interval rates; starts at the first rate, not at 0.
  package private(set) var smoothed = 0.0

  /// Rates whose smoothed value takes the share `alpha` (0...1) of each new interval.
  package init(alpha: Double) {
    self.alpha = alpha.isFinite ? min(max(alpha, 0), 1) : 1
  }

  /// Takes the totals at a moment. The very first one only starts the first interval.
  package mutating func observe(operations: UInt64, seconds: Double) {
    guard let anchor else {
      anchor = (seconds, operations)
      return
    }
    let interval = seconds - anchor.seconds
    guard interval >= Self.shortest else { return }
    instant = Double(operations &- anchor.operations) / interval
    smoothed = isWarm ? alpha * instant + (1 - alpha) * smoothed : instant
    isWarm = true
    self.anchor = (seconds, operations)
  }
}
