import Base
import Telemetry

/// A provider whose questions are counted and timed.
package final class MeteredProvider: MarketProvider {
  /// The name of what is metered.
  package var name: String { inner.name }
  private let inner: any MarketProvider
  private let expiries: Meter
  private let quotes: Meter
  private let chains: Meter

  /// What is counted of one kind of question.
  private struct Meter: Sendable {
    let good: Counter
    let bad: Counter
    let duration: Histogram

    init(_ endpoint: MarketMetrics.EndpointLabel, _ series: MarketSeries) {
      good = series.apiCallsTotal(endpoint: endpoint, result: .ok)
      bad = series.apiCallsTotal(endpoint: endpoint, result: .error)
      duration = series.apiResponseSeconds(endpoint: endpoint)
    }

    func ask<R>(_ body: () throws(MarketError) -> R) throws(MarketError) -> R {
      let began = MonotonicClock.nanoseconds()
      defer { duration.record(nanoseconds: MonotonicClock.nanoseconds() &- began) }
      do throws(MarketError) {
        let answer = try body()
        good.add()
        return answer
      } catch {
        bad.add()
        throw error
      }
    }
  }

  /// The same provider, with its questions counted in `series`.
  package init(_ inner: any MarketProvider, _ series: MarketSeries) {
    self.inner = inner
    expiries = Meter(.expiries, series)
    quotes = Meter(.quote, series)
    chains = Meter(.chain, series)
  }

  /// Days of expiry, as the provider says.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try expiries.ask { () throws(MarketError) in try inner.expiries(of: index, call) }
  }

  /// The level of the index, as the provider says.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    try quotes.ask { () throws(MarketError) in try inner.quote(of: index, call) }
  }

  /// Quotes of one expiry, as the provider says.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    try chains.ask { () throws(MarketError) in
      try inner.chain(of: index, expiry: expiry, strikes: strikes, call)
    }
  }

  /// Closes what is metered.
  package func close() { inner.close() }
}
