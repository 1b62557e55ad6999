import Foundation
import Testing

@testable import Base

@Suite struct ClockTests {
  @Test func clocksMoveForwardAndAgree() {
    let monotonic = MonotonicClock.nanoseconds()
    let thread = ThreadCPUClock.nanoseconds()
    let process = ProcessCPUClock.nanoseconds()
    let wall = WallClock.nanoseconds()
    for counter in [CycleCounter.calibrated, CycleCounter(readsProcessor: false)] {
      let start = counter.ticks()
      let clockStart = MonotonicClock.nanoseconds()
      var spun: UInt64 = 0
      while spun < 3_000_000 { spun = MonotonicClock.nanoseconds() - clockStart }
      let measured = counter.interval(from: start, to: counter.ticks())
      #expect(measured > 2_900_000 && measured < 1_000_000_000, "\(measured) ns by \(counter)")
      #expect(counter.overheadNanoseconds < 10_000)
      #expect(counter.interval(from: 10, to: 9) == 0 && counter.interval(from: 9, to: 9) == 0)
    }
    #expect(CycleCounter(readsProcessor: false).nanoseconds(.max) == .max)
    #expect(MonotonicClock.nanoseconds() > monotonic)
    #expect(ThreadCPUClock.nanoseconds() > thread)
    #expect(ProcessCPUClock.nanoseconds() > process)
    #expect(abs(WallClock.nanoseconds() - wall) < 60_000_000_000)
    #expect(abs(Double(wall) / 1e9 - Date().timeIntervalSince1970) < 60)
  }

  @Test func timesOfDayAreISO8601() {
    let table: [(Int64, Int, String)] = [
      (0, 0, "1970-01-01T00:00:00Z"), (-1, 9, "1969-12-31T23:59:59.999999999Z"),
      (951_782_400_000_000_000, 0, "2000-02-29T00:00:00Z"),
      (1_795_161_600_000_000_000, 3, "2026-11-20T08:00:00.000Z"),
      (1_709_251_199_987_654_321, 6, "2024-02-29T23:59:59.987654Z"),
      (4_107_542_400_000_000_000, -3, "2100-03-01T00:00:00Z"),
      (.max, 12, "2262-04-11T23:47:16.854775807Z"), (.min, 1, "1677-09-21T00:12:43.1Z"),
    ]
    for (time, digits, wanted) in table {
      #expect(WallClock.iso8601(time, fractionDigits: digits) == wanted)
    }
    let formatter = ISO8601DateFormatter()
    for day in stride(from: Int64(-100_000), to: 100_000, by: 37) {
      let date = Date(timeIntervalSince1970: Double(day * 86_400 + 3661))
      #expect(
        WallClock.iso8601((day * 86_400 + 3661) * 1_000_000_000, fractionDigits: 0)
          == formatter.string(from: date))
    }
  }

  @Test func datesFollowTheCalendar() {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0)!
    for days in stride(from: Int32(-140_000), to: 200_000, by: 13) {
      let date = CivilDate(daysSinceEpoch: days)
      let instant = Date(timeIntervalSince1970: Double(days) * 86_400)
      #expect(date.description == formatter.string(from: instant))
      #expect(CivilDate(date.description) == date)
      let (year, month, day) = date.parts
      #expect(CivilDate(year: year, month: month, day: day) == date)
      #expect(
        calendar.component(.weekday, from: instant) == (Weekday.allCases.firstIndex(of: date.weekday)! + 1)
          % 7 + 1)
      #expect(date.lastOfMonth.adding(days: 1).parts.day == 1 && date.lastOfMonth.parts.month == month)
    }
    for wrong in [
      "2026-02-29", "2025-13-01", "2025-00-10", "2025-1-01", "2025-01-01 ", "2025/01/01", "", "٢٠٢٥-01-1",
    ] {
      #expect(CivilDate(wrong) == nil, "\(wrong)")
    }
    #expect(CivilDate("2024-02-29")! < CivilDate("2024-03-01")!)
    #expect(
      CivilDate("2025-09-02")!.weekday == .tuesday && !Weekday.tuesday.isWeekend && Weekday.sunday.isWeekend)
  }

  @Test func zonesShiftTheDay() {
    let midnight = FixedZone.india.instant(CivilDate("2026-11-20")!, second: 0)
    #expect(WallClock.iso8601(midnight, fractionDigits: 0) == "2026-11-19T18:30:00Z")
    for second in [0, 1, 33_300, 86_399] {
      let (date, back) = FixedZone.india.local(midnight + Int64(second) * 1_000_000_000)
      #expect(date == CivilDate("2026-11-20") && back == second)
    }
    #expect(FixedZone.utc.date(midnight) == CivilDate("2026-11-19"))
    #expect(FixedZone.utc.local(-1).second == 86_399 && FixedZone.utc.date(-1) == CivilDate("1969-12-31"))
  }

  @Test func numeralsMatchTheStandardLibrary() {
    var values: [UInt64] = [0, 9, 10, 99, 100, .max]
    for shift in 0..<64 { values += [1 << UInt64(shift), (1 << UInt64(shift)) - 1] }
    for value in values {
      var bytes: [UInt8] = []
      Numerals.append(value, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "\(value)")
      let signed = Int64(bitPattern: value)
      bytes = []
      Numerals.append(Int(signed), to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "\(signed)")
    }
    var bytes: [UInt8] = []
    Numerals.append(-7 as Int64, minimumDigits: 3, to: &bytes)
    Numerals.append(1 as UInt64, minimumDigits: 30, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "-00700000000000000000001")
  }

  @Test func theMachineIsDescribed() {
    #expect(!MachineFacts.cpuModel.isEmpty && MachineFacts.cores >= 1)
    #expect(MachineFacts.os.contains(MachineFacts.architecture))
    #expect(MachineFacts.residentBytes > 1 << 20)
    #expect(MachineFacts.peakResidentBytes >= MachineFacts.residentBytes / 2)
  }

  @Test func theLockExcludes() async {
    let lock = Lock()
    nonisolated(unsafe) var total = 0
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<10_000 { lock.withLock { total += 1 } } }
      }
    }
    #expect(total == 40_000)
    #expect(throws: SystemError.self) {
      try lock.withLock { throw SystemError(operation: "x", path: "y", code: 1) }
    }
    #expect(lock.withLock { 5 } == 5)
  }
}
