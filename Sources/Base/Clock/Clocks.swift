#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private func read(_ clock: clockid_t) -> timespec {
  var time = timespec()
  clock_gettime(clock, &time)
  return time
}

/// Time that only moves forward, for intervals; its zero is arbitrary.
package enum MonotonicClock {
  /// Nanoseconds since an arbitrary moment.
  package static func nanoseconds() -> UInt64 {
    let time = read(CLOCK_MONOTONIC)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// The same as it stood at the kernel's last tick, at most 10 ms ago at 100 Hz: a quarter of the price of the exact reading.
  package static func coarseNanoseconds() -> UInt64 {
    #if canImport(Glibc)
      let time = read(CLOCK_MONOTONIC_COARSE)
      return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    #else
      return nanoseconds()
    #endif
  }
}

/// Processor time used by the calling thread.
package enum ThreadCPUClock {
  /// Nanoseconds of processor time since the thread started.
  package static func nanoseconds() -> UInt64 {
    let time = read(CLOCK_THREAD_CPUTIME_ID)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

/// Processor time used by the whole process.
package enum ProcessCPUClock {
  /// Nanoseconds of processor time since the process started, all threads together.
  package static func nanoseconds() -> UInt64 {
    let time = read(CLOCK_PROCESS_CPUTIME_ID)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

/// The time of day, in UTC; it may jump when the clock is set.
package enum WallClock {
  /// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  package static func nanoseconds() -> Int64 {
    let time = read(CLOCK_REALTIME)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// ISO 8601 in UTC, such as `2026-11-20T08:17:07.123Z`.
  ///
  /// `fractionDigits` is 0...9; further digits are cut, not rounded. Works for every `Int64`.
  package static func iso8601(_ nanoseconds: Int64, fractionDigits: Int = 3) -> String {
    let (seconds, fraction) = floorDivide(nanoseconds, 1_000_000_000)
    let (days, second) = floorDivide(seconds, 86_400)
    let date = civilDate(daysSinceEpoch: days)
    var text: [UInt8] = []
    text.reserveCapacity(30)
    Numerals.append(date.year, minimumDigits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    Numerals.append(date.month, minimumDigits: 2, to: &text)
    text.append(UInt8(ascii: "-"))
    Numerals.append(date.day, minimumDigits: 2, to: &text)
    text.append(UInt8(ascii: "T"))
    Numerals.append(second / 3600, minimumDigits: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    Numerals.append(second / 60 % 60, minimumDigits: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    Numerals.append(second % 60, minimumDigits: 2, to: &text)
    let digits = min(max(fractionDigits, 0), 9)
    if digits > 0 {
      text.append(UInt8(ascii: "."))
      var shown = fraction
      for _ in digits..<9 { shown /= 10 }
      Numerals.append(shown, minimumDigits: digits, to: &text)
    }
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// Days to a date of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
  private static func civilDate(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
