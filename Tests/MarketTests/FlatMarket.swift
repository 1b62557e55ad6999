import Base
import Synchronization

@testable import Market

/// A market with one volatility for everything, priced to the last bit; what it says can be spoilt.
final class FlatMarket: MarketProvider {
  /// How an index is spoilt.
  enum Fault: Sendable, Equatable {
    /// Throws in every cycle up to that one.
    case throwingUntil(Int)
    /// Open interest below zero.
    case negativeInterest
    /// So much open interest as there is of nothing.
    case endlessInterest
    /// Quotes of the day before.
    case old
    case none, zeroLevel, noExpiry, noQuotes, throwing, foreign
    /// Answers only after so many nanoseconds, whatever the deadline.
    case late(UInt64)
  }

  static let volatility = 0.14
  let name = "flat"
  let faults: [String: Fault]
  let table: ContractTable
  let calls = Atomic<Int>(0)

  init(_ faults: [String: Fault] = [:], table: ContractTable = .builtIn) {
    self.faults = faults
    self.table = table
  }

  private func fault(_ index: String, _ call: ProviderCall) throws(MarketError) -> Fault {
    calls.add(1, ordering: .relaxed)
    let fault = faults[index] ?? .none
    if fault == .throwing { throw MarketError(.api, "the line is dead", index: index) }
    if case .throwingUntil(let cycle) = fault, call.cycle <= cycle {
      throw MarketError(.api, "the line is dead", index: index)
    }
    if case .late(let nanoseconds) = fault {
      let until = MonotonicClock.nanoseconds() + nanoseconds
      let pause = ConditionLock()
      pause.wait(until: until) { MonotonicClock.nanoseconds() >= until }
    }
    return fault
  }

  func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    if try fault(index, call) == .noExpiry { return [] }
    return try table.schedule(of: index).listed(at: call.now)
  }

  func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    let fault = try fault(index, call)
    var quote = IndexQuote(
      index, price: fault == .zeroLevel ? 0 : try table.facts(index).level + 12.35, time: call.now)
    quote.high = quote.price + 100
    quote.low = quote.price - 98
    return quote
  }

  func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    let fault = try fault(index, call)
    if fault == .noQuotes { return [] }
    let level = try table.facts(index).level + 12.35
    let years = try table.calendar(of: index).years(from: call.now, toExpiry: expiry)
    return strikes.flatMap { strike in
      OptionKind.allCases.map { kind in
        let terms = OptionTerms(kind, .forward(level), strike: Double(strike) / 100, years: years, rate: 0)
        let contract = OptionContract(
          index: fault == .foreign ? "ELSEWHERE" : index, expiry: expiry, strikeHundredths: strike, kind: kind
        )
        var quote = OptionQuote(contract, last: terms.valued(at: Self.volatility).value, time: call.now)
        quote.volume = 1004
        quote.openInterest = kind == .call ? 50_000 : 47_000
        switch fault {
        case .negativeInterest: quote.openInterest = -5
        case .endlessInterest: quote.openInterest = 1e30
        case .old: quote.time -= 86_400_000_000_000
        default: break
        }
        return quote
      }
    }
  }

  func close() {}
}
