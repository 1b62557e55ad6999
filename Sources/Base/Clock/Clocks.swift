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
    let seconds = nanoseconds.flooredQuotient(1_000_000_000)
    // The product may lie before the least `Int64`; the difference is right all the same.
    let fraction = nanoseconds &- seconds &* 1_000_000_000
    let days = seconds.flooredQuotient(86_400)
    let second = seconds - days * 86_400
    var text = Array(CivilDate(daysSinceEpoch: Int32(days)).description.utf8)
    text.reserveCapacity(30)
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
}
