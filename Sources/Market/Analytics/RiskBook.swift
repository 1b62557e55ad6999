/// One position to be added up.
package struct RiskPosition: Sendable {
  /// Strike and forward decide the bucket; the forward prices the notionals.
  package let strike: Double
  /// The price of the underlying that delta and gamma refer to.
  package let forward: Double
  /// Value and Greeks of one unit, in plain units (`Valuation`).
  package let greeks: Valuation
  /// Units in one contract.
  package let lot: Double
  /// Contracts; negative for sold ones. 1 asks for the risk of one contract of each, open interest for that of the market.
  package let contracts: Double

  /// A position with its numbers.
  package init(strike: Double, forward: Double, greeks: Valuation, lot: Double, contracts: Double = 1) {
    self.strike = strike
    self.forward = forward
    self.greeks = greeks
    self.lot = lot
    self.contracts = contracts
  }
}

/// Sums of Greeks over positions. Each sum is Greek · lot · contracts.
package struct RiskSums: Sendable, Equatable {
  /// Positions in the sums.
  package var count = 0
  /// Units of the underlying that behave alike.
  package var delta = 0.0
  /// Change of `delta` for one unit of the currency in the underlying.
  package var gamma = 0.0
  /// Currency for 1.00 of volatility.
  package var vega = 0.0
  /// Currency for one year that passes.
  package var theta = 0.0
  /// Currency for 1.00 of the rate.
  package var rho = 0.0
  /// Currency: Σ delta · lot · contracts · forward, what the units of `delta` are worth.
  package var deltaNotional = 0.0
  /// Currency: Σ gamma · lot · contracts · forward² / 100, what the units that a move of 1 % adds to `delta` are worth.
  package var gammaNotional = 0.0
  /// Currency: vega for one point (0.01) of volatility.
  package var vegaNotional = 0.0

  /// No position.
  package init() {}

  mutating func add(_ position: RiskPosition) {
    let units = position.lot * position.contracts
    count += 1
    delta += position.greeks.delta * units
    gamma += position.greeks.gamma * units
    vega += position.greeks.vega * units
    theta += position.greeks.theta * units
    rho += position.greeks.rho * units
    deltaNotional += position.greeks.delta * units * position.forward
    gammaNotional += position.greeks.gamma * units * position.forward * position.forward / 100
    vegaNotional += position.greeks.vega * units / 100
  }

  mutating func add(_ other: RiskSums) {
    count += other.count
    delta += other.delta
    gamma += other.gamma
    vega += other.vega
    theta += other.theta
    rho += other.rho
    deltaNotional += other.deltaNotional
    gammaNotional += other.gammaNotional
    vegaNotional += other.vegaNotional
  }
}

/// Risk by bucket of moneyness. Adding is O(edges) and allocates nothing.
package struct RiskBook: Sendable {
  /// The buckets.
  package let buckets: MoneynessBuckets
  /// By bucket.
  package private(set) var sums: [RiskSums]
  /// Positions that were passed over: a Greek, the lot or the underlying is not a number.
  package private(set) var passedOver = 0

  /// An empty book.
  package init(_ buckets: MoneynessBuckets = .standard) {
    self.buckets = buckets
    sums = [RiskSums](repeating: RiskSums(), count: buckets.count)
  }

  /// Empties the book and keeps its buffers.
  package mutating func clear() {
    for bucket in sums.indices { sums[bucket] = RiskSums() }
    passedOver = 0
  }

  /// Adds a position, or counts it as passed over: a number that is not known must not become a sum that is not known.
  package mutating func add(_ position: RiskPosition) {
    let greeks = position.greeks
    let units = position.lot * position.contracts
    guard let bucket = buckets.bucket(strike: position.strike, forward: position.forward), units.isFinite,
      greeks.delta.isFinite, greeks.gamma.isFinite, greeks.vega.isFinite, greeks.theta.isFinite,
      greeks.rho.isFinite
    else {
      passedOver += 1
      return
    }
    sums[bucket].add(position)
  }

  /// The sums over all buckets.
  package var total: RiskSums { sums.reduce(into: RiskSums()) { $0.add($1) } }

  /// The share of buckets that hold a position; NaN for an empty book.
  package var utilisation: Double {
    let used = sums.filter { $0.count > 0 }.count
    return used == 0 ? .nan : Double(used) / Double(sums.count)
  }
}
