import Base
import Testing

@testable import Market

struct ExpiryTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text), "\(text)") }
  private func instant(_ date: String, _ hour: Int = 11) throws -> Int64 {
    FixedZone.india.instant(try day(date), second: hour * 3600)
  }

  @Test func holidaysMoveExpiriesToTheTradingDayBefore() throws {
    let monthlies: [(String, Int, Int, String)] = [
      ("NIFTY", 2026, 3, "2026-03-30"), ("NIFTY", 2026, 11, "2026-11-23"), ("SENSEX", 2026, 3, "2026-03-25"),
      ("SENSEX", 2026, 5, "2026-05-27"), ("BANKNIFTY", 2025, 8, "2025-08-28"),
      ("BANKNIFTY", 2025, 9, "2025-09-30"),
      ("NIFTY", 2024, 12, "2024-12-26"), ("BANKNIFTY", 2024, 12, "2024-12-24"),
      ("FINNIFTY", 2024, 12, "2024-12-31"),
      ("MIDCPNIFTY", 2025, 1, "2025-01-30"), ("NIFTYNXT50", 2024, 4, "2024-04-26"),
      ("SENSEX", 2024, 12, "2024-12-27"),
      ("NIFTY", 2025, 10, "2025-10-28"), ("NIFTY", 2027, 1, "2027-01-25"),
    ]
    for (index, year, month, date) in monthlies {
      let schedule = try ContractTable.builtIn.schedule(of: index)
      #expect(try schedule.monthly(year: year, month: month)?.date == day(date), "\(index) \(year)-\(month)")
    }
    let weeklies: [(String, String, String)] = [
      ("NIFTY", "2026-03-02", "2026-03-02"), ("NIFTY", "2026-04-10", "2026-04-13"),
      ("NIFTY", "2026-10-16", "2026-10-19"),
      ("NIFTY", "2026-11-06", "2026-11-09"), ("SENSEX", "2026-01-12", "2026-01-14"),
      ("NIFTY", "2025-08-29", "2025-09-02"),
      ("SENSEX", "2025-08-29", "2025-09-04"), ("NIFTY", "2025-10-17", "2025-10-20"),
      ("NIFTY", "2025-10-02", "2025-10-07"),
      ("SENSEX", "2025-08-22", "2025-08-26"), ("BANKNIFTY", "2024-11-08", "2024-11-13"),
    ]
    for (index, today, date) in weeklies {
      let schedule = try ContractTable.builtIn.schedule(of: index)
      #expect(try schedule.weekly(onOrAfter: day(today))?.date == day(date), "\(index) on \(today)")
    }
    for (index, today) in [("BANKNIFTY", "2024-11-14"), ("FINNIFTY", "2024-11-20"), ("BANKEX", "2026-11-20")]
    {
      #expect(try ContractTable.builtIn.schedule(of: index).weekly(onOrAfter: day(today)) == nil, "\(index)")
    }
  }

  @Test func rulesMeanTheNearestOpenExpiryOfTheirKind() throws {
    let schedule = try ContractTable.builtIn.schedule(of: "NIFTY")
    // now (exchange time, full hours), rule, day
    let cases: [(String, Int, String, String)] = [
      ("2026-11-20", 11, "this_week", "2026-11-23"), ("2026-11-20", 11, "next_week", "2026-12-01"),
      ("2026-11-20", 11, "this_month", "2026-11-23"), ("2026-11-20", 11, "next_month", "2026-12-29"),
      // An expiry counts until its close and not one second more.
      ("2026-11-23", 15, "this_week", "2026-11-23"), ("2026-11-23", 16, "this_week", "2026-12-01"),
      ("2026-11-23", 15, "this_month", "2026-11-23"), ("2026-11-23", 16, "this_month", "2026-12-29"),
      ("2026-11-23", 16, "next_month", "2027-01-25"), ("2026-03-02", 12, "this_week", "2026-03-02"),
      ("2026-03-03", 12, "this_week", "2026-03-10"), ("2026-03-03", 12, "2026-03-30", "2026-03-30"),
    ]
    for (date, hour, rule, expected) in cases {
      let now = try instant(date, hour)
      let listed = schedule.listed(at: now)
      #expect(listed == listed.sorted() && Set(listed).count == listed.count)
      let found = try schedule.resolve(ExpiryRule(rule), listed: listed, at: now)
      #expect(try found == day(expected), "\(rule) at \(date) \(hour):00, listed \(listed)")
    }
  }

  @Test func anAbsentExpiryIsNeverReplacedByAnother() throws {
    let nifty = try ContractTable.builtIn.schedule(of: "NIFTY")
    let bank = try ContractTable.builtIn.schedule(of: "BANKNIFTY")
    let now = try instant("2026-11-20")
    func kind(_ schedule: ExpirySchedule, _ rule: String, _ listed: [String]) throws -> String {
      let days = try listed.map(day)
      do throws(MarketError) {
        return try schedule.resolve(ExpiryRule(rule), listed: days, at: now).description
      } catch {
        return "\(error.kind.rawValue): \(error.message)"
      }
    }
    #expect(
      try kind(bank, "this_week", ["2026-11-23"])
        == "expiry: this_week: BANKNIFTY has no weekly expiries on 2026-11-20")
    #expect(try kind(bank, "this_month", ["2026-11-23"]) == "2026-11-23")
    #expect(try kind(nifty, "this_week", []).hasPrefix("expiry: "))
    // Only later ones are listed: the nearest of them is not this week's.
    #expect(try kind(nifty, "this_week", ["2026-12-01", "2026-12-29"]).hasPrefix("expiry: "))
    #expect(try kind(nifty, "next_week", ["2026-11-23", "2026-12-29"]).hasPrefix("expiry: "))
    #expect(try kind(nifty, "next_month", ["2026-11-23", "2026-12-01"]).hasPrefix("expiry: "))
    #expect(try kind(nifty, "2026-12-02", ["2026-11-23", "2026-12-01"]).hasPrefix("expiry: "))
    #expect(try kind(nifty, "2026-11-17", ["2026-11-17"]) == "expiry: 2026-11-17 of NIFTY: it has expired")
    // A closure that only the exchange knew moved this one by a day: it is this week's all the same.
    #expect(try kind(nifty, "this_week", ["2026-11-20", "2026-12-01"]) == "2026-11-20")
    let unknown = #expect(throws: MarketError.self) { try ExpiryRule("this_year") }
    #expect(unknown?.kind == .expiry && unknown?.hint?.contains("this_week") == true)
    #expect(ExpiryRule.named.map(\.bit) == [1, 2, 4, 8])
  }

  @Test func weekliesGoOnWhereTheirWeekdayChanges() throws {
    // SENSEX went from Friday to Tuesday (first 7-Jan-2025) and on to Thursday (first 4-Sep-2025), NIFTY to Tuesday (2-Sep-2025).
    let cases: [(String, String, String, String)] = [
      ("SENSEX", "2025-08-26", "2025-08-26", "2025-09-04"),
      ("SENSEX", "2025-08-27", "2025-09-04", "2025-09-11"),
      ("SENSEX", "2025-08-28", "2025-09-04", "2025-09-11"),
      ("SENSEX", "2024-12-24", "2024-12-27", "2025-01-07"),
      ("SENSEX", "2024-12-27", "2024-12-27", "2025-01-07"),
      ("SENSEX", "2024-12-30", "2025-01-07", "2025-01-14"),
      ("SENSEX", "2024-12-31", "2025-01-07", "2025-01-14"),
      ("NIFTY", "2025-08-28", "2025-08-28", "2025-09-02"),
      ("NIFTY", "2025-08-29", "2025-09-02", "2025-09-09"),
    ]
    for (index, today, this, next) in cases {
      let schedule = try ContractTable.builtIn.schedule(of: index)
      let now = try instant(today)
      let listed = schedule.listed(at: now)
      #expect(
        try schedule.resolve(.thisWeek, listed: listed, at: now).description == this, "\(index) \(today)")
      #expect(
        try schedule.resolve(.nextWeek, listed: listed, at: now).description == next, "\(index) \(today)")
    }
    // The week of the change is five days long: what it lacks is not made up from the week before.
    let nifty = try ContractTable.builtIn.schedule(of: "NIFTY")
    let listed = try [day("2025-08-28"), day("2025-09-09")]
    #expect(throws: MarketError.self) {
      try nifty.resolve(.nextWeek, listed: listed, at: instant("2025-08-27"))
    }
  }

  /// Every day from 2024 to 2026, for every index: where its table has weeklies on the day they would fall on, both rules
  /// find theirs; where they find none, the table has none.
  @Test func weekliesOfEveryDayAreThereAsLongAsTheTableHasThem() throws {
    for facts in ContractTable.builtIn.indices {
      let schedule = try ContractTable.builtIn.schedule(of: facts.name)
      func hasWeeklies(_ date: CivilDate) -> Bool { (facts.weekly.value(on: date) ?? nil) != nil }
      var date = try day("2024-01-01")
      let end = try day("2026-12-31")
      var (found, expected) = (0, 0)
      while date <= end {
        let isExpiry = schedule.listed(at: FixedZone.india.instant(date, second: 11 * 3600)).first == date
        for hour in isExpiry ? [11, 16] : [11] {
          let now = FixedZone.india.instant(date, second: hour * 3600)
          let listed = schedule.listed(at: now)
          var refusal: String?
          do throws(MarketError) {
            let this = try schedule.resolve(.thisWeek, listed: listed, at: now)
            #expect(
              date <= this && this <= date.adding(days: 13), "\(facts.name) \(date) \(hour):00: \(this)")
            if let next = try? schedule.resolve(.nextWeek, listed: listed, at: now) {
              #expect(
                this < next && next <= date.adding(days: 20), "\(facts.name) \(date) \(hour):00: \(next)")
              found += 1
            }
          } catch {
            refusal = error.message
          }
          let days = [0, 7, 13, 20].map { hasWeeklies(date.adding(days: $0)) }
          if days.allSatisfy(\.self) { expected += 1 }
          if refusal?.contains("has no weekly expiries") == true {
            #expect(!days[0] || !days[2], "\(facts.name) \(date) \(hour):00: \(refusal ?? "")")
          } else if refusal != nil || !days.contains(true) {
            // Nothing is left after the last one's close.
            #expect(refusal != nil && hour == 16 && days[0], "\(facts.name) \(date): \(refusal ?? "found")")
          }
        }
        date = date.adding(days: 1)
      }
      #expect(found >= expected && found - expected <= 2 * 14, "\(facts.name): \(found) of \(expected)")
      #expect(!["NIFTY", "SENSEX"].contains(facts.name) || expected > 1096, "\(facts.name)")
    }
  }

  @Test func everyExpiryOfThreeYearsIsATradingDayNearItsRule() throws {
    for facts in ContractTable.builtIn.indices {
      let schedule = try ContractTable.builtIn.schedule(of: facts.name)
      var date = try day(facts.name == "NIFTYNXT50" ? "2024-04-24" : "2024-01-01")
      let last = try day("2026-12-31")
      while date <= last {
        let now = FixedZone.india.instant(date, second: 40_000)
        let listed = schedule.listed(at: now)
        for expiry in listed {
          #expect(schedule.calendar.isTradingDay(expiry), "\(facts.name) \(expiry)")
          #expect(schedule.isAlive(expiry, at: now))
        }
        for rule in ExpiryRule.named {
          let isWeekly = rule == .thisWeek || rule == .nextWeek
          if isWeekly, schedule.weekly(onOrAfter: date) == nil { continue }
          if rule == .nextWeek, schedule.weeklies(at: now, count: 2).count < 2 { continue }
          let found = try schedule.resolve(rule, listed: listed, at: now)
          #expect(found >= date, "\(facts.name) \(rule) on \(date)")
        }
        date = date.adding(days: 3)
      }
    }
  }
}
