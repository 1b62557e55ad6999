import Base
import Connectors
import Dataflow

/// Collects options chains cycle by cycle, as a graph on the runtime:
///
///     cycles ─ tasks ▶ fetch (one job an index, each with its time-out) ▶ price ▶ latest ▶ cycle ▶ keep ▶ report
///        ▲──────────────────────────────────────── done ───────────────────────────────────────────────┘
///
/// One cycle is under way at a time; its indices are fetched side by side.
package final class Collector {
  let plan: CollectionPlan
  let fetcher: Fetcher
  let latest: LatestQuotes
  let files: CycleFiles?
  let faults: FaultPlan
  private let hours: Hours
  private let calendars: [MarketCalendar]
  private let readMemory: () -> Double?
  var resilience = Resilience()
  var review: ChainReview
  let publisher: PanelPublisher?
  private let influx: InfluxSink?
  var pacer: CyclePacer
  /// Told once of every time that the market is closed: the next session's beginning in nanoseconds since 1970, nil for none
  /// that is known.
  package var onWait: (Int64?) -> Void = { _ in }
  private var awaited: Int64?
  /// Whether somebody wants it to end after the cycle under way.
  let isStopAsked: () -> Bool
  private var onReport: (CycleReport) -> Void = { _ in }

  /// When cycles may begin.
  package enum Hours: Sendable {
    /// Always.
    case always
    /// While any index's exchange is open.
    case sessions
  }

  /// What a run came to.
  package struct Outcome: Sendable {
    /// Cycles begun and ended, and those that brought nothing home or were not kept.
    package var cycles = 0
    /// Cycles that brought nothing home.
    package var emptyCycles = 0
    /// Cycles that were not kept.
    package var lostCycles = 0
    /// Cycles whose panels were not published.
    package var unpublishedCycles = 0
    /// Of the empty, the lost and the unpublished ones those in whose cycle the plan of faults has one of that domain.
    package var requested = Requested()

    /// What went wrong because it was asked for.
    package struct Requested: Sendable, Equatable {
      /// Empty cycles with a fault of the provider.
      package var empty = 0
      /// Lost cycles with a fault of the storage.
      package var lost = 0
      /// Unpublished cycles with a fault of the panels.
      package var unpublished = 0

      /// Nothing.
      package init() {}
    }
    /// Cycles never begun because the one before took too long.
    package var missedCycles = 0
    /// Options with a quote, and with a volatility, over all cycles.
    package var options = 0
    /// Options with a volatility, over all cycles.
    package var solved = 0
    /// Rows kept, and rows left out because their moment was there already.
    package var rows = 0
    /// Rows left out because their moment was there already.
    package var duplicates = 0
    /// Nanoseconds from the first cycle's beginning to the last one's end.
    package var nanoseconds: UInt64 = 0
  }

  /// A collector. `files` is nil for a run that keeps nothing, `panels` for one that publishes nothing; `memory` reads the memory in use as a fraction of the limit.
  ///
  /// Throws `config` for a plan without indices, with unknown ones, or with more than `CollectionPlan.indexLimit`.
  package init(
    _ plan: CollectionPlan, provider: any MarketProvider, table: ContractTable, files: CycleFiles?,
    panels: PanelPublisher? = nil, influx: InfluxSink? = nil, time: CollectionTime, hours: Hours = .always,
    faults: FaultPlan = FaultPlan(),
    memory: @escaping () -> Double? = { nil }, isStopAsked: @escaping () -> Bool = { false }
  ) throws(MarketError) {
    guard (1...CollectionPlan.indexLimit).contains(plan.indices.count) else {
      throw MarketError(
        .config, "\(plan.indices.count) indices to collect", hint: "name 1 to \(CollectionPlan.indexLimit)")
    }
    var calendars: [MarketCalendar] = []
    for index in plan.indices { calendars.append(try table.calendar(of: index.index)) }
    self.calendars = calendars
    self.plan = plan
    self.files = files
    self.faults = faults
    self.hours = hours
    self.isStopAsked = isStopAsked
    readMemory = memory
    fetcher = Fetcher(provider: provider, table: table, patience: plan.patience)
    latest = try LatestQuotes()
    pacer = try CyclePacer(time, interval: plan.interval)
    review = ChainReview(plan.quality, rate: plan.rate)
    self.publisher = panels
    self.influx = influx
  }

  /// Runs to the end of the plan, of time, or until it is asked to stop. `report` is called once a cycle.
  package func run(_ report: @escaping (CycleReport) -> Void) throws(MarketError) -> Outcome {
    var outcome = Outcome()
    let began = MonotonicClock.nanoseconds()
    onReport = { [faults] cycle in
      outcome.cycles += 1
      outcome.options += cycle.options
      outcome.solved += cycle.solved
      outcome.rows += cycle.writing?.kept ?? 0
      outcome.duplicates += cycle.writing?.known ?? 0
      outcome.count(cycle, faults)
      report(cycle)
    }
    let executor = ThreadExecutor(poolThreads: plan.indices.count)
    do throws(DataflowError) {
      try Scheduler(makeGraph(), on: executor).run()
    } catch {
      fatalError("the graph of a collection is not valid: \(error)")
    }
    if let fault = pacer.fault { throw fault }
    outcome.missedCycles = pacer.missed
    outcome.nanoseconds = MonotonicClock.nanoseconds() - began
    return outcome
  }

  private func makeGraph() throws(DataflowError) -> Graph {
    let builder = GraphBuilder("collection")
    let source = builder.node("cycles") { node in CycleSource(self).declare(node) }
    let wide = EdgeOptions<IndexTask>(capacity: CollectionPlan.indexLimit)
    let fetcher = fetcher
    let indices = plan.indices.count
    let jobs = builder.workers(
      "fetch", source.tasks,
      // Questions have the same deadline; a job is given up only when a provider does not keep to it.
      WorkerOptions(
        concurrency: plan.indices.count, timeout: plan.patience + Self.grace, onTimeout: .drop,
        hungLimit: CollectionPlan.indexLimit),
      NodeSettings(), wide
    ) { task in
      if task.isAsked(among: indices) { return fetcher.harvest(task) }
      let unasked = IndexHarvest(task)
      unasked.pass()
      return unasked
    }
    let harvested = EdgeOptions<IndexHarvest>(capacity: CollectionPlan.indexLimit)
    let given = builder.map("late", jobs.dead) { letter -> IndexHarvest in Self.late(letter) }
    let validated = builder.node("validate") { node in
      let out = node.output("out", IndexHarvest.self)
      let input = node.input("in", IndexHarvest.self) { [self] harvest, _ in
        validate(harvest)
        try out.emit(harvest)
      }
      builder.connect(jobs.out, to: input, harvested)
      builder.connect(given, to: input, harvested)
      return out
    }
    let priced = builder.map("price", validated, NodeSettings(), harvested) {
      [self] harvest -> IndexHarvest in
      price(harvest)
      return harvest
    }
    let assembly = CycleAssembly(indices: plan.indices.count)
    let whole = builder.node("cycle") { node in
      let out = node.output("out", CycleHarvest.self)
      let input = node.input("in", IndexHarvest.self) { harvest, _ in
        if let cycle = assembly.take(harvest) { try out.emit(cycle) }
      }
      builder.connect(priced, to: input, harvested)
      return out
    }
    let kept = builder.map("keep", whole) { [self] cycle -> CycleHarvest in
      keep(cycle)
      return cycle
    }
    let sent = builder.map("influx", kept) { [self] cycle -> CycleHarvest in
      do throws(MarketError) { try influx?.take(cycle) } catch {
        // The files have the rows.
        cycle.sinkTroubles.append(error.at(.recoverable))
      }
      return cycle
    }
    let published = builder.map("panels", sent) { [self] cycle -> CycleHarvest in
      publish(cycle)
      return cycle
    }
    let reported = builder.map("report", published) { [self] cycle -> CycleHarvest in
      report(cycle)
      return cycle
    }
    builder.connect(reported, to: source.done, EdgeOptions(policy: .fail))
    return try builder.build()
  }

  /// How long a provider may be late before its job is given up, in nanoseconds.
  private static let grace: UInt64 = 250_000_000

  private static func late(_ letter: DeadLetter) -> IndexHarvest {
    guard let task = letter.payload as? IndexTask else {
      fatalError("a fetch was given up that was none: \(letter)")
    }
    let harvest = IndexHarvest(task)
    harvest.questions = 1
    harvest.failedQuestions = 1
    harvest.fail(MarketError(.api, letter.reason, hint: "see --timeout", index: task.plan.index))
    return harvest
  }

  // MARK: Stations of a cycle

  func begin(_ number: Int, _ instant: Int64) -> CycleOrder {
    CycleOrder(
      number: number, instant: instant,
      plan: resilience.beginCycle(memory: faults.memory(at: number) ?? readMemory()))
  }

  /// Nanoseconds to wait while the market is closed; nil when a cycle may begin.
  func gate(_ instant: Int64) -> UInt64? {
    guard hours == .sessions else { return nil }
    if calendars.contains(where: { $0.phase(at: instant).isOpen }) { return nil }
    let next = calendars.compactMap { $0.nextOpen(after: instant) }.min() ?? .max
    if awaited != next {
      awaited = next
      onWait(next == .max ? nil : next)
    }
    return UInt64(max(1, next == .max ? plan.interval : next - instant))
  }

  private func report(_ cycle: CycleHarvest) {
    resilience.endCycle(at: moment(cycle))
    cycle.changes = resilience.takeChanges()
    onReport(makeReport(cycle, next: resilience.plan))
  }

  /// The clock of budgets: the market's own where time is manual, so that the same input decides the same.
  private func moment(_ cycle: CycleHarvest) -> UInt64 {
    pacer.isManual ? UInt64(max(0, cycle.order.instant)) : MonotonicClock.nanoseconds()
  }

  /// How the next cycle is to be done as far as is known before panels are published, whose budget decides nothing of it.
  func preview(_ cycle: CycleHarvest) -> CyclePlan {
    var ahead = resilience
    ahead.endCycle(at: moment(cycle))
    return ahead.plan
  }

  /// What a cycle came to; the next one begins as `next` says.
  func makeReport(_ cycle: CycleHarvest, next: CyclePlan) -> CycleReport {
    var budgets: [BudgetDomain: Double] = [:]
    for domain in BudgetDomain.allCases {
      budgets[domain] = resilience.report(domain, at: moment(cycle)).remaining
    }
    return CycleReport(
      cycle, budgets: budgets, contracts: latest.count,
      interval: Double(plan.interval) / 1e9 * next.intervalFactor, isSlowed: next.intervalFactor > 1)
  }
}
