import Base
import Dataflow

/// Stands before a provider: asks no faster than allowed, not at all while it fails, chains in parts, and believes no
/// answer that is not about what was asked.
package final class GuardedProvider: MarketProvider, @unchecked Sendable {
  /// The name of the one it wraps.
  package var name: String { inner.name }
  private let inner: any MarketProvider
  private let limits: ProviderLimits
  private let turn = ConditionLock()
  /// Under the lock.
  private var gate: ProviderGate

  /// Guards a provider; the seed is that of the breaker's jitter.
  package init(_ inner: any MarketProvider, _ limits: ProviderLimits = ProviderLimits(), seed: UInt64) {
    self.inner = inner
    self.limits = limits
    gate = ProviderGate(limits, seed: seed)
  }

  /// Whether there is anything for which it would refuse a question.
  package var isLimited: Bool { limits.failures != .max }

  /// How it has behaved so far.
  package var counts: ProviderCounts { turn.withLock { gate.counts } }

  /// The breaker's state now.
  package var state: CircuitBreaker.State {
    turn.withLock { gate.state(at: MonotonicClock.nanoseconds()) }
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
    let pass = try admit(index, call)
    Pause.sleep(until: pass.moment)
    do throws(MarketError) {
      let answer = try question()
      finish(pass, nil)
      return answer
    } catch {
      finish(pass, error.kind)
      throw error
    }
  }

  private func finish(_ pass: ProviderGate.Pass, _ failure: MarketError.Kind?) {
    turn.withLock { gate.finish(pass, failure, at: MonotonicClock.nanoseconds()) }
    if pass.isProbe { turn.broadcast() }
  }

  /// Leave to ask, waited for while another question is on probation.
  private func admit(_ index: String, _ call: ProviderCall) throws(MarketError) -> ProviderGate.Pass {
    var admission = ProviderGate.Admission.waits(until: 0)
    while case .waits(let moment) = admission {
      turn.wait(until: moment) {
        admission = gate.admit(
          index, cycle: call.cycle, deadline: call.deadline, at: MonotonicClock.nanoseconds())
        guard case .waits = admission else { return true }
        return false
      }
    }
    switch admission {
    case .asked(let pass): return pass
    case .waits: preconditionFailure("the loop ends with a decision")
    case .limited:
      throw MarketError(
        .rateLimit, "\(name) may not be asked again before the deadline",
        hint:
          "the limit is \(limits.rate) questions a second, \(limits.burst) at once: see --question-rate and --interval",
        index: index)
    case .refused(let reopens?):
      let now = MonotonicClock.nanoseconds()
      let seconds = reopens > now ? (reopens - now) / 1_000_000_000 + 1 : 1
      throw MarketError(
        .api, "\(name) is not asked: it failed \(limits.failures) times",
        hint: "again in \(seconds) s, or with the next cycle", index: index)
    case .refused(nil):
      throw MarketError(
        .api, "\(name) is not asked: the question that tries whether it is back has no answer yet",
        hint: "again with the next cycle", index: index)
    }
  }
}
