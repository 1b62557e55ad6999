/// What a provider says about one option. Numbers a provider does not know are NaN, never invented.
package struct OptionQuote: Sendable, Equatable {
  /// Which option.
  package let contract: OptionContract
  /// The last traded price.
  package var last: Double
  /// The best price of a buyer.
  package var bid = Double.nan
  /// The best price of a seller.
  package var ask = Double.nan
  /// The average traded price of the day.
  package var average = Double.nan
  /// Units traded today.
  package var volume = Double.nan
  /// Units open.
  package var openInterest = Double.nan
  /// When the exchange said so: nanoseconds since 1970-01-01T00:00:00Z.
  package var time: Int64

  /// A quote with a last price alone.
  package init(_ contract: OptionContract, last: Double, time: Int64) {
    self.contract = contract
    self.last = last
    self.time = time
  }
}

/// What a provider says about an index. Numbers a provider does not know are NaN.
package struct IndexQuote: Sendable, Equatable {
  /// The index's name in the contract table.
  package let index: String
  /// The level now.
  package var price: Double
  /// The day's first level.
  package var open = Double.nan
  /// The day's highest level so far.
  package var high = Double.nan
  /// The day's lowest level so far.
  package var low = Double.nan
  /// The close of the day before.
  package var previousClose = Double.nan
  /// When the exchange said so: nanoseconds since 1970-01-01T00:00:00Z.
  package var time: Int64

  /// A quote with a level alone.
  package init(_ index: String, price: Double, time: Int64) {
    self.index = index
    self.price = price
    self.time = time
  }
}
