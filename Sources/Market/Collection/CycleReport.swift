import Base

/// What a cycle came to, as people, scripts and metrics are told.
package struct CycleReport: Sendable {
  /// One index of it.
  package struct Index: Sendable {
    /// The index's name, and its level; NaN when the provider did not say.
    package let name: String
    /// Its level; NaN when the provider did not say.
    package let price: Double
    /// The close of the day before; NaN when the provider does not know.
    package let previousClose: Double
    /// The strike nearest to it; NaN without a level.
    package let atTheMoney: Double
    /// Expiries asked for and got, options got and solved.
    package let expiriesExpected: Int
    /// Expiries got, by rule.
    package let expiries: Int
    /// Options with a quote.
    package let options: Int
    /// Options with a volatility.
    package let solved: Int
    /// Strikes with a quote, of those asked for; NaN when none was asked for.
    package let coverage: Double
    /// What data quality leaves of 100, the mean over expiries; NaN before anything was looked at.
    package let quality: Double
    /// Whether the quality of every expiry is good enough.
    package let isBelievable: Bool
    /// Quotes that were left out because they cannot be believed.
    package let dropped: Int
    /// When the provider's level is of, in nanoseconds since 1970-01-01T00:00:00Z; nil without one.
    package let time: Int64?
    /// Questions that failed and whatever else went wrong.
    package let failures: Int
    /// `OK`, `DEGRADED` (what came is hard to believe), `PARTIAL` (not all came) or `EMPTY`.
    package let status: String
    /// Its chains as collected, in the order of the plan's rules.
    package let slices: [ExpirySlice]
    /// Surface and risk of all chains; nil while they are not worked out.
    package let analytics: IndexAnalytics?
  }

  /// What it was to do.
  package let order: CycleOrder
  /// In the order of the plan.
  package let indices: [Index]
  /// How many things went wrong, by kind.
  package let failures: [MarketError.Kind: Int]
  /// The first of them, at most `errorLimit`.
  package let errors: [MarketError]
  /// What keeping it came to; nil when it was not kept.
  package let writing: CycleWriting?
  /// Nanoseconds by phase, summed over all indices, which run side by side.
  package let times: PhaseTimes
  /// What is left of each budget, 0...1.
  package let budgets: [BudgetDomain: Double]
  /// How long it took from its beginning until now by the wall, in nanoseconds; phases of indices that ran side by side are
  /// in it once.
  package let nanoseconds: UInt64
  /// Contracts known by now.
  package let contracts: Int
  /// Whether its rows could not be kept.
  package let isLost: Bool
  /// Seconds from its beginning to that of the next cycle, as budgets and memory leave them. A recording keeps its own.
  package let interval: Double
  /// Whether that is longer than usual.
  package let isSlowed: Bool
  /// What budgets and memory began or ended to do with it. Panels are published before that is decided.
  package let changes: [ResilienceChange]
  /// Publications of panels that failed.
  package let panelFailures: Int

  /// Options with a quote.
  package var options: Int { indices.reduce(0) { $0 + $1.options } }
  /// Options with a volatility.
  package var solved: Int { indices.reduce(0) { $0 + $1.solved } }
  /// How many indices stand above and below the close of the day before, where the provider knows that.
  package var breadth: MarketBreadth {
    indices.reduce(into: MarketBreadth()) { $0.add($1.price, before: $1.previousClose) }
  }
  /// Whether something was collected and nothing stood in the way of keeping and publishing it.
  package var isOK: Bool { options > 0 && !isLost && panelFailures == 0 }

  static let errorLimit = 16
  /// A chain is whole when so many of its strikes have a quote.
  static let wholeCoverage = 0.75

  init(
    _ cycle: CycleHarvest, budgets: [BudgetDomain: Double], contracts: Int, interval: Double, isSlowed: Bool
  ) {
    order = cycle.order
    nanoseconds = MonotonicClock.nanoseconds() &- cycle.order.began
    writing = cycle.writing
    times = cycle.times
    self.budgets = budgets
    self.contracts = contracts
    self.interval = interval
    self.isSlowed = isSlowed
    changes = cycle.changes
    var failures: [MarketError.Kind: Int] = [:]
    var errors: [MarketError] = []
    for harvest in cycle.indices {
      for error in harvest.failures { failures[error.kind, default: 0] += 1 }
    }
    // Indices that were not asked about have one and the same reason, and must not crowd out those of the others.
    for harvest in cycle.indices where harvest.questions > 0 { errors += harvest.failures }
    for harvest in cycle.indices where harvest.questions == 0 { errors += harvest.failures }
    for error in cycle.troubles + cycle.sinkTroubles + cycle.panelTroubles {
      failures[error.kind, default: 0] += 1
    }
    self.failures = failures
    isLost = !cycle.troubles.isEmpty
    panelFailures = cycle.panelTroubles.count
    self.errors = Array(
      (cycle.troubles + cycle.sinkTroubles + cycle.panelTroubles + errors).prefix(Self.errorLimit))
    indices = cycle.indices.map(Index.init)
  }

  /// Writes the line of a cycle: `cycle, options, ok, iv_ok, failures, wall_ms, phase_ms, tier, budget` and what stands behind.
  package func write(to json: inout JSONWriter) {
    json.field("schema", "g6.cycle.v1")
    json.field("cycle", order.number)
    json.field("instant", WallClock.iso8601(order.instant))
    json.field("options", options)
    json.field("ok", isOK)
    json.field("iv_ok", solved)
    json.key("failures")
    json.beginObject()
    for kind in MarketError.Kind.allCases {
      guard let count = failures[kind] else { continue }
      json.key(ErrorRoute.of(kind, kind.usualSeverity).label)
      json.integer(count)
    }
    json.endObject()
    json.key("wall_ms")
    json.double(Double(nanoseconds) / 1e6)
    json.key("phase_ms")
    json.beginObject()
    for phase in CyclePhase.allCases {
      json.key(phase.rawValue)
      json.double(Double(times[phase]) / 1e6)
    }
    json.endObject()
    json.field("tier", order.plan.tier.rawValue)
    json.key("budget")
    json.beginObject()
    for domain in BudgetDomain.allCases {
      json.key(domain.rawValue)
      json.double(budgets[domain] ?? 1)
    }
    json.endObject()
    json.field("detail", order.plan.detail.name)
    json.field("interval_seconds", interval)
    json.key("changes")
    json.beginArray()
    for change in changes { json.string(change.description) }
    json.endArray()
    json.field("rows", writing?.kept ?? 0)
    json.field("duplicates", writing?.known ?? 0)
    json.key("indices")
    json.beginArray()
    for index in indices { index.write(to: &json) }
    json.endArray()
    json.key("errors")
    json.beginArray()
    for error in errors { json.string(error.description) }
    json.endArray()
  }
}

