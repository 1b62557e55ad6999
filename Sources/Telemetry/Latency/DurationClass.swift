/// How many durations lie in one of the fine classes that ticks carry.
///
/// The classes are fixed: every 10 ns up to 100 ns, then ten a decade, whatever the machine and the buckets Prometheus is given, so that
/// a map that answers in 80 ns and one that answers in 80 ms show their shape alike.
package struct DurationClass: Equatable, Sendable {
  /// Longest duration of the class in nanoseconds; it begins behind the bound of the class before.
  package let bound: UInt64
  /// Durations in it.
  package let count: UInt64

  /// A class with its count.
  package init(bound: UInt64, count: UInt64) {
    self.bound = bound
    self.count = count
  }

  /// All bounds in nanoseconds, ascending: 117 of them, 10 ns to the 83 minutes that nothing exceeds. Clocks often tick
  /// every 10 ns; finer classes below 100 ns would show their gaps.
  package static let bounds: [UInt64] = {
    let steps: [UInt64] = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800]
    var bounds = Array(stride(from: UInt64(10), to: 100, by: 10))
    var decade: UInt64 = 100
    while decade <= 1_000_000_000_000 {
      bounds += steps.map { $0 * decade / 100 }
      decade *= 10
    }
    return Array(bounds.prefix { $0 <= 5_000_000_000_000 })
  }()
}
