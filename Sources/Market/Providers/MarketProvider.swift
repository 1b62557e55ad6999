import Base

/// The circumstances of one question to a provider.
package struct ProviderCall: Sendable {
  /// The market's time, in nanoseconds since 1970-01-01T00:00:00Z: the wall clock's, or a manual clock's in a simulation.
  package let now: Int64
  /// Until when an answer is of use, by `MonotonicClock`; a provider gives up then with `MarketError` of kind `api`.
  package let deadline: UInt64
  /// The cycle of the collection, counted from 1; fault plans speak of it.
  package let cycle: Int

  /// A question at `now` that waits until `deadline`.
  package init(now: Int64, deadline: UInt64, cycle: Int = 1) {
    self.now = now
    self.deadline = deadline
    self.cycle = cycle
  }
}

/// Where quotes come from. Calls may come from several threads at a time and block until their deadline.
///
/// A provider that does not know something throws; it never invents a price, an expiry or a quote.
package protocol MarketProvider: AnyObject, Sendable {
  /// Its name in logs and metrics, such as `synthetic`.
  var name: String { get }
  /// Days on which options of the index expire, from the market's today on, ascending and without repetition.
  func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate]
  /// The level of the index.
  func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote
  /// Quotes of calls and puts of one expiry at the strikes asked for (in hundredths); those that are not listed are left out.
  func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote]
  /// Gives back what it holds (processes, files); nothing is asked afterwards.
  func close()
}
