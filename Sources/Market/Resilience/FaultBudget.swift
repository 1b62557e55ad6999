/// How much of what a domain may do wrong it has done, and what follows from it. Knows no clock: whoever owns it says
/// when a cycle ends. A few hundred bytes of state and O(window) a cycle.
package struct FaultBudget: Sendable {
  /// The stretch of the past over which `remaining` and `consumed` are told.
  package static let window = BudgetWindow(cycles: 240, seconds: 3600)

  /// Numbers for metrics and panels.
  package struct Report: Sendable, Equatable {
    /// Attempts and failed ones within the window.
    package let attempts: Int
    /// Failed attempts within the window.
    package let failures: Int
    /// The mean share of failed attempts of a cycle divided by the allowed one: 1 is a budget spent, more is overspent.
    package let consumed: Double
    /// What is left, 1 when nothing failed, 0 when it is spent.
    package let remaining: Double
    /// Cycles above the allowed share within the window.
    package let breaches: Int
    /// Cycles above the allowed share since the beginning.
    package let breachesTotal: UInt64
  }

  private struct Cycle: Sendable {
    let end: UInt64
    let attempts: Int
    let failures: Int
    /// Failures to attempts; 0 without attempts.
    var share: Double { attempts == 0 ? 0 : Double(failures) / Double(attempts) }
  }

  /// Whose budget it is.
  package let domain: BudgetDomain
  /// When it acts.
  package let rules: [BudgetRule]
  /// What it brings about now.
  package private(set) var active: Set<BudgetAction> = []
  /// Newest last.
  private var cycles: [Cycle] = []
  private var attempts = 0
  private var failures = 0
  private var breachesTotal: UInt64 = 0

  /// An untouched budget.
  package init(_ domain: BudgetDomain, rules: [BudgetRule] = BudgetRule.standard) {
    self.domain = domain
    self.rules = rules
  }

  /// Counts attempts of the present cycle, and how many of them failed (never more than there were attempts).
  package mutating func record(attempts: Int, failures: Int) {
    let attempts = min(max(0, attempts), 1 << 40)
    self.attempts = min(self.attempts + attempts, 1 << 40)
    self.failures = min(self.failures + min(max(0, failures), attempts), self.attempts)
  }

  /// Ends the present cycle at `now` (nanoseconds of a clock that never steps back; an earlier time counts as the
  /// latest seen) and decides. Gives back the actions that began and ended. A cycle without attempts tells nothing.
  package mutating func endCycle(at now: UInt64) -> (began: [BudgetAction], ended: [BudgetAction]) {
    let end = max(now, cycles.last?.end ?? 0)
    let latest = Cycle(end: end, attempts: attempts, failures: failures)
    attempts = 0
    failures = 0
    if latest.attempts > 0 {
      if isBad(latest) { breachesTotal += 1 }
      if cycles.count == Self.window.cycles { cycles.removeFirst() }
      cycles.append(latest)
    }
    var began: [BudgetAction] = []
    var ended: [BudgetAction] = []
    for rule in rules {
      let isActive = active.contains(rule.action)
      let past = sums(rule.long, at: end)
      if isActive {
        let isCalm = latest.attempts > 0 && burn(latest.share, 1) < rule.burn / 2
        if isCalm || past.attempts == 0 {
          active.remove(rule.action)
          ended.append(rule.action)
        }
      } else if latest.attempts > 0, burn(latest.share, 1) >= rule.burn,
        burn(past.shares, past.cycles) >= rule.burn, past.bad >= rule.badCycles
      {
        active.insert(rule.action)
        began.append(rule.action)
      }
    }
    return (began, ended)
  }

  /// The burn rate of a window that ends at `now`; 0 without attempts.
  package func burnRate(_ window: BudgetWindow, at now: UInt64) -> Double {
    let past = sums(window, at: now)
    return burn(past.shares, past.cycles)
  }

  /// What is spent and left at `now`.
  package func report(at now: UInt64) -> Report {
    let past = sums(Self.window, at: now)
    let consumed = burn(past.shares, past.cycles)
    return Report(
      attempts: past.attempts, failures: past.failures, consumed: consumed, remaining: max(0, 1 - consumed),
      breaches: past.bad, breachesTotal: breachesTotal)
  }

  private struct Sums {
    var cycles = 0
    var attempts = 0
    var failures = 0
    /// Of all cycles together.
    var shares = 0.0
    var bad = 0
  }

  private func sums(_ window: BudgetWindow, at now: UInt64) -> Sums {
    var result = Sums()
    for cycle in cycles.suffix(window.cycles).reversed() {
      let age = now > cycle.end ? Double(now - cycle.end) / 1e9 : 0
      guard age <= window.seconds else { break }
      result.cycles += 1
      result.shares += cycle.share
      result.attempts += cycle.attempts
      result.failures += cycle.failures
      if isBad(cycle) { result.bad += 1 }
    }
    return result
  }

  private func isBad(_ cycle: Cycle) -> Bool {
    Double(cycle.failures) > domain.allowedShare * Double(cycle.attempts)
  }

  /// Cycles weigh alike, however many attempts they made: one that fails at its first question makes fewer than a good one.
  private func burn(_ shares: Double, _ cycles: Int) -> Double {
    cycles == 0 ? 0 : shares / Double(cycles) / domain.allowedShare
  }
}
