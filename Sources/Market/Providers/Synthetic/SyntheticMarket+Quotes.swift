import Base

extension SyntheticMarket {
  /// The stretch of the day's trading that lies behind an instant: the session's open, the last instant within it, and the
  /// share of it that is over.
  private func session(at instant: Int64) -> (open: Int64, now: Int64, progress: Double) {
    guard let open = schedule.calendar.lastOpen(before: instant) else { return (instant, instant, 1) }
    let close = max(open + 1, schedule.calendar.close(of: MarketCalendar.zone.date(open)))
    let now = min(instant, close)
    return (open, now, Double(now - open) / Double(close - open))
  }

  /// The index at an instant. The day's range is that of levels five minutes apart.
  func indexQuote(at instant: Int64) -> IndexQuote {
    let (open, now, _) = session(at: instant)
    var quote = IndexQuote(facts.name, price: level(at: instant), time: instant - instant % 1_000_000_000)
    quote.open = level(at: open)
    quote.high = max(quote.price, quote.open)
    quote.low = min(quote.price, quote.open)
    for moment in stride(from: open, through: now, by: 300_000_000_000) {
      let level = level(at: moment)
      quote.high = max(quote.high, level)
      quote.low = min(quote.low, level)
    }
    let today = MarketCalendar.zone.date(open)
    if let before = schedule.calendar.tradingDay(onOrBefore: today.adding(days: -1)) {
      quote.previousClose = level(at: schedule.calendar.close(of: before) - 1)
    }
    return quote
  }

  /// Calls and puts of an expiry at those of the strikes that are listed: multiples of the step, from a third of the
  /// index's usual level to three times of it. Empty once the expiry has closed.
  func chain(at instant: Int64, expiry: CivilDate, strikes: [Int32], step: Int32) -> [OptionQuote] {
    let (open, last, progress) = session(at: instant)
    guard let now = moment(at: instant, expiry: expiry),
      let middle = moment(at: min(instant, open + (last - open) / 2), expiry: expiry)
    else { return [] }
    let today = MarketCalendar.zone.date(open)
    let lot = Double(facts.lotSizes.value(on: expiry) ?? 1)
    let interest = Interest(
      market: self, expiry: expiry, today: today, openingLevel: level(at: open), progress: progress, lot: lot)
    let time = instant - instant % 1_000_000_000
    var quotes: [OptionQuote] = []
    quotes.reserveCapacity(2 * strikes.count)
    let listed = Int32(facts.level / 3 * 100)...Int32(min(facts.level * 300, Double(Int32.max)))
    for hundredths in strikes where hundredths % step == 0 && listed.contains(hundredths) {
      let strike = Double(hundredths) / 100
      for kind in OptionKind.allCases {
        let ticks = now.ticks(kind, strike: strike)
        let contract = OptionContract(
          index: facts.name, expiry: expiry, strikeHundredths: hundredths, kind: kind)
        var quote = OptionQuote(contract, last: Double(ticks) / 20, time: time)
        let spread = 1 + ticks / 1000
        quote.bid = Double(max(1, ticks - spread)) / 20
        quote.ask = Double(ticks + spread) / 20
        // The mean of now and half-way, in hundredths.
        quote.average = Double((ticks + middle.ticks(kind, strike: strike)) * 5 / 2) / 100
        (quote.volume, quote.openInterest) = interest.amounts(
          kind, strike: strike, hundredths: hundredths, step: step)
        quotes.append(quote)
      }
    }
    return quotes
  }
}

/// How much of an option is traded and open: most near the money and at round strikes, volume growing through the day.
private struct Interest {
  let market: SyntheticMarket
  let expiry: CivilDate
  let today: CivilDate
  let openingLevel: Double
  let progress: Double
  let lot: Double

  func amounts(
    _ kind: OptionKind, strike: Double, hundredths: Int32, step: Int32
  ) -> (volume: Double, openInterest: Double) {
    let distance = (strike / openingLevel - 1) / 0.04
    // A bell that needs no exponential.
    let bell = 1 / (1 + distance * distance) / (1 + distance * distance)
    let round = hundredths % (step * 10) == 0 ? 2.0 : hundredths % (step * 2) == 0 ? 1.3 : 1
    let volume = 40_000 * bell * chance(kind, hundredths, today, 1) * progress
    let before = 6000 * bell * round * chance(kind, hundredths, today.adding(days: -1), 2)
    let after = 6000 * bell * round * chance(kind, hundredths, today, 2)
    let open = before + (after - before) * progress
    return (volume.rounded(.down) * lot, max(1, open.rounded(.down)) * lot)
  }

  /// A factor from 0.5 to 1.5 that belongs to an option and a day.
  private func chance(_ kind: OptionKind, _ hundredths: Int32, _ day: CivilDate, _ purpose: UInt64) -> Double
  {
    var state = market.seed &+ purpose &* 0x9E37_79B9 &+ UInt64(UInt32(bitPattern: day.daysSinceEpoch)) << 40
    state ^=
      UInt64(UInt32(bitPattern: hundredths)) << 8 ^ UInt64(UInt32(bitPattern: expiry.daysSinceEpoch)) << 24
    if kind == .put { state = ~state }
    return 0.5 + Double(SeededRandom.splitmix(&state) >> 11) * 0x1p-53
  }
}
