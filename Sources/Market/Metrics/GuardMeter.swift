import Base

/// Brings what the guards of providers count to metrics, once a cycle.
package struct GuardMeter {
  private struct Meter {
    let provider: GuardedProvider
    let series: MarketSeries
    var told = ProviderCounts()

    mutating func take() {
      let counts = provider.counts
      let name = provider.name
      series.providerRefusedTotal(provider: name, hindrance: .breaker).add(
        UInt64(counts.refused - told.refused))
      series.providerRefusedTotal(provider: name, hindrance: .rateLimit).add(
        UInt64(counts.limited - told.limited))
      series.providerBreakerOpeningsTotal(provider: name).add(UInt64(counts.openings - told.openings))
      told = counts
    }
  }

  private var meters: [Meter]

  /// Meters of those guards that have something to refuse.
  package init(_ guards: [GuardedProvider], _ series: MarketSeries) {
    meters = guards.filter(\.isLimited).map { Meter(provider: $0, series: series) }
  }

  /// Takes what they have counted since the last time. O(guards).
  package mutating func take() {
    for place in meters.indices { meters[place].take() }
  }
}