extension CycleReport.Index {
  init(_ harvest: IndexHarvest) {
    name = harvest.task.plan.index
    price = harvest.quote?.price ?? .nan
    previousClose = harvest.quote?.previousClose ?? .nan
    atTheMoney = harvest.atTheMoney.map { Double($0) / 100 } ?? .nan
    expiriesExpected = harvest.task.plan.rules.count
    expiries = harvest.slices.reduce(0) { $0 + $1.rules.count }
    options = harvest.slices.reduce(0) { $0 + $1.quoted }
    solved = harvest.slices.reduce(0) { $0 + $1.solved }
    let asked = harvest.slices.reduce(0) { $0 + $1.legs.count }
    coverage = asked > 0 ? Double(options) / Double(asked) : .nan
    let reports = harvest.slices.compactMap(\.quality)
    let scores = reports.map(\.score).filter { !$0.isNaN }
    quality = scores.isEmpty ? .nan : scores.reduce(0, +) / Double(scores.count)
    isBelievable = reports.allSatisfy(\.isBelievable)
    dropped = reports.reduce(0) { $0 + $1.dropped }
    time = harvest.quote?.time
    failures = harvest.failureCount
    slices = harvest.slices
    analytics = harvest.analytics
    if options == 0 {
      status = "EMPTY"
    } else {
      let isWhole = expiries == expiriesExpected && coverage >= CycleReport.wholeCoverage
      status = !isWhole ? "PARTIAL" : isBelievable ? "OK" : "DEGRADED"
    }
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("index", name)
    json.field("status", status)
    json.field("price", price)
    json.field("atm", atTheMoney)
    json.field("expiries", expiries)
    json.field("expiries_expected", expiriesExpected)
    json.field("options", options)
    json.field("iv_ok", solved)
    json.field("coverage", coverage)
    json.field("quality", quality)
    json.field("dropped", dropped)
    json.field("failures", failures)
    json.endObject()
  }
}
