import Base

/// The provider that needs no network: `SyntheticMarket` for every index of the table. It holds nothing between calls and
/// answers at once, whenever the market's time is.
package final class SyntheticProvider: MarketProvider {
  /// `synthetic`.
  package let name = "synthetic"
  private let markets: [String: SyntheticMarket]
  private let table: ContractTable

  /// Markets for all indices.
  ///
  /// - Throws: kind `config` when the table lacks the hours of an exchange.
  package init(_ table: ContractTable = .builtIn, seed: UInt64) throws(MarketError) {
    self.table = table
    var markets: [String: SyntheticMarket] = [:]
    for facts in table.indices {
      markets[facts.name] = SyntheticMarket(facts, try table.schedule(of: facts.name), seed: seed)
    }
    self.markets = markets
  }

  /// What the exchange's rules list: four weeklies where there are any, three monthlies.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try market(index).schedule.listed(at: call.now)
  }

  /// The level with the day's range. O(length of the day) in steps of five minutes.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    try market(index).indexQuote(at: call.now)
  }

  /// - Throws: kind `expiry` for a day that is not listed.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    let market = try market(index)
    let listed = market.schedule.listed(at: call.now)
    guard listed.contains(expiry) else {
      throw MarketError(
        .expiry, "\(index) has no expiry on \(expiry)",
        hint: "listed are \(listed.map(\.description).joined(separator: ", "))", index: index)
    }
    let step = try table.strikeStep(of: index, on: MarketCalendar.zone.date(call.now))
    return market.chain(at: call.now, expiry: expiry, strikes: strikes, step: step)
  }

  /// Nothing is held.
  package func close() {}

  private func market(_ index: String) throws(MarketError) -> SyntheticMarket {
    if let market = markets[index] { return market }
    _ = try table.facts(index)
    throw MarketError(.config, "no market for \(index)", index: index)
  }
}
