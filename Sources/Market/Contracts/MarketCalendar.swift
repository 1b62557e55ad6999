import Base

/// Where a market stands at an instant. Raw values are the names in JSON.
package enum SessionPhase: String, Sendable, CaseIterable {
  /// Nothing is traded.
  case closed
  /// Orders are collected before the ordinary session.
  case preOpen = "pre_open"
  /// The ordinary session.
  case regular
  /// A session outside ordinary hours, such as Muhurat trading.
  case special

  /// Whether options are traded.
  package var isOpen: Bool { self == .regular || self == .special }
}

/// The days and hours of an exchange, in exchange time. Instants are nanoseconds since 1970-01-01T00:00:00Z.
package struct MarketCalendar: Sendable, Equatable {
  /// The zone of all days and hours.
  package static let zone = FixedZone.india
  /// A search for a day gives up after so many, which no calendar of an exchange needs.
  private static let searchedDays = 60

  /// Its facts.
  package let exchange: ExchangeFacts

  /// The calendar of an exchange.
  package init(_ exchange: ExchangeFacts) { self.exchange = exchange }

  /// Whether there is an ordinary session: a weekday that is no holiday. O(1).
  ///
  /// Days with special sessions alone (Muhurat, weekends) are none: nothing expires on them.
  package func isTradingDay(_ date: CivilDate) -> Bool {
    !date.weekday.isWeekend && exchange.holidays[date] == nil && exchange.hours.value(on: date) != nil
  }

  /// The day itself, or the nearest before it with an ordinary session.
  package func tradingDay(onOrBefore date: CivilDate) -> CivilDate? {
    (0..<Self.searchedDays).lazy.map { date.adding(days: -$0) }.first(where: isTradingDay)
  }

  /// The sessions of a day in order.
  package func sessions(on date: CivilDate) -> [SessionHours] {
    var sessions = exchange.specialSessions[date] ?? []
    if isTradingDay(date), let regular = exchange.hours.value(on: date) { sessions.append(regular) }
    return sessions.sorted { $0.open < $1.open }
  }

  /// Where the market stands at an instant; a session's close is not part of it.
  package func phase(at instant: Int64) -> SessionPhase {
    let (date, second) = Self.zone.local(instant)
    for session in sessions(on: date) {
      if second >= session.open, second < session.close {
        return session.name == "regular" ? .regular : .special
      }
      if second >= session.preOpen, second < session.open { return .preOpen }
    }
    return .closed
  }

  /// When the next session begins after an instant; nil when the table knows none for weeks.
  package func nextOpen(after instant: Int64) -> Int64? {
    let (today, second) = Self.zone.local(instant)
    for days in 0..<Self.searchedDays {
      let date = today.adding(days: days)
      if let session = sessions(on: date).first(where: { days > 0 || $0.open > second }) {
        return Self.zone.instant(date, second: session.open)
      }
    }
    return nil
  }

  /// The first session's open on or before an instant; nil when the table knows none for weeks.
  package func lastOpen(before instant: Int64) -> Int64? {
    let (today, second) = Self.zone.local(instant)
    for days in 0..<Self.searchedDays {
      let date = today.adding(days: -days)
      if let session = sessions(on: date).first(where: { days > 0 || $0.open <= second }) {
        return Self.zone.instant(date, second: session.open)
      }
    }
    return nil
  }

  /// When the ordinary session of a day ends; for a day without one, when it would.
  package func close(of date: CivilDate) -> Int64 {
    let second = (exchange.hours.value(on: date) ?? exchange.hours.rows.first?.value)?.close ?? 86_400
    return Self.zone.instant(date, second: second)
  }

  /// From an instant until the close of the day of expiry, in years of 365 days of 86,400 seconds; negative after it.
  package func years(from instant: Int64, toExpiry date: CivilDate) -> Double {
    Double(close(of: date) - instant) / 31_536_000_000_000_000
  }
}
