import Base

/// Several providers in order of preference: a question that fails, or is answered by an empty list, goes to the next one, and the next question begins with
/// the first again (its breaker makes that cheap). An answer is always one provider's, never pieced together.
package final class FailoverProvider: MarketProvider, @unchecked Sendable {
  /// A provider that failed, and the one that is asked in its place.
  package struct Change: Sendable, Equatable {
    /// The one that failed.
    package let from: String
    /// The one that was asked then.
    package let to: String
    /// Why.
    package let reason: MarketError
  }

  /// The names of all of them, joined by commas.
  package var name: String { providers.map(\.name).joined(separator: ",") }
  private let providers: [any MarketProvider]
  private let told: @Sendable (Change) -> Void
  private let counted: @Sendable (Change) -> Void
  private let lock = Lock()
  // Under the lock.
  private var changed = 0
  /// What has gone wrong, with the latest cycle in which it did.
  private var troubles: [Trouble: Int] = [:]

  /// A provider that fails: altogether, or for one index.
  private struct Trouble: Hashable {
    let place: Int
    let index: String?
    let kind: MarketError.Kind
  }

  /// Providers in order of preference, at least one. `told` hears of the first question that went on, and of the same trouble
  /// again when a cycle has passed without it; `counted` hears of all of them. What is remembered is bounded by providers,
  /// indices and kinds of errors.
  package init(
    _ providers: [any MarketProvider], told: @escaping @Sendable (Change) -> Void = { _ in },
    counted: @escaping @Sendable (Change) -> Void = { _ in }
  ) {
    precondition(!providers.isEmpty)
    self.providers = providers
    self.told = told
    self.counted = counted
  }

  /// How many questions went on to another provider.
  package var changes: Int { lock.withLock { changed } }

  /// The first answer that lists any; of a single provider, what it answers.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try first(index, call) { (provider, call) throws(MarketError) in
      let days = try provider.expiries(of: index, call)
      if days.isEmpty, providers.count > 1 {
        throw MarketError(.expiry, "\(provider.name) lists no expiry", index: index)
      }
      return days
    }
  }

  /// The first answer.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    try first(index, call) { (provider, call) throws(MarketError) in try provider.quote(of: index, call) }
  }

  /// The first answer with quotes; of a single provider, what it answers.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    try first(index, call) { (provider, call) throws(MarketError) in
      let quotes = try provider.chain(of: index, expiry: expiry, strikes: strikes, call)
      if quotes.isEmpty, providers.count > 1 {
        throw MarketError(.instruments, "\(provider.name) lists nothing for \(expiry)", index: index)
      }
      return quotes
    }
  }

  /// Closes all of them.
  package func close() { for provider in providers { provider.close() } }

  private func first<Answer>(
    _ index: String, _ call: ProviderCall,
    _ ask: (any MarketProvider, ProviderCall) throws(MarketError) -> Answer
  ) throws(MarketError) -> Answer {
    var reasons: [MarketError] = []
    for (place, provider) in providers.enumerated() {
      do throws(MarketError) {
        return try ask(provider, share(of: call, at: place))
      } catch {
        // Whoever is asked next, a wrong question stays wrong.
        guard error.kind != .config, place + 1 < providers.count else {
          throw reasons.isEmpty ? error : together(reasons + [error])
        }
        reasons.append(error)
        let change = Change(from: provider.name, to: providers[place + 1].name, reason: error)
        counted(change)
        if isNew(error, of: index, at: place, in: call.cycle) { told(change) }
      }
    }
    preconditionFailure("there is at least one provider")
  }

  /// Counts a question that goes on; whether neither this cycle nor the one before it had the same trouble. A provider that
  /// answers one question and not the next is in the same trouble all the time.
  private func isNew(_ error: MarketError, of index: String, at place: Int, in cycle: Int) -> Bool {
    let isItself = error.kind == .api || error.kind == .rateLimit
    let trouble = Trouble(place: place, index: isItself ? nil : index, kind: error.kind)
    return lock.withLock {
      changed += 1
      let latest = troubles[trouble]
      troubles[trouble] = max(cycle, latest ?? cycle)
      return latest.map { cycle > $0 + 1 } ?? true
    }
  }

  /// The question with an equal share of the time that is left, so that one that stalls leaves some to the others.
  private func share(of call: ProviderCall, at place: Int) -> ProviderCall {
    let now = MonotonicClock.nanoseconds()
    let waiting = UInt64(providers.count - place)
    guard waiting > 1, call.deadline > now else { return call }
    return ProviderCall(now: call.now, deadline: now + (call.deadline - now) / waiting, cycle: call.cycle)
  }

  private func together(_ reasons: [MarketError]) -> MarketError {
    let last = reasons[reasons.count - 1]
    return MarketError(
      last.kind, "no provider answers: " + reasons.map(\.message).joined(separator: "; "), hint: last.hint,
      index: last.index, severity: last.severity)
  }
}
