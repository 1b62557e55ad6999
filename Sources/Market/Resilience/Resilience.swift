/// How a cycle is to be done, as memory and budgets leave it.
package struct CyclePlan: Sendable, Equatable {
  /// The cycle, from 1.
  package let cycle: Int
  /// The tier of memory pressure.
  package let tier: MemoryTier
  /// How much is collected about single options.
  package let detail: DetailMode
  /// The interval until the next cycle, in multiples of the usual one.
  package let intervalFactor: Double
  /// Domains of which only one attempt may be made in this cycle.
  package let probing: Set<BudgetDomain>

  /// Whether caches are to shrink.
  package var shrinksCaches: Bool { tier.actions.contains(.shrinkCaches) }
  /// Whether Greeks are left out.
  package var skipsGreeks: Bool { tier.actions.contains(.skipGreeks) }
  /// Whether every part works as if nothing had happened.
  package var isUndisturbed: Bool {
    tier == .normal && detail == .full && intervalFactor == 1 && probing.isEmpty
  }

  /// Strikes on each side of the money to ask for, out of `depth` in the best of times: the tier's share, and outside
  /// of `full` at most `band`.
  package func depth(of depth: Int, band: Int) -> Int {
    let scaled = tier.depth(of: depth)
    return detail == .full ? scaled : min(scaled, max(2, band))
  }
}

/// What began or ended to be done with the last decision, for logs and a cycle's line.
package struct ResilienceChange: Sendable, Equatable, CustomStringConvertible {
  /// What is done.
  package enum Action: Sendable, Equatable {
    case budget(BudgetDomain, BudgetAction)
    case memory(MemoryAction)
  }

  /// What is done.
  package let action: Action
  /// Whether it began; else it ended.
  package let began: Bool

  /// Whose doing, which action, and what it does.
  package var description: String {
    let verb = began ? "begins" : "ends"
    switch action {
    case .memory(let action): return "memory: \(action.rawValue) \(verb)"
    case .budget(let domain, let action):
      let effect = began ? " (\(Self.effect(of: action, domain)))" : ""
      return "budget of \(domain.rawValue): \(action.rawValue) \(verb)\(effect)"
    }
  }

  private static func effect(of action: BudgetAction, _ domain: BudgetDomain) -> String {
    if domain == .panels { return "panels alone are concerned: as much is collected as before" }
    return switch action {
    case .detail: "less is collected about single options"
    case .widen: "the interval is \(Int(Resilience.slowFactor)) times as long"
    case .breaker where domain == .provider: "two indices are asked about in a cycle"
    case .breaker: "health is critical until it closes"
    }
  }
}

/// Budgets and memory pressure of one collector: asked when a cycle begins, told what happened, asked again. Pure and
/// deterministic; it owns no clock and reads nothing. Every action ends one cycle after its cause at the latest: the
/// first cycle without the fault may still run with less, the second one does not.
package struct Resilience: Sendable {
  /// How much longer the interval is while a budget or memory asks for it.
  package static let slowFactor = 2.0

  /// Memory, as last read.
  package private(set) var memory: MemoryPressure
  /// Actions that began or ended since the cycle before, at most a few dozen.
  package private(set) var changes: [ResilienceChange] = []
  private var budgets: [FaultBudget]
  private var cycle = 0

  /// Undisturbed.
  package init(thresholds: MemoryThresholds = .standard, rules: [BudgetRule] = BudgetRule.standard) {
    memory = MemoryPressure(thresholds)
    budgets = BudgetDomain.allCases.map { FaultBudget($0, rules: rules) }
  }

  /// Begins the next cycle with a reading of memory (a fraction of the limit, nil when there is none); gives back how it
  /// is to be done.
  package mutating func beginCycle(memory fraction: Double?) -> CyclePlan {
    cycle += 1
    let before = memory.tier.actions
    memory.take(fraction)
    let after = memory.tier.actions
    for action in MemoryAction.allCases where before.contains(action) != after.contains(action) {
      changes.append(ResilienceChange(action: .memory(action), began: after.contains(action)))
    }
    return plan
  }

  /// How the present cycle is to be done; with the last cycle's end already decided, but for the next reading, how the next one.
  package var plan: CyclePlan {
    // Panels that cannot be published are no reason to collect less.
    let collecting = budgets.filter { $0.domain != .panels }
    let isSlow =
      memory.tier.actions.contains(.slowCycles) || collecting.contains { $0.active.contains(.widen) }
    return CyclePlan(
      cycle: cycle, tier: memory.tier,
      detail: DetailMode.decide(
        memory.tier, budgetsAskForLess: collecting.contains { $0.active.contains(.detail) }),
      intervalFactor: isSlow ? Self.slowFactor : 1,
      probing: Set(budgets.filter { $0.active.contains(.breaker) }.map(\.domain)))
  }

  /// Counts attempts of a domain in the present cycle, and how many of them failed.
  package mutating func record(_ domain: BudgetDomain, attempts: Int, failures: Int) {
    budgets[Self.place(domain)].record(attempts: attempts, failures: failures)
  }

  /// Ends the present cycle at `now` (nanoseconds of a clock that never steps back). `changes` holds what this decided
  /// and what the cycle's beginning had; it is emptied by `takeChanges`.
  package mutating func endCycle(at now: UInt64) {
    for place in budgets.indices {
      let (began, ended) = budgets[place].endCycle(at: now)
      let domain = budgets[place].domain
      changes += began.map { ResilienceChange(action: .budget(domain, $0), began: true) }
      changes += ended.map { ResilienceChange(action: .budget(domain, $0), began: false) }
    }
    // A caller that never takes them must not pay for it.
    if changes.count > 256 { changes.removeFirst(changes.count - 256) }
  }

  /// What began and ended since the last call.
  package mutating func takeChanges() -> [ResilienceChange] {
    defer { changes = [] }
    return changes
  }

  /// Whether a budget's action holds.
  package func isActive(_ action: BudgetAction, of domain: BudgetDomain) -> Bool {
    budgets[Self.place(domain)].active.contains(action)
  }

  /// What is spent and left of a domain's budget at `now`.
  package func report(_ domain: BudgetDomain, at now: UInt64) -> FaultBudget.Report {
    budgets[Self.place(domain)].report(at: now)
  }

  private static func place(_ domain: BudgetDomain) -> Int {
    switch domain {
    case .provider: 0
    case .storage: 1
    case .analytics: 2
    case .panels: 3
    }
  }
}
