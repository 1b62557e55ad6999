import Base
import Dataflow

/// What a guarded provider may be asked, and how much at a time.
package struct ProviderLimits: Sendable {
  /// Questions a second.
  package var rate = 10.0
  /// Questions at once.
  package var burst = 20.0
  /// Strikes in one question; longer chains are asked in parts.
  package var strikesPerQuestion = 50
  /// Failures until the breaker opens.
  package var failures = 5
  /// Nanoseconds until a question is tried again.
  package var recovery: UInt64 = 10_000_000_000

  /// The defaults.
  package init() {}

  /// The defaults for a collection every `interval` nanoseconds: the breaker rests no longer than that, jitter of a fifth
  /// included, so that the second cycle after a fault is asked for again.
  package init(interval: Int64) {
    recovery = min(recovery, UInt64(max(1, interval)) / 6 * 5)
  }

  /// No limit at all and no breaker, for providers inside this process: they need no rest.
  package static var none: ProviderLimits {
    var limits = ProviderLimits()
    limits.rate = 1e9
    limits.burst = 1e9
    limits.strikesPerQuestion = .max
    limits.failures = .max
    return limits
  }
}

/// How a provider has behaved since it was made.
package struct ProviderCounts: Sendable, Equatable {
  /// Questions that were asked.
  package var questions = 0
  /// Questions that failed.
  package var failures = 0
  /// Questions that the rate limit held back.
  package var limited = 0
  /// Questions that an open breaker refused.
  package var refused = 0
  /// How often the breaker opened.
  package var openings = 0
}

/// Stands before a provider: asks no faster than allowed, not at all while it fails, chains in parts, and believes no
/// answer that is not about what was asked.
package final class GuardedProvider: MarketProvider, @unchecked Sendable {
  /// The name of the one it wraps.
  package var name: String { inner.name }
  private let inner: any MarketProvider
  private let limits: ProviderLimits
  private let lock = Lock()
  // Under the lock.
  private var bucket: TokenBucket
  private var breaker: ProviderBreaker
  private var counted = ProviderCounts()
  /// Whether a question on probation is under way: there is never more than one.
  private var isProbing = false

  /// Guards a provider; the seed is that of the breaker's jitter.
  package init(_ inner: any MarketProvider, _ limits: ProviderLimits = ProviderLimits(), seed: UInt64) {
    self.inner = inner
    self.limits = limits
    bucket = TokenBucket(rate: limits.rate, burst: limits.burst)
    breaker = ProviderBreaker(failures: limits.failures, recovery: limits.recovery, seed: seed)
  }

  /// How it has behaved so far.
  package var counts: ProviderCounts { lock.withLock { counted } }

  /// The breaker's state now.
  package var state: CircuitBreaker.State {
    lock.withLock { breaker.state(at: MonotonicClock.nanoseconds()) }
  }

  /// Ascending and without repetition, whatever order they came in.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    let days = try ask(index, call) { () throws(MarketError) in try inner.expiries(of: index, call) }
    return Set(days).sorted()
  }

  /// - Throws: kind `quotes` for a level that is zero, negative or unknown.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    let quote = try ask(index, call) { () throws(MarketError) in
      let quote = try inner.quote(of: index, call)
      guard quote.index == index else { throw lie("a quote of \(quote.index)", index) }
      return quote
    }
    guard quote.price > 0, quote.price.isFinite else {
      throw MarketError(.quotes, "\(name): the level of the index is \(quote.price)", index: index)
    }
    return quote
  }

  /// Asked in parts where there are many strikes; every quote is of a contract that was asked for, and none comes twice.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    var all: [OptionQuote] = []
    var rest = Set(strikes).sorted()[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(limits.strikesPerQuestion))
      rest = rest.dropFirst(part.count)
      all += try ask(index, call) { () throws(MarketError) in
        let quotes = try inner.chain(of: index, expiry: expiry, strikes: part, call)
        try check(quotes, index, expiry, Set(part))
        return quotes
      }
    }
    return all
  }

  /// Closes the one it wraps.
  package func close() { inner.close() }

  private func check(
    _ quotes: [OptionQuote], _ index: String, _ expiry: CivilDate, _ strikes: Set<Int32>
  ) throws(MarketError) {
    guard quotes.count <= 2 * strikes.count else {
      throw lie("\(quotes.count) quotes where at most \(2 * strikes.count) were asked for", index)
    }
    var seen: Set<OptionContract> = []
    for quote in quotes {
      let contract = quote.contract
      guard contract.index == index, contract.expiry == expiry, strikes.contains(contract.strikeHundredths)
      else {
        throw lie(
          "a quote of \(contract.index) \(contract.expiry) \(contract.strike), which was not asked for", index
        )
      }
      guard seen.insert(contract).inserted else {
        throw lie("two quotes of \(contract.index) \(contract.expiry) \(contract.strike)", index)
      }
    }
  }

  private func lie(_ what: String, _ index: String) -> MarketError {
    MarketError(.api, "\(name) answered \(what)", index: index)
  }

  /// One question, when it may be asked.
  private func ask<Answer>(
    _ index: String, _ call: ProviderCall, _ question: () throws(MarketError) -> Answer
  ) throws(MarketError) -> Answer {
    Pause.sleep(until: try admit(index, call))
    do throws(MarketError) {
      let answer = try question()
      lock.withLock {
        isProbing = false
        breaker.succeed(at: MonotonicClock.nanoseconds())
      }
      return answer
    } catch {
      lock.withLock {
        isProbing = false
        counted.failures += 1
        if error.kind == .rateLimit { bucket.drain() }
        let now = MonotonicClock.nanoseconds()
        // An absent expiry is an answer; a provider that works gave it.
        guard error.kind == .api || error.kind == .rateLimit else { return breaker.succeed(at: now) }
        breaker.fail(at: now)
        counted.openings = Int(breaker.openings)
      }
      throw error
    }
  }

  /// The moment from which the question may be asked.
  private func admit(_ index: String, _ call: ProviderCall) throws(MarketError) -> UInt64 {
    try lock.withLock { () throws(MarketError) in
      let now = MonotonicClock.nanoseconds()
      let state = breaker.state(at: now)
      guard state != .open, !isProbing else {
        counted.refused += 1
        let seconds = state == .open ? (breaker.reopens(at: now) &- now) / 1_000_000_000 + 1 : 1
        throw MarketError(
          .api, "\(name) is not asked: it failed \(limits.failures) times", hint: "again in \(seconds) s",
          index: index)
      }
      guard let moment = bucket.take(at: now, before: call.deadline) else {
        counted.limited += 1
        throw MarketError(
          .rateLimit, "\(name) may not be asked again before the deadline",
          hint: "the limit is \(limits.rate) questions a second", index: index)
      }
      isProbing = state == .halfOpen
      counted.questions += 1
      return moment
    }
  }
}
