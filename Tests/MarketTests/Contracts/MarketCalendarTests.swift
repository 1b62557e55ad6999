import Base
import Testing

@testable import Market

struct MarketCalendarTests {
  private let nse: MarketCalendar
  private let zone = FixedZone.india

  init() throws { nse = try ContractTable.builtIn.calendar(of: "NIFTY") }

  private func instant(_ date: String, _ time: String) throws -> Int64 {
    let parts = time.split(separator: ":").compactMap { Int($0) }
    return zone.instant(
      try #require(CivilDate(date)),
      second: parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0))
  }

  @Test func phasesBeginAndEndOnTheSecond() throws {
    let cases: [(String, String, SessionPhase)] = [
      ("2026-11-20", "08:59:59", .closed), ("2026-11-20", "09:00", .preOpen),
      ("2026-11-20", "09:14:59", .preOpen),
      ("2026-11-20", "09:15", .regular), ("2026-11-20", "15:29:59", .regular),
      ("2026-11-20", "15:30", .closed),
      ("2026-11-21", "11:00", .closed), ("2026-11-24", "11:00", .closed), ("2026-11-08", "18:30", .special),
      ("2026-11-08", "17:59:59", .closed), ("2025-10-21", "14:00", .special),
      ("2025-10-21", "10:00", .closed),
      ("2024-01-20", "10:00", .special), ("2024-03-02", "10:30", .closed), ("2024-03-02", "12:00", .special),
    ]
    for (date, time, phase) in cases {
      #expect(try nse.phase(at: instant(date, time)) == phase, "\(date) \(time)")
    }
    // One nanosecond before the close is still open.
    #expect(try nse.phase(at: instant("2026-11-20", "15:30") - 1) == .regular)
  }

  @Test func theNextOpenSkipsWeekendsAndHolidays() throws {
    let cases: [(String, String, String, String)] = [
      ("2026-11-20", "15:30", "2026-11-23", "09:15"), ("2026-11-23", "16:00", "2026-11-25", "09:15"),
      ("2026-11-20", "08:00", "2026-11-20", "09:15"), ("2026-11-20", "09:15", "2026-11-23", "09:15"),
      ("2026-11-06", "16:00", "2026-11-08", "18:00"), ("2024-03-02", "10:00", "2024-03-02", "11:30"),
      ("2026-12-24", "16:00", "2026-12-28", "09:15"),
    ]
    for (date, time, openDate, openTime) in cases {
      #expect(try nse.nextOpen(after: instant(date, time)) == instant(openDate, openTime), "\(date) \(time)")
    }
    #expect(try nse.lastOpen(before: instant("2026-11-24", "12:00")) == instant("2026-11-23", "09:15"))
    #expect(try nse.lastOpen(before: instant("2026-11-20", "09:15")) == instant("2026-11-20", "09:15"))
  }

  @Test func yearsRunToTheSecondOfTheClose() throws {
    let expiry = try #require(CivilDate("2026-11-23"))
    // Half an hour before the close, and not six hours.
    #expect(try nse.years(from: instant("2026-11-23", "15:00"), toExpiry: expiry) == 1800.0 / 31_536_000)
    #expect(try nse.years(from: instant("2026-11-23", "15:30"), toExpiry: expiry) == 0)
    #expect(try nse.years(from: instant("2026-11-23", "15:31"), toExpiry: expiry) < 0)
    #expect(WallClock.iso8601(nse.close(of: expiry)) == "2026-11-23T10:00:00.000Z")
  }

  @Test func nextOpensAgreeWithPhasesOnRandomInstants() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let first = try instant("2024-01-01", "00:00")
    for _ in 0..<2000 {
      let now = first + Int64(random.below(3 * 365 * 86_400)) * 1_000_000_000
      let open = try #require(nse.nextOpen(after: now))
      #expect(open > now, "seed \(seed)")
      #expect(nse.phase(at: open).isOpen, "seed \(seed), \(WallClock.iso8601(open))")
      if !nse.phase(at: now).isOpen {
        // Between an instant outside and the next open nobody trades.
        let between = now + Int64(random.below(UInt64(open - now)))
        #expect(!nse.phase(at: between).isOpen, "seed \(seed), \(WallClock.iso8601(between))")
      }
    }
  }
}
