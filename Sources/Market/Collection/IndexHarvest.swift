import Base

/// What one cycle is to do about one index.
struct IndexTask: Sendable {
  let cycle: CycleOrder
  let plan: IndexPlan
  /// The place of the index in the collection's plan.
  let place: Int

  /// Whether the provider is asked about it. While its breaker is open two of the `count` indices are, two others in the next
  /// cycle: one that fails for good must not stand for all of them.
  func isAsked(among count: Int) -> Bool {
    guard cycle.plan.probing.contains(.provider), count > 2 else { return true }
    let distance = (place - cycle.number % count + count) % count
    return distance < 2
  }
}

/// What a cycle is to do, decided when it begins.
package struct CycleOrder: Sendable, Equatable {
  /// Counted from 1.
  package let number: Int
  /// The market's time in nanoseconds since 1970-01-01T00:00:00Z.
  package let instant: Int64
  /// What memory and budgets leave.
  package let plan: CyclePlan
  /// When it began, by `MonotonicClock`.
  package var began = MonotonicClock.nanoseconds()
}

/// One option as collected.
package struct Leg: Sendable {
  /// What the provider said; nil when it said nothing or nothing that could be believed.
  package var quote: OptionQuote?
  /// The volatility of its price, and what became of the search for it.
  package var volatility = Double.nan
  /// What became of the search for its volatility.
  package var status = VolatilityStatus.noQuote
  /// Its value's changes; NaN where not worked out.
  package var valuation = Valuation(status: .noQuote)

  /// The price that volatility is solved from: the middle of the best prices where both are there, else the last one.
  var solvedPrice: Double {
    guard let quote else { return .nan }
    return quote.bid > 0 && quote.ask >= quote.bid ? 0.5 * (quote.bid + quote.ask) : quote.last
  }
}

/// One expiry of an index in one cycle.
package struct ExpirySlice: Sendable {
  /// The rules that lead to it; the first one names its rows.
  package let rules: [ExpiryRule]
  /// The day.
  package let expiry: CivilDate
  /// Until its close, in years.
  package let years: Double
  /// The strikes asked for, ascending, in hundredths.
  package let strikes: [Int32]
  /// The call and the put of every strike: 2i and 2i + 1.
  package var legs: [Leg]
  /// What the provider said, as it came.
  var quotes: [OptionQuote]
  /// What the rules of data quality found; nil before they have looked.
  package var quality: QualityReport?
  /// What open interest and volume say; nil before quotes were looked at, or when none can be used.
  package var figures: ChainFigures?
  /// What one unit of the index is worth at expiry, and the discount factor until then; NaN before they are known.
  package var forward = Double.nan
  /// The discount factor until expiry; NaN before it is known.
  package var discount = Double.nan

  /// An expiry as fetched, not yet looked at.
  init(
    rules: [ExpiryRule], expiry: CivilDate, years: Double, strikes: [Int32], quotes: [OptionQuote]
  ) {
    self.rules = rules
    self.expiry = expiry
    self.years = years
    self.strikes = strikes
    self.quotes = quotes
    legs = Array(repeating: Leg(), count: 2 * strikes.count)
  }

  /// How many options have a quote.
  package var quoted: Int { legs.count { $0.quote != nil } }
  /// How many have a volatility.
  package var solved: Int { legs.count { $0.status == .ok } }
}

/// What one cycle brought home about one index. One node of the graph has it at a time.
final class IndexHarvest: @unchecked Sendable {
  let task: IndexTask
  var quote: IndexQuote?
  /// The strike nearest to the index, in hundredths; nil without a level.
  var atTheMoney: Int32?
  var slices: [ExpirySlice] = []
  /// What all chains together come to; nil while Greeks are left out.
  var analytics: IndexAnalytics?
  /// What went wrong, at most `failureLimit` of them.
  private(set) var failures: [MarketError] = []
  private(set) var failureCount = 0
  /// Questions asked of the provider, and those of them for which its budget pays: they failed, or the answer held nothing of
  /// what was asked for.
  var questions = 0
  var failedQuestions = 0
  var times = PhaseTimes()
  static let failureLimit = 64

  init(_ task: IndexTask) { self.task = task }

  func fail(_ error: MarketError) {
    failureCount += 1
    if failures.count < Self.failureLimit { failures.append(error.withinIndex) }
  }

  /// The index is not asked about in this cycle because the provider's breaker is open. No question, so no budget pays.
  func pass() {
    fail(
      MarketError(
        .rateLimit,
        "not asked: the breaker of the provider's budget is open, and lets two indices through in a cycle",
        hint: "other indices with the next cycle, all of them when it closes", index: task.plan.index))
  }

  /// Whether something went wrong for which the budget of `domain` pays.
  func charges(_ domain: BudgetDomain) -> Bool { failures.contains { ErrorRoute.of($0).budget == domain } }

  /// Runs `body` and adds its time to a phase.
  func timed<R>(_ phase: CyclePhase, _ body: () throws(MarketError) -> R) throws(MarketError) -> R {
    let began = MonotonicClock.nanoseconds()
    defer { times[phase] += MonotonicClock.nanoseconds() - began }
    return try body()
  }

  /// Asks the provider something; a failure is counted, kept and nil. Its route says whether the provider's budget pays.
  func ask<R>(_ phase: CyclePhase, _ body: () throws(MarketError) -> R) -> R? {
    questions += 1
    do throws(MarketError) { return try timed(phase, body) } catch {
      if ErrorRoute.of(error).budget == .provider { failedQuestions += 1 }
      fail(error)
      return nil
    }
  }
}
