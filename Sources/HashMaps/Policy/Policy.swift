/// What decides the layout of an adaptive map: a pure state machine over windows of operations.
///
/// `thresholds` acts on explicit limits of the structure alone and is therefore the same on every machine. `live`
/// predicts each candidate's cost for the window's mix of operations, adds up what the present layout has cost more
/// (the regret) and moves once that exceeds the price of moving (the ski-rental rule: never more than twice the cost of
/// the best choice in hindsight). After a move it compares what it measures with what it predicted and learns; a move
/// that did not pay is thus undone by the same rule. It never moves while the map grows, and not twice within four
/// operations an entry. A memory budget overrides both.
@usableFromInline
struct Policy {
  /// What one window of operations showed.
  struct Window {
    var operations = 0
    var hits = 0
    var misses = 0
    var updates = 0
    var inserts = 0
    var deletes = 0
    var entries = 0
    var heldBytes = 0
    var layout = Layout.grouped
    var isWorking = false
    /// Whether most operations came in batches that ask for their cache lines ahead.
    var isPrefetched = false
    /// Mean time of an operation in batches, or nil where none passed through.
    var nanoseconds: Double?
  }

  struct Limits {
    var maxLoadFactorChaining = 0.70
    var maxGroupLength = 14
    var maxAverageProbeRobinhood = 1.8
    var maxTombstoneRatio = 0.15
  }

  struct Choice: Equatable {
    var action: PolicyDecision.Action
    var layout: Layout
    var reason: EventReason
    /// What decided; nil for a decision that is replayed.
    var deciding: DecidingFigure?
  }

  let kind: MapConfiguration.PolicyKind
  var limits: Limits
  var memoryBudget: Int?
  /// Decisions to replay instead of taking any, by operation.
  var replayed: ArraySlice<PolicyDecision>?
  /// Every decision taken.
  var log: [PolicyDecision] = []
  /// The log is cut here; a policy that decides more often is broken.
  static let logLimit = 100_000

  private var model: CostModel
  /// Nanoseconds that each layout would have saved since the last move, by raw value.
  private var regret = [Double](repeating: 0, count: Layout.allCases.count)
  /// Operations before the next move may be considered.
  private var coolDown = 0
  /// The move whose outcome is still to be measured: its prediction and the cost before it.
  private var trial: (layout: Layout, mix: [Double], before: Double, predicted: Double, settle: Int)?
  private var lastCost: Double?

  /// Operations a window has at least.
  @usableFromInline let windowOperations: Int

  /// A predicted gain below this is noise and earns no regret.
  static let hysteresis = 0.10
  /// Nanoseconds that moving one entry costs: measured 10-15, a little more with what it evicts from the caches.
  static let movingCost = 16.0

  init(
    _ kind: MapConfiguration.PolicyKind, limits: Limits, memoryBudget: Int?, replayed: [PolicyDecision]?,
    model: CostModel = CostModel()
  ) {
    self.kind = kind
    self.model = model
    self.limits = limits
    self.memoryBudget = memoryBudget
    self.replayed = replayed.map { $0.sorted { $0.operation < $1.operation }[...] }
    windowOperations = kind == .live ? 65_536 : 8192
  }

  /// Operations until the policy wants to be asked, given those done so far.
  @usableFromInline
  func interval(after operations: UInt64) -> Int {
    guard let replayed else { return windowOperations }
    guard let first = replayed.first else { return 1 << 40 }
    return first.operation > operations ? Int(min(first.operation - operations, 1 << 40)) : 1
  }

  /// The recorded decision that is due, removed from those to come.
  mutating func takeReplayed(at operations: UInt64) -> Choice? {
    guard let first = replayed?.first, first.operation <= operations else { return nil }
    replayed?.removeFirst()
    return Choice(action: first.action, layout: first.layout, reason: .replayed)
  }

  /// Judges a window. `statistics` is asked for only where thresholds need it.
  mutating func judge(_ window: Window, statistics: () -> MapStatistics) -> Choice? {
    coolDown = max(0, coolDown - window.operations)
    if let choice = underBudget(window) { return choice }
    guard !window.isWorking else { return nil }
    switch kind {
    case .thresholds: return coolDown == 0 ? byThresholds(window, statistics()) : nil
    case .live: return byCost(window)
    }
  }

  /// Notes that a choice was taken.
  mutating func took(_ choice: Choice, at operation: UInt64, entries: Int) {
    if log.count < Self.logLimit {
      log.append(
        PolicyDecision(
          operation: operation, action: choice.action, layout: choice.layout, reason: choice.reason))
    }
    coolDown = 4 * entries
    for index in regret.indices { regret[index] = 0 }
  }

  // MARK: Memory

