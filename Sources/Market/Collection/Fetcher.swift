import Base

/// Asks a provider for everything a cycle wants to know about an index. Runs on the threads of the pool.
struct Fetcher: Sendable {
  let provider: any MarketProvider
  let table: ContractTable
  /// Nanoseconds that all questions about one index may take together.
  let patience: UInt64

  /// What the provider says; what fails is in the harvest's list.
  func harvest(_ task: IndexTask) -> IndexHarvest {
    let harvest = IndexHarvest(task)
    let call = ProviderCall(
      now: task.cycle.instant, deadline: MonotonicClock.nanoseconds() + patience, cycle: task.cycle.number)
    do throws(MarketError) {
      try fill(harvest, call)
    } catch {
      harvest.fail(error)
    }
    return harvest
  }

  private func fill(_ harvest: IndexHarvest, _ call: ProviderCall) throws(MarketError) {
    let plan = harvest.task.plan
    let order = harvest.task.cycle
    let schedule = try table.schedule(of: plan.index)
    let step = try table.strikeStep(of: plan.index, on: MarketCalendar.zone.date(call.now))
    let found = harvest.ask(.quote) { () throws(MarketError) -> (quote: IndexQuote, middle: Int32) in
      let quote = try level(of: plan.index, call)
      guard let middle = StrikeLadder.atTheMoney(quote.price, step: step) else {
        throw MarketError(.quotes, "the level \(quote.price) has no strikes", index: plan.index)
      }
      return (quote, middle)
    }
    guard let (quote, middle) = found else { return }
    harvest.quote = quote
    harvest.atTheMoney = middle
    guard
      let listed = harvest.ask(
        .resolve,
        { () throws(MarketError) in
          try provider.expiries(of: plan.index, call)
        })
    else { return }
    let days = days(plan, listed, schedule, call, harvest)
    // An answer that leads to no expiry at all is as good as none; one that lacks some still is an answer.
    if days.isEmpty, !plan.rules.isEmpty { harvest.failedQuestions += 1 }
    let strikes = StrikeLadder.strikes(
      around: middle, step: step, below: order.plan.depth(of: plan.below, band: Self.band),
      above: order.plan.depth(of: plan.above, band: Self.band))
    for (expiry, rules) in days {
      let quotes = harvest.ask(.fetch) { () throws(MarketError) in
        let quotes = try provider.chain(of: plan.index, expiry: expiry, strikes: strikes, call)
        guard !quotes.isEmpty else {
          throw MarketError(.instruments, "nothing is listed for \(expiry)", index: plan.index)
        }
        return quotes
      }
      guard let quotes else { continue }
      let slice = ExpirySlice(
        rules: rules, expiry: expiry, years: schedule.calendar.years(from: call.now, toExpiry: expiry),
        strikes: strikes, quotes: quotes)
      harvest.slices.append(slice)
    }
  }

  private func level(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    let quote = try provider.quote(of: index, call)
    guard quote.index == index, quote.price > 0, quote.price.isFinite else {
      throw MarketError(
        .quotes, "\(provider.name) says that \(quote.index) stands at \(quote.price)",
        hint: "a level must be positive; nothing is put in its place", index: index)
    }
    return quote
  }

  /// The days that the plan's rules lead to, each with its rules, in the order of the first rule.
  private func days(
    _ plan: IndexPlan, _ listed: [CivilDate], _ schedule: ExpirySchedule, _ call: ProviderCall,
    _ harvest: IndexHarvest
  ) -> [(CivilDate, [ExpiryRule])] {
    var days: [(CivilDate, [ExpiryRule])] = []
    for rule in plan.rules {
      do throws(MarketError) {
        let day = try harvest.timed(.resolve) { () throws(MarketError) in
          try schedule.resolve(rule, listed: listed, at: call.now)
        }
        if let place = days.firstIndex(where: { $0.0 == day }) {
          days[place].1.append(rule)
        } else {
          days.append((day, [rule]))
        }
      } catch {
        harvest.fail(error)
      }
    }
    return days
  }

  /// Strikes on either side of the money while detail is reduced.
  static let band = 3
}
