import Base

/// When options of one index expire by the rules of its exchange: weekday, last one of a month, and the trading day
/// before when that is a holiday.
package struct ExpirySchedule: Sendable {
  /// The index.
  package let index: IndexFacts
  /// The days of its exchange.
  package let calendar: MarketCalendar

  /// The schedule of an index.
  package init(_ index: IndexFacts, _ calendar: MarketCalendar) {
    self.index = index
    self.calendar = calendar
  }

  /// An expiry by the rules: the day the rule names, and the day it falls on.
  package struct Entry: Sendable, Equatable {
    /// The weekday of the rule; the end of the week the expiry belongs to.
    package let nominal: CivilDate
    /// The same, or the last trading day before it.
    package let date: CivilDate

    /// Whether a listed day is this expiry: at most six days before the rule's day. Closures that the table does not
    /// know move an expiry within these days.
    package func matches(_ listed: CivilDate) -> Bool {
      listed <= nominal && listed > nominal.adding(days: -7)
    }
  }

  /// Where a row ends, its last weekday is up to seven days before the change, and the next row's first up to seven after.
  private static let daysWithAWeekly = 14

  /// The weekly expiry of the first week that ends on or after a day; nil where the index has no weeklies then.
  package func weekly(onOrAfter day: CivilDate) -> Entry? {
    for offset in 0..<Self.daysWithAWeekly {
      let date = day.adding(days: offset)
      if let weekday = index.weekly.value(on: date), let weekday, date.weekday == weekday {
        return entry(date)
      }
    }
    return nil
  }

  /// The monthly expiry of a month; nil before the index was listed.
  package func monthly(year: Int, month: Int) -> Entry? {
    guard let last = CivilDate(year: year, month: month, day: 1)?.lastOfMonth,
      let weekday = index.monthly.value(on: last)
    else { return nil }
    let date = (0..<7).lazy.map { last.adding(days: -$0) }.first { $0.weekday == weekday }
    return date.flatMap { entry($0) }
  }

  /// Weekly expiries that have not closed at an instant, the nearest first.
  package func weeklies(at instant: Int64, count: Int) -> [Entry] {
    var found: [Entry] = []
    var day = MarketCalendar.zone.date(instant)
    for _ in 0..<count + 4 where found.count < count {
      guard let entry = weekly(onOrAfter: day) else { break }
      if isAlive(entry.date, at: instant) { found.append(entry) }
      day = entry.nominal.adding(days: 1)
    }
    return found
  }

  /// Monthly expiries that have not closed at an instant, the nearest first.
  package func monthlies(at instant: Int64, count: Int) -> [Entry] {
    var found: [Entry] = []
    var (year, month, _) = MarketCalendar.zone.date(instant).parts
    for _ in 0..<count + 2 where found.count < count {
      if let entry = monthly(year: year, month: month), isAlive(entry.date, at: instant) {
        found.append(entry)
      }
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
    return found
  }

  /// Every expiry that is listed at an instant: four weeklies where there are any, three monthlies; ascending.
  package func listed(at instant: Int64) -> [CivilDate] {
    let entries = weeklies(at: instant, count: 4) + monthlies(at: instant, count: 3)
    return Set(entries.map(\.date)).sorted()
  }

  /// Whether an expiry counts at an instant: it does until the close of its day.
  package func isAlive(_ expiry: CivilDate, at instant: Int64) -> Bool {
    instant < calendar.close(of: expiry)
  }

  private func entry(_ nominal: CivilDate) -> Entry? {
    calendar.tradingDay(onOrBefore: nominal).map { Entry(nominal: nominal, date: $0) }
  }
}