  /// From three quarters of the budget on, `compact`: converting takes half as many operations as there are entries, in
  /// which a growing map may add a third.
  private func underBudget(_ window: Window) -> Choice? {
    guard let memoryBudget, window.layout != .compact, window.heldBytes > memoryBudget / 4 * 3 else {
      return nil
    }
    return Choice(
      action: .convert, layout: .compact, reason: .memory,
      deciding: DecidingFigure(Double(window.heldBytes), limit: Double(memoryBudget / 4 * 3)))
  }

  // MARK: Thresholds

  private func byThresholds(_ window: Window, _ statistics: MapStatistics) -> Choice? {
    switch window.layout {
    case .chaining:
      if statistics.loadFactor > limits.maxLoadFactorChaining {
        return Choice(
          action: .convert, layout: .robinhood, reason: .loadFactor,
          deciding: DecidingFigure(statistics.loadFactor, limit: limits.maxLoadFactorChaining))
      }
      if statistics.longestGroup > limits.maxGroupLength {
        return Choice(
          action: .convert, layout: .robinhood, reason: .groupLength,
          deciding: DecidingFigure(Double(statistics.longestGroup), limit: Double(limits.maxGroupLength)))
      }
    case .robinhood:
      if statistics.meanDistance > limits.maxAverageProbeRobinhood {
        return Choice(
          action: .convert, layout: .chaining, reason: .averageProbe,
          deciding: DecidingFigure(statistics.meanDistance, limit: limits.maxAverageProbeRobinhood))
      }
      if statistics.tombstones > 0, statistics.tombstoneRatio >= limits.maxTombstoneRatio {
        return Choice(
          action: .compact, layout: .robinhood, reason: .tombstones,
          deciding: DecidingFigure(statistics.tombstoneRatio, limit: limits.maxTombstoneRatio))
      }
    case .grouped, .compact: break
    }
    return nil
  }

  // MARK: Cost

  private mutating func byCost(_ window: Window) -> Choice? {
    let reach = CostModel.Reach(bytes: window.heldBytes, isPrefetched: window.isPrefetched)
    let total = Double(max(1, window.operations))
    let mix = [window.hits, window.misses, window.updates, window.inserts, window.deletes].map {
      Double($0) / total
    }
    let growing = Double(window.inserts - window.deletes) / total > 0.02
    if let nanoseconds = window.nanoseconds { weigh(trialAgainst: nanoseconds, window, reach, mix) }
    lastCost = window.nanoseconds
    guard !growing, window.entries > 4096 else {
      for index in regret.indices { regret[index] = 0 }
      return nil
    }
    let present = model.cost(window.layout, reach, mix)
    let level = window.nanoseconds ?? present
    for candidate in candidates(window) where candidate != window.layout {
      let index = Int(candidate.rawValue)
      let ratio = model.cost(candidate, reach, mix) / max(present, .leastNonzeroMagnitude)
      let gain = ratio < 1 - Self.hysteresis ? level * (1 - ratio) : min(0, level * (1 - ratio))
      regret[index] = max(0, regret[index] + gain * total)
      let price = Self.movingCost * Double(window.entries)
      if regret[index] > price, coolDown == 0 {
        if let before = window.nanoseconds {
          trial = (candidate, mix, before, ratio, 2)
        }
        return Choice(
          action: .convert, layout: candidate, reason: .cost,
          deciding: DecidingFigure(
            regret[index], limit: price, nanosecondsBefore: level, nanosecondsExpected: level * ratio))
      }
    }
    return nil
  }

  /// `compact` is for memory, `robinhood` for those who name it; a map under a budget stays where it is small.
  private func candidates(_ window: Window) -> [Layout] {
    guard let memoryBudget else { return [.grouped, .chaining] }
    // Chaining needs a third more memory than grouped, and twice it at its worst.
    if window.layout == .compact {
      return window.heldBytes * 2 < memoryBudget / 2 ? [.grouped] : []
    }
    return window.heldBytes * 2 < memoryBudget ? [.grouped, .chaining] : [.grouped]
  }

  /// Compares the cost measured after a move with the prediction, once two windows of a like mix have settled.
  private mutating func weigh(
    trialAgainst nanoseconds: Double, _ window: Window, _ reach: CostModel.Reach, _ mix: [Double]
  ) {
    guard var trial, !window.isWorking, window.layout == trial.layout else { return }
    let distance = zip(mix, trial.mix).reduce(0) { $0 + abs($1.0 - $1.1) }
    guard distance < 0.2 else {
      self.trial = nil
      return
    }
    trial.settle -= 1
    self.trial = trial
    guard trial.settle == 0 else { return }
    self.trial = nil
    model.learn(trial.layout, reach, ratio: nanoseconds / max(trial.before, 1e-9) / trial.predicted)
  }
}
