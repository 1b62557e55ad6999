import Base

/// Which expiry is meant: by its place in the calendar, or by its day. An expiry counts until the close of its day; from
/// that second on the rules mean the following ones.
package enum ExpiryRule: Hashable, Sendable, CustomStringConvertible {
  /// The nearest weekly expiry.
  case thisWeek
  /// The weekly expiry after it.
  case nextWeek
  /// The nearest monthly expiry, which may also be the weekly one of its week.
  case thisMonth
  /// The monthly expiry after it.
  case nextMonth
  /// An expiry by its day.
  case on(CivilDate)

  /// The rules with a name, in the order of their bits in a mask.
  package static let named: [ExpiryRule] = [.thisWeek, .nextWeek, .thisMonth, .nextMonth]

  /// Reads `this_week`, `next_week`, `this_month`, `next_month` or a day `YYYY-MM-DD`.
  ///
  /// - Throws: kind `expiry`.
  package init(_ text: String) throws(MarketError) {
    if let rule = Self.named.first(where: { $0.description == text }) {
      self = rule
    } else if let date = CivilDate(text) {
      self = .on(date)
    } else {
      throw MarketError(
        .expiry, "\"\(text)\" is no rule for an expiry",
        hint: "write \(Self.named.map(\.description).joined(separator: ", ")) or a day such as 2026-03-30",
        severity: .fatal)
    }
  }

  /// The name of the rule, or the day.
  package var description: String {
    switch self {
    case .thisWeek: "this_week"
    case .nextWeek: "next_week"
    case .thisMonth: "this_month"
    case .nextMonth: "next_month"
    case .on(let date): "\(date)"
    }
  }

  /// Its bit in masks of overview rows: 1, 2, 4, 8; 0 for days.
  package var bit: Int { Self.named.firstIndex(of: self).map { 1 << $0 } ?? 0 }
}

extension ExpirySchedule {
  /// The day a rule means at an instant, out of those a provider lists.
  ///
  /// It is never another expiry than the rule's own: weekly rules need weeklies, and a listed day belongs to a rule when
  /// it lies in the seven days that end with the rule's weekday.
  /// - Throws: kind `expiry` when the index has no such expiry, or none is listed.
  package func resolve(
    _ rule: ExpiryRule, listed: [CivilDate], at instant: Int64
  ) throws(MarketError) -> CivilDate {
    let today = MarketCalendar.zone.date(instant)
    if case .on(let date) = rule {
      guard listed.contains(date) else { throw absent(rule, "it is not listed", listed) }
      guard isAlive(date, at: instant) else { throw absent(rule, "it has expired", listed) }
      return date
    }
    let isWeekly = rule == .thisWeek || rule == .nextWeek
    if isWeekly, weekly(onOrAfter: today) == nil {
      throw MarketError(
        .expiry, "\(rule): \(index.name) has no weekly expiries on \(today)",
        hint: "ask for this_month or next_month", index: index.name)
    }
    // A closure that only the provider knows makes the theoretical day later than the listed one, which may be over.
    let place = rule == .nextWeek || rule == .nextMonth ? 1 : 0
    let entries =
      isWeekly ? weeklies(at: instant, count: place + 2) : monthlies(at: instant, count: place + 2)
    var passed = 0
    var before: CivilDate?
    for entry in entries {
      // Where the weekday moves forward, the week is shorter than the seven days; the expiry before it is not its own.
      let own = listed.filter { date in entry.matches(date) && before.map { date > $0 } ?? true }
      before = entry.nominal
      guard let date = own.last else {
        if passed < place {
          passed += 1
          continue
        }
        throw absent(rule, "none is listed in the week that ends on \(entry.nominal)", listed)
      }
      guard isAlive(date, at: instant) else { continue }
      if passed == place { return date }
      passed += 1
    }
    throw absent(rule, "the calendar of \(index.name) has none", listed)
  }

  private func absent(_ rule: ExpiryRule, _ reason: String, _ listed: [CivilDate]) -> MarketError {
    let shown = listed.prefix(8).map(\.description).joined(separator: ", ")
    return MarketError(
      .expiry, "\(rule) of \(index.name): \(reason)",
      hint: listed.isEmpty ? "the provider lists no expiry" : "listed are \(shown)", index: index.name)
  }
}
