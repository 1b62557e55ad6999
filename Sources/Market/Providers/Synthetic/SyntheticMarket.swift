import Base

/// A market for one index that exists only as a formula: the same seed and instant give the same prices, whoever asks and
/// in whatever order, to the last bit on every machine.
///
/// Prices come from one arbitrage-free surface (`VolatilitySmile`) on a forward. They are then rounded **up** to a tick of
/// 0.05: none is zero, none lies below its intrinsic value, order in strike and time stays, call–put parity holds to less
/// than a tick, and convexity in strike to two ticks.
package struct SyntheticMarket: Sendable {
  /// Interest rate, continuous, a year.
  package static let rate = 0.065
  /// Dividend rate, continuous, a year.
  package static let dividend = 0.012
  /// The tick in hundredths of the currency.
  package static let tickHundredths = 5
  private static let day: Int64 = 86_400_000_000_000

  /// The index.
  package let facts: IndexFacts
  /// When its options expire and its exchange trades.
  package let schedule: ExpirySchedule
  let seed: UInt64
  private let common: SmoothNoise
  private let own: SmoothNoise
  private let mood: SmoothNoise
  private let skew: SmoothNoise

  /// The market of an index; indices of one seed move together for the most part.
  package init(_ facts: IndexFacts, _ schedule: ExpirySchedule, seed: UInt64) {
    self.facts = facts
    self.schedule = schedule
    // FNV-1a of the name.
    var mixed =
      facts.name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } ^ seed
    self.seed = SeededRandom.splitmix(&mixed)
    common = SmoothNoise(seed: seed, slowest: 64 * Self.day, count: 10, yearly: 0.11)
    own = SmoothNoise(seed: self.seed, slowest: 64 * Self.day, count: 10, yearly: 0.06)
    mood = SmoothNoise(seed: self.seed ^ 1, slowest: 32 * Self.day, count: 8, yearly: 0.5)
    skew = SmoothNoise(seed: self.seed ^ 2, slowest: 16 * Self.day, count: 4, yearly: 0.3)
  }

  /// The level of the index at an instant, a multiple of the tick.
  package func level(at instant: Int64) -> Double {
    let logarithm = common.value(at: instant) + own.value(at: instant)
    return (facts.level * DeterministicMath.exp(logarithm) * 20).rounded() / 20
  }

  /// The price for delivery at the close of an expiry's day.
  package func forward(at instant: Int64, expiry: CivilDate) -> Double {
    let years = schedule.calendar.years(from: instant, toExpiry: expiry)
    return level(at: instant) * DeterministicMath.exp((Self.rate - Self.dividend) * years)
  }

  /// The smile at an instant: volatile when prices have fallen.
  func smile(at instant: Int64) -> VolatilitySmile {
    let logarithm = common.value(at: instant) + own.value(at: instant)
    let sigma = 0.13 * DeterministicMath.exp(mood.value(at: instant) - 2 * logarithm)
    let lean = min(0.2, max(-0.2, skew.value(at: instant)))
    return VolatilitySmile(
      correlation: -0.35 + lean, curvature: 1.2, variance: sigma * sigma, longVariance: 0.0196)
  }

  /// What is needed to price every option of an expiry at an instant.
  struct Moment {
    let forward: Double
    let years: Double
    let smile: VolatilitySmile

    /// Ticks that an option costs, rounded up; at least one.
    func ticks(_ kind: OptionKind, strike: Double) -> Int {
      let sigma = smile.volatility(logMoneyness: DeterministicMath.log(strike / forward), years: years)
      let terms = OptionTerms(
        kind, .forward(forward), strike: strike, years: years, rate: SyntheticMarket.rate)
      // What lies a billionth above a tick is that tick.
      return max(1, Int((terms.valued(at: sigma).value * 20 - 1e-9).rounded(.up)))
    }
  }

  /// The moment of an instant; nil once the expiry has closed.
  func moment(at instant: Int64, expiry: CivilDate) -> Moment? {
    let years = schedule.calendar.years(from: instant, toExpiry: expiry)
    guard years > 0 else { return nil }
    return Moment(
      forward: level(at: instant) * DeterministicMath.exp((Self.rate - Self.dividend) * years), years: years,
      smile: smile(at: instant))
  }
}
