/// Local time at a fixed distance from UTC, as in places without daylight saving.
package struct FixedZone: Hashable, Sendable {
  /// Seconds that local clocks are ahead of UTC; negative west of it.
  package let secondsAhead: Int

  /// A zone that far ahead of UTC.
  package init(secondsAhead: Int) { self.secondsAhead = secondsAhead }

  /// Coordinated universal time.
  package static let utc = FixedZone(secondsAhead: 0)
  /// Indian standard time, UTC+5:30, the exchange time of NSE and BSE; it knows no daylight saving.
  package static let india = FixedZone(secondsAhead: 19_800)

  /// The local day of an instant in nanoseconds since 1970-01-01T00:00:00Z, and the second of that day, 0..<86,400.
  package func local(_ nanoseconds: Int64) -> (date: CivilDate, second: Int) {
    let seconds = nanoseconds.flooredQuotient(1_000_000_000) + Int64(secondsAhead)
    let days = seconds.flooredQuotient(86_400)
    return (CivilDate(daysSinceEpoch: Int32(days)), Int(seconds - days * 86_400))
  }

  /// The local day of an instant in nanoseconds since 1970-01-01T00:00:00Z.
  package func date(_ nanoseconds: Int64) -> CivilDate { local(nanoseconds).date }

  /// The instant, in nanoseconds since 1970-01-01T00:00:00Z, of a local second of a local day.
  package func instant(_ date: CivilDate, second: Int) -> Int64 {
    (Int64(date.daysSinceEpoch) * 86_400 + Int64(second) - Int64(secondsAhead)) * 1_000_000_000
  }
}

extension Int64 {
  /// The quotient rounded down, also for negative numbers. `divisor` is positive.
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
