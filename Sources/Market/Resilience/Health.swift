import Base

/// What a collector's health is and why: a pure evaluation of facts.
package struct Health: Sendable, Equatable {
  /// Ages in intervals and write times in seconds from which on a level holds.
  package struct Limits: Sendable, Equatable {
    /// Age of the last success or of panels, in intervals: degraded, warning, critical.
    package var age = [2.0, 3.0, 5.0]
    /// Duration of a durable write, as a share of the interval: degraded, warning, critical.
    package var storage = [0.05, 0.25, 1.0]
    /// Remaining budget, at or below which: degraded, warning. Critical is an open breaker: a budget stays spent long
    /// after its cause is gone.
    package var budget = [0.25, 0.0]

    /// The usual limits.
    package init() {}
  }

  /// The worst known level when it is a warning or worse; else `unknown` when anything is unknown; else the worst.
  package let level: HealthLevel
  /// Everything that was looked at, in a fixed order.
  package let checks: [HealthCheck]

  /// Checks with a level other than healthy, as one line; empty when all is well.
  package var reasons: String {
    checks.filter { $0.level != .healthy }.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
  }

  /// Evaluates facts. O(checks).
  package static func evaluate(_ facts: HealthFacts, limits: Limits = Limits()) -> Health {
    var checks = [success(facts, limits)]
    for (domain, remaining) in zip(BudgetDomain.allCases, facts.budgets) {
      checks.append(budget(domain, remaining, facts, limits))
    }
    checks.append(memory(facts))
    checks.append(storage(facts, limits))
    if facts.usesPanels { checks.append(panels(facts, limits)) }
    let known = checks.map(\.level).filter { $0 != .unknown }.max() ?? .unknown
    let hasUnknown = checks.contains { $0.level == .unknown }
    return Health(level: known < .warning && hasUnknown ? .unknown : known, checks: checks)
  }

  private static func success(_ facts: HealthFacts, _ limits: Limits) -> HealthCheck {
    let name = "last_success"
    guard facts.isMarketOpen else {
      return HealthCheck(name: name, level: .healthy, reason: "the market is closed")
    }
    guard let age = facts.lastSuccessAge else {
      // The beginning is no failure; silence since the beginning is.
      let level = rising(facts.uptime / facts.interval, limits.age)
      return HealthCheck(
        name: name, level: level < .warning ? .unknown : level,
        reason: "nothing was collected since the start \(seconds(facts.uptime)) ago")
    }
    return HealthCheck(
      name: name, level: rising(age / facts.interval, limits.age), reason: "\(seconds(age)) ago")
  }

  private static func budget(
    _ domain: BudgetDomain, _ remaining: Double?, _ facts: HealthFacts, _ limits: Limits
  ) -> HealthCheck {
    let name = "budget_\(domain.rawValue)"
    if facts.broken.contains(domain) {
      return HealthCheck(name: name, level: .critical, reason: "the breaker is open")
    }
    // A domain that was never used has its whole budget.
    guard let remaining else { return HealthCheck(name: name, level: .healthy, reason: "not used yet") }
    let level =
      remaining.isNaN
      ? .unknown : HealthLevel(rawValue: limits.budget.filter { remaining <= $0 }.count) ?? .critical
    return HealthCheck(name: name, level: level, reason: "\(Figures.fixed(remaining * 100, 0)) % left")
  }

  private static func memory(_ facts: HealthFacts) -> HealthCheck {
    guard let tier = facts.tier else {
      return HealthCheck(name: "memory", level: .unknown, reason: "no reading")
    }
    let level: HealthLevel =
      switch tier {
      case .normal: .healthy
      case .elevated: .degraded
      case .high: .warning
      case .critical: .critical
      }
    return HealthCheck(name: "memory", level: level, reason: "tier \(tier.rawValue)")
  }

  private static func storage(_ facts: HealthFacts, _ limits: Limits) -> HealthCheck {
    guard let took = facts.storageSeconds else {
      return HealthCheck(name: "storage_latency", level: .healthy, reason: "nothing was written yet")
    }
    return HealthCheck(
      name: "storage_latency", level: rising(took / facts.interval, limits.storage),
      reason: "the last write took \(seconds(took))")
  }

  private static func panels(_ facts: HealthFacts, _ limits: Limits) -> HealthCheck {
    guard let age = facts.panelAge else {
      let level = rising(facts.uptime / facts.interval, limits.age)
      return HealthCheck(
        name: "panel_age", level: level < .warning ? .unknown : level, reason: "no panel was published yet")
    }
    return HealthCheck(
      name: "panel_age", level: rising(age / facts.interval, limits.age), reason: "\(seconds(age)) old")
  }

  /// Above the first limit degraded, then warning, then critical; what is no number is unknown.
  private static func rising(_ value: Double, _ limits: [Double]) -> HealthLevel {
    guard !value.isNaN else { return .unknown }
    return HealthLevel(rawValue: limits.filter { value > $0 }.count) ?? .critical
  }

  private static func seconds(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value) s" }
    return value < 10 ? "\((value * 1000).rounded() / 1000) s" : "\(Int(value.rounded())) s"
  }
}
