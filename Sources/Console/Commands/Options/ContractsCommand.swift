import Base
import Market

/// `g6 contracts`: what the contract table says about a day.
enum ContractsCommand {
  private static let at = Flag<String?>.optional(
    "at", "TIME",
    "A day such as 2026-11-20 (noon in exchange time) or a moment such as 2026-11-20T10:00:00Z; now without it."
  )
  private static let toml = Flag<Bool>.toggle(
    "toml", "Write the table that is built in, as a start for an own one.")

  static let spec = CommandSpec(
    name: "contracts",
    summary: "Show lots, strike steps, expiries and the state of the session on a day.",
    details: [
      """
      Every number comes from the dated table of docs/options/contracts.md. Expiries are those of the exchange's rules; a \
      provider may list others. An expiry counts until its close at 15:30 exchange time.
      """
    ],
    flags: [at.spec, CollectFlags.contracts.spec, toml.spec],
    examples: [
      Example(purpose: "today", line: "g6 contracts"),
      Example(purpose: "the week of a holiday", line: "g6 contracts --at 2026-03-02"),
      Example(purpose: "a table of your own", line: "g6 contracts --toml > contracts.toml"),
    ],
    failures: [FailureNote(label: .badInput, meaning: "The table or the moment cannot be read.")]
  ) { arguments, session throws(Failure) in
    if arguments[toml] {
      return try session.output.write(String(decoding: ContractTable.builtInText, as: UTF8.self))
    }
    let path = try session.settings(arguments).optionalText(CollectionKeys.contracts)
    let facts = try Failure.wrapping { () throws(MarketError) in try ContractTable.read(path) }
    let now = try moment(arguments[at])
    var days: [ContractsDay] = []
    for index in facts.indices {
      days.append(
        try Failure.wrapping { () throws(MarketError) in
          ContractsDay(index, try facts.schedule(of: index.name), now)
        })
    }
    let date = MarketCalendar.zone.date(now)
    let isKnown = facts.known.contains(date)
    try session.succeed(text: text(days, now, isKnown)) { json in
      json.field("schema", "g6.contracts.v1")
      json.field("at", WallClock.iso8601(now, fractionDigits: 0))
      json.field("date", date.description)
      json.field("holidays_known", isKnown)
      json.array("indices") { json in
        for day in days { day.render(into: &json) }
      }
    }
  }

  private static func moment(_ text: String?) throws(Failure) -> Int64 {
    guard let text else { return WallClock.nanoseconds() }
    if let date = CivilDate(text) { return MarketCalendar.zone.instant(date, second: 43_200) }
    if let moment = WallClock.nanoseconds(iso8601: text) { return moment }
    throw .badInput(
      "--at \(text) is neither a day nor a moment", hint: "write 2026-11-20 or 2026-11-20T10:00:00Z")
  }

  private static func text(_ days: [ContractsDay], _ now: Int64, _ isKnown: Bool) -> String {
    var table = TextTable(
      "index", "exchange", "session", ">step", ">lot", "this week", "next week", "this month", "next month")
    for day in days {
      func shown(_ rule: ExpiryRule) -> String { day.expiry(rule)?.description ?? "–" }
      table.add(
        day.facts.name, day.facts.exchange, day.phase.rawValue,
        day.step.map { Numbers.plain(Double($0) / 100) } ?? "–",
        day.lot.map(String.init) ?? "–", shown(.thisWeek), shown(.nextWeek), shown(.thisMonth),
        shown(.nextMonth))
    }
    var lines = table.lines()
    if let open = days.compactMap(\.nextOpen).min() {
      lines.append("next session: \(WallClock.iso8601(open, fractionDigits: 0))")
    }
    if !isKnown {
      lines.append("holidays of this year are not in the table: days are judged by their weekday")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// One index on one day.
struct ContractsDay {
  let facts: IndexFacts
  let phase: SessionPhase
  let nextOpen: Int64?
  /// In hundredths; nil before the index was listed.
  let step: Int32?
  /// Of the nearest monthly expiry.
  let lot: Int?
  private let expiries: [(rule: ExpiryRule, date: CivilDate)]

  init(_ facts: IndexFacts, _ schedule: ExpirySchedule, _ now: Int64) {
    self.facts = facts
    phase = schedule.calendar.phase(at: now)
    nextOpen = schedule.calendar.nextOpen(after: now)
    step = facts.strikeSteps.value(on: MarketCalendar.zone.date(now))
    let weeklies = schedule.weeklies(at: now, count: 2).map(\.date)
    let monthlies = schedule.monthlies(at: now, count: 2).map(\.date)
    lot = monthlies.first.flatMap { facts.lotSizes.value(on: $0) }
    expiries =
      Array(zip([ExpiryRule.thisWeek, .nextWeek], weeklies))
      + Array(zip([ExpiryRule.thisMonth, .nextMonth], monthlies))
  }

  /// The day a rule means; nil where there is none.
  func expiry(_ rule: ExpiryRule) -> CivilDate? { expiries.first { $0.rule == rule }?.date }

  func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("index", facts.name)
    json.field("exchange", facts.exchange)
    json.field("segment", facts.segment)
    json.field("session", phase.rawValue)
    json.field("next_open", nextOpen.map { WallClock.iso8601($0, fractionDigits: 0) })
    json.field("strike_step", step.map { Double($0) / 100 })
    json.field("lot_size", lot)
    json.object("expiries") { json in
      for (rule, date) in expiries {
        json.key(rule.description)
        json.string(date.description)
      }
    }
    json.endObject()
  }
}
