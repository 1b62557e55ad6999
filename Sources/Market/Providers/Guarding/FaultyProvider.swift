import Base

/// A provider that goes wrong on purpose, in the cycles a plan names, and is itself in all others.
package final class FaultyProvider: MarketProvider {
  /// The name of the one it wraps.
  package var name: String { inner.name }
  private let inner: any MarketProvider
  private let plan: FaultPlan
  private let waits: Bool

  /// - Parameter waits: whether a stall lasts until the deadline; without it the error comes at once, for days that pass in
  ///   seconds.
  package init(_ inner: any MarketProvider, _ plan: FaultPlan, waits: Bool = false) {
    self.inner = inner
    self.plan = plan
    self.waits = waits
  }

  /// The provider's, or none.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try interrupt(index, call)
    if plan.has(.provider, .noExpiry, at: call.cycle) { return [] }
    return try inner.expiries(of: index, call)
  }

  /// The provider's, or what the plan makes of it.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    try interrupt(index, call)
    var quote = try inner.quote(of: index, call)
    for effect in plan.effects(on: .provider, at: call.cycle) {
      switch effect {
      case .zero: quote.price = 0
      case .stale: quote.time -= Self.age
      default: break
      }
    }
    return quote
  }

  /// The provider's, or what the plan makes of it.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    try interrupt(index, call)
    var quotes = try inner.chain(of: index, expiry: expiry, strikes: strikes, call)
    for effect in plan.effects(on: .provider, at: call.cycle) {
      switch effect {
      case .empty: quotes = []
      case .flood: quotes = Array(repeatElement(quotes, count: 50).joined())
      case .zero, .crossed, .stale:
        for place in quotes.indices { Self.spoil(&quotes[place], effect) }
      default: break
      }
    }
    return quotes
  }

  /// Closes the one it wraps.
  package func close() { inner.close() }

  /// How old stale quotes are, in nanoseconds: an hour.
  private static let age: Int64 = 3_600_000_000_000

  private static func spoil(_ quote: inout OptionQuote, _ effect: FaultEffect) {
    switch effect {
    case .zero: (quote.last, quote.bid, quote.ask) = (0, 0, 0)
    case .crossed: swap(&quote.bid, &quote.ask)
    default: quote.time -= age
    }
  }

  private func interrupt(_ index: String, _ call: ProviderCall) throws(MarketError) {
    for effect in plan.effects(on: .provider, at: call.cycle) {
      switch effect {
      case .error: throw failure("answered with an error", index)
      case .stall:
        if waits { Pause.sleep(until: call.deadline) }
        throw failure("no answer until the deadline", index)
      case .limit:
        throw MarketError(.rateLimit, "\(name): asks for fewer questions (fault on request)", index: index)
      case .die: throw failure("has ended", index)
      case .garbage: throw failure("answered what cannot be read", index)
      default: break
      }
    }
  }

  private func failure(_ what: String, _ index: String) -> MarketError {
    MarketError(.api, "\(name): \(what) (fault on request)", index: index)
  }
}
