/// Spreads requests that carry the same coarse time stamp evenly over the unit that the stamp stands for, as they come.
///
/// How many requests a unit holds is known once the next one begins. Until then the number of the unit before, or twice
/// what has come so far, stands for it. Times never fall, and none leaves its unit.
struct TimeSpreader {
  /// Nanoseconds that a stamp stands for.
  let unit: UInt64
  private var stamp: UInt64 = 0
  /// Requests with this stamp so far.
  private var seen: UInt64 = 0
  /// Requests of the stamp before; 0 for none.
  private var before: UInt64 = 0
  private var latest: UInt64 = 0

  init(unit: UInt64) { self.unit = unit }

  /// Spreads the times of one batch, which ascend; `isLast` when nothing follows.
  mutating func spread(_ times: inout [UInt64], isLast: Bool) {
    var start = 0
    while start < times.count {
      var end = start + 1
      while end < times.count, times[end] == times[start] { end += 1 }
      let next = end < times.count ? times[end] : nil
      spread(&times, start..<end, next: next, isKnown: isLast || next != nil)
      start = end
    }
  }

  private mutating func spread(
    _ times: inout [UInt64], _ range: Range<Int>, next: UInt64?, isKnown: Bool
  ) {
    if times[range.lowerBound] != stamp {
      before = seen
      seen = 0
      stamp = times[range.lowerBound]
    }
    let come = seen + UInt64(range.count)
    let total = isKnown ? come : max(come, before > 0 ? before : 2 * come)
    let width = min(unit, next.map { $0 - stamp } ?? unit)
    for index in range {
      latest = max(latest, stamp + width * min(seen, total - 1) / total)
      times[index] = latest
      seen += 1
    }
  }
}
