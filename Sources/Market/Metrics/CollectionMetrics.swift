import Base
import Governance
import Telemetry

/// The metrics of a collection: takes the report of every cycle into a registry, and says how well the collector is.
///
/// Series of single options exist only while their group is on; everything else is bounded by the budgets of the
/// specification, whatever a provider says. Thread-safe.
package final class CollectionMetrics: @unchecked Sendable {
  /// Cycles should take less than this share of their interval.
  package static let punctualShare = 0.85

  private let series: MarketSeries
  private let interval: Double
  private let usesPanels: Bool
  private let isMarketOpen: @Sendable () -> Bool
  private let hasDetail: Bool
  private let lock = Lock()

  // Behind the lock.
  private let began = MonotonicClock.nanoseconds()
  private var lastSuccess: UInt64?
  private var lastPanels: UInt64?
  private var budgets: [Double?] = BudgetDomain.allCases.map { _ in nil }
  private var broken: Set<BudgetDomain> = []
  private var tier: MemoryTier?
  private var actions: Set<MemoryAction> = []
  private var storageSeconds: Double?
  private var goodCycles = 0
  private var cycles = 0

  /// Metrics in `registry`, which has those of g6.
  ///
  /// - Parameters:
  ///   - interval: the usual seconds between cycles.
  ///   - usesPanels: whether panels are published.
  ///   - isMarketOpen: whether anything is expected to be collected now.
  package init(
    _ registry: Registry, interval: Double, usesPanels: Bool = false,
    isMarketOpen: @escaping @Sendable () -> Bool = { true }
  ) {
    series = MarketSeries(registry)
    self.interval = interval
    self.usesPanels = usesPanels
    self.isMarketOpen = isMarketOpen
    hasDetail = registry.groups.contains(MarketMetrics.optionPrice.group)
    series.cycleIntervalFactor().set(1)
    series.memoryDepthRatio().set(1)
    series.memoryGreeksEnabled().set(1)
    for domain in MarketMetrics.DomainLabel.allCases {
      series.cycleFaultBudgetRemainingRatio(domain: domain).set(1)
    }
    registry.beforeCollecting { [weak self] in self?.tellHealth() }
  }

  /// Takes a cycle that took so many nanoseconds; `memory` is the reading it began with, if there was one.
  package func take(_ report: CycleReport, nanoseconds: UInt64, memory: Double? = nil) {
    takeOutcome(report, nanoseconds)
    takePlan(report.order.plan, memory)
    takeWriting(report)
    for index in report.indices { take(index, at: report.order.instant) }
    for domain in BudgetDomain.allCases {
      guard let label = MarketMetrics.DomainLabel(rawValue: domain.rawValue) else { continue }
      series.cycleFaultBudgetRemainingRatio(domain: label).set(report.budgets[domain] ?? 1)
      series.breakerOpen(domain: label).set(report.order.plan.probing.contains(domain) ? 1 : 0)
    }
    let now = MonotonicClock.nanoseconds()
    lock.withLock {
      if report.isOK { lastSuccess = now }
      if usesPanels, report.panelFailures == 0 { lastPanels = now }
      budgets = BudgetDomain.allCases.map { report.budgets[$0] }
      broken = report.order.plan.probing
      tier = report.order.plan.tier
      if let writing = report.writing { storageSeconds = Double(writing.nanoseconds) / 1e9 }
    }
  }

  /// Takes how many cycles never began so far.
  package func take(missedCycles: Int) {
    series.missingCyclesTotal().advance(to: UInt64(max(0, missedCycles)))
  }

  /// How well the collector is now.
  package func health() -> Health {
    let now = MonotonicClock.nanoseconds()
    func seconds(since instant: UInt64) -> Double { Double(now &- instant) / 1e9 }
    let isOpen = isMarketOpen()
    return lock.withLock {
      var facts = HealthFacts(interval: interval, uptime: seconds(since: began))
      facts.lastSuccessAge = lastSuccess.map { seconds(since: $0) }
      facts.budgets = budgets
      facts.broken = broken
      facts.tier = tier
      facts.storageSeconds = storageSeconds
      facts.usesPanels = usesPanels
      facts.panelAge = lastPanels.map { seconds(since: $0) }
      facts.isMarketOpen = isOpen
      return Health.evaluate(facts)
    }
  }

  /// Whether a cycle was kept and nothing is critical.
  package var isReady: Bool { lock.withLock { lastSuccess != nil } && health().level != .critical }

  private func tellHealth() {
    for check in health().checks {
      guard let label = MarketMetrics.CheckLabel(rawValue: check.name) else { continue }
      series.healthLevel(check: label).set(Double(check.level.rawValue))
    }
  }

  // MARK: Parts of a report

  private func takeOutcome(_ report: CycleReport, _ nanoseconds: UInt64) {
    series.collectionCyclesTotal().add()
    if report.options == 0 { series.collectionEmptyCyclesTotal().add() }
    if report.isLost { series.collectionLostCyclesTotal().add() }
    series.collectionDurationSeconds().record(nanoseconds: nanoseconds)
    let limit = interval * report.order.plan.intervalFactor * Self.punctualShare
    if Double(nanoseconds) / 1e9 > limit { series.cycleSlaBreachTotal().add() }
    for phase in MarketMetrics.PhaseLabel.allCases {
      guard let place = CyclePhase(rawValue: phase.rawValue) else { continue }
      series.collectionPhaseSecondsTotal(phase: phase).add(report.times[place])
    }
    for (kind, count) in report.failures {
      let label = ErrorRoute.of(kind, kind.usualSeverity).label
      guard let named = MarketMetrics.KindLabel(rawValue: label) else { continue }
      series.errorsTotal(kind: named).add(UInt64(count))
    }
    series.optionsProcessedTotal().add(UInt64(report.options))
    series.contractsKnown().set(Double(report.contracts))
    let share = lock.withLock {
      cycles += 1
      goodCycles += report.isOK ? 1 : 0
      return Double(goodCycles) / Double(cycles)
    }
    series.collectionSuccessRatio().set(share)
    if report.isOK { series.lastSuccessTimestampSeconds().set(Double(report.order.instant) / 1e9) }
  }

  private func takePlan(_ plan: CyclePlan, _ memory: Double?) {
    series.optionDetailMode().set(Double(plan.detail.rawValue))
    series.cycleIntervalFactor().set(plan.intervalFactor)
    series.memoryPressureLevel().set(Double(plan.tier.rawValue))
    series.memoryDepthRatio().set(plan.tier.depthFactor)
    series.memoryGreeksEnabled().set(plan.skipsGreeks ? 0 : 1)
    if let memory { series.memoryUsedRatio().set(memory) }
    let present = plan.tier.actions
    let newly = lock.withLock {
      defer { actions = present }
      return present.subtracting(actions)
    }
    guard let tier = MarketMetrics.TierLabel(rawValue: "\(plan.tier.rawValue)") else { return }
    for action in MarketMetrics.ActionLabel.allCases {
      guard let named = MemoryAction(rawValue: action.rawValue), newly.contains(named) else { continue }
      series.memoryPressureActionsTotal(action: action, tier: tier).add()
    }
  }

  private func takeWriting(_ report: CycleReport) {
    series.csvWriteErrorsTotal().add(UInt64(report.failures[.storage] ?? 0))
    guard let writing = report.writing else { return }
    series.csvRecordsWrittenTotal().add(UInt64(writing.rows))
    series.csvDuplicateRecordsTotal().add(UInt64(writing.duplicates))
    series.csvFilesCreatedTotal().add(UInt64(writing.newFiles))
    series.csvFilesChangedTotal().add(UInt64(writing.changedFiles))
    series.csvWrittenBytesTotal().add(UInt64(writing.bytes))
    series.ndjsonLinesWrittenTotal().add(UInt64(writing.lines))
    series.ndjsonDuplicateLinesTotal().add(UInt64(writing.lineDuplicates))
    series.ndjsonWrittenBytesTotal().add(UInt64(writing.lineBytes))
    series.csvWriteSeconds().record(nanoseconds: writing.nanoseconds)
    series.journalSyncSeconds().record(nanoseconds: writing.syncNanoseconds)
  }

  private func take(_ index: CycleReport.Index, at instant: Int64) {
    let name = index.name
    series.indexAttemptsTotal(index: name).add()
    series.indexFailuresTotal(index: name).add(UInt64(index.failures))
    series.indexOptions(index: name).set(Double(index.options))
    series.indexCoverageRatio(index: name).set(index.coverage.isNaN ? 0 : index.coverage)
    if index.price.isFinite { series.indexPrice(index: name).set(index.price) }
    if index.atTheMoney.isFinite { series.indexAtmStrike(index: name).set(index.atTheMoney) }
    if index.quality.isFinite { series.dataQualityScoreRatio(index: name).set(index.quality / 100) }
    series.dataQualityDroppedTotal().add(UInt64(index.dropped))
    if index.options > 0 {
      series.indexLastCollectionTimestampSeconds(index: name).set(Double(instant) / 1e9)
    }
    if let analytics = index.analytics { series.take(analytics, of: name) }
    for slice in index.slices { take(slice, of: name) }
  }

  private func take(_ slice: ExpirySlice, of index: String) {
    let expiry = slice.rules.first?.description ?? slice.expiry.description
    series.optionsCollected(index: index, expiry: expiry).set(Double(slice.quoted))
    if let ratio = slice.figures?.putCallRatio, ratio.isFinite {
      series.putCallRatio(index: index, expiry: expiry).set(ratio)
    }
    series.ivEstimationSuccessTotal(index: index, expiry: expiry).add(UInt64(slice.solved))
    series.ivEstimationFailureTotal(index: index, expiry: expiry).add(UInt64(slice.quoted - slice.solved))
    for outcome in MarketMetrics.OutcomeLabel.allCases {
      let count = slice.legs.count { $0.quote != nil && $0.status.rawValue == outcome.rawValue }
      if count > 0 { series.ivEstimationOutcomesTotal(outcome: outcome).add(UInt64(count)) }
    }
    for rule in MarketMetrics.RuleLabel.allCases {
      guard let quality = slice.quality, let named = QualityRule(id: rule.rawValue) else { continue }
      series.dataQualityIssuesTotal(rule: rule).add(UInt64(quality[named]))
    }
    if hasDetail { series.take(optionsOf: slice, index: index) }
  }
}
