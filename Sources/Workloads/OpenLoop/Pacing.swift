import Base

/// When operations come in an open loop: by a clock that does not wait for the map.
package enum Pacing: Sendable, Equatable {
  /// So many a second at equal distances.
  case constant(rate: Double)
  /// So many a second on average, at random as independent clients send them.
  case poisson(rate: Double)
  /// When the trace says, so many times as fast.
  case trace(speed: Double)

  /// Operations a second that are asked for; nil where the trace tells.
  package var rate: Double? {
    switch self {
    case .constant(let rate), .poisson(let rate): rate
    case .trace: nil
    }
  }

  /// The highest rate that can be paced here: an operation takes two readings of the clock, and the distance between
  /// two has to be several of them to be told apart. Measures for about 50 µs.
  package static func highestRate() -> Double {
    var shortest = UInt64.max
    for _ in 0..<16 {
      let start = MonotonicClock.nanoseconds()
      for _ in 0..<100 { _ = MonotonicClock.nanoseconds() }
      shortest = min(shortest, MonotonicClock.nanoseconds() &- start)
    }
    return 1e9 / (4 * max(Double(shortest) / 101, 1))
  }
}

/// The times at which operations are due, one after the other, in nanoseconds from the first.
struct ArrivalSchedule {
  private let pacing: Pacing
  private var random: SeededRandom
  private var next = 0.0

  init(_ pacing: Pacing, seed: UInt64) {
    self.pacing = pacing
    random = SeededRandom(seed: seed)
  }

  /// The time of the next operation; `stamp` is what the trace says of it. O(1).
  mutating func take(stamp: UInt64) -> UInt64 {
    let due = next
    switch pacing {
    case .constant(let rate): next += 1e9 / rate
    case .poisson(let rate): next -= DeterministicMath.log(1 - random.unit()) * 1e9 / rate
    case .trace(let speed): return UInt64(min(Double(stamp) / speed, 9e18))
    }
    return UInt64(min(due, 9e18))
  }
}
