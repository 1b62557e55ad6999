/// Counts by length, 64 steps to each doubling: within 1.6 % of the true value.
struct PauseHistogram {
  private var counts = [UInt32](repeating: 0, count: 64 * 48)
  private(set) var count = 0
  private(set) var longest: UInt64 = 0

  @inline(__always) mutating func record(_ nanoseconds: UInt64) {
    counts[Self.bucket(nanoseconds)] &+= 1
    count &+= 1
    if nanoseconds > longest { longest = nanoseconds }
  }

  /// The shortest length that this share of all operations did not exceed.
  func quantile(_ share: Double) -> Double {
    let wanted = Int((Double(count) * share).rounded(.up))
    var seen = 0
    for bucket in counts.indices {
      seen += Int(counts[bucket])
      if seen >= wanted { return Self.highest(bucket) }
    }
    return Double(longest)
  }

  @inline(__always) private static func bucket(_ nanoseconds: UInt64) -> Int {
    if nanoseconds < 64 { return Int(nanoseconds) }
    let magnitude = 57 - nanoseconds.leadingZeroBitCount
    return min(64 * magnitude + Int(nanoseconds >> UInt64(magnitude)), 64 * 48 - 1)
  }

  private static func highest(_ bucket: Int) -> Double {
    if bucket < 128 { return Double(bucket) }
    let magnitude = bucket / 64 - 1
    return Double((UInt64(bucket % 64 + 65) << UInt64(magnitude)) - 1)
  }
}
