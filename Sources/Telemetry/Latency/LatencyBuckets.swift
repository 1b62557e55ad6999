/// The fixed bounds of the latency histogram that ticks carry.
package enum LatencyBuckets: String, CaseIterable, Sendable {
  /// 50 µs to 10 ms, for slow maps and slow machines.
  case standard = "default"
  /// 1 µs to 10 ms.
  case micro

  /// Upper bounds in nanoseconds, ascending; the last bucket, without a bound, is not among them.
  package var bounds: [UInt64] {
    switch self {
    case .standard: Self.standardBounds
    case .micro: Self.microBounds
    }
  }

  /// The bounds as metrics write them: milliseconds with six decimals, `+Inf` for the last.
  package var labels: [String] {
    switch self {
    case .standard: Self.standardLabels
    case .micro: Self.microLabels
    }
  }

  private static let standardBounds: [UInt64] = [
    50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
  ]
  private static let microBounds: [UInt64] = [1000, 2000, 5000, 10_000, 20_000] + standardBounds
  private static let standardLabels = labels(of: standardBounds)
  private static let microLabels = labels(of: microBounds)

  private static func labels(of bounds: [UInt64]) -> [String] {
    bounds.map { bound in
      let fraction = String(bound % 1_000_000)
      return "\(bound / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
    } + ["+Inf"]
  }
}
