import Base
import Testing

@testable import Market

struct HealthTests {
  private var well: HealthFacts {
    var facts = HealthFacts(interval: 60, uptime: 1_000)
    facts.lastSuccessAge = 30
    facts.budgets = [1, 0.9, nil, 0.8]
    facts.tier = .normal
    facts.storageSeconds = 0.01
    facts.usesPanels = true
    facts.panelAge = 31
    return facts
  }

  private func level(_ change: (inout HealthFacts) -> Void) -> (HealthLevel, String) {
    var facts = well
    change(&facts)
    let health = Health.evaluate(facts)
    return (health.level, health.reasons)
  }

  @Test func eachCheckHasItsLevelsAndItsReason() {
    #expect(level { _ in } == (.healthy, ""))
    #expect(level { $0.lastSuccessAge = 121 } == (.degraded, "last_success: 121 s ago"))
    #expect(level { $0.lastSuccessAge = 181 } == (.warning, "last_success: 181 s ago"))
    #expect(level { $0.lastSuccessAge = 301 } == (.critical, "last_success: 301 s ago"))
    #expect(
      level {
        $0.isMarketOpen = false
        $0.lastSuccessAge = 50_000
      } == (.healthy, ""))
    #expect(level { $0.budgets[1] = 0.25 } == (.degraded, "budget_storage: 25 % left"))
    #expect(level { $0.budgets[0] = 0 } == (.warning, "budget_provider: 0 % left"))
    #expect(level { $0.broken = [.panels] } == (.critical, "budget_panels: the breaker is open"))
    #expect(level { $0.tier = .elevated } == (.degraded, "memory: tier 1"))
    #expect(level { $0.tier = .critical } == (.critical, "memory: tier 3"))
    #expect(level { $0.storageSeconds = 4 } == (.degraded, "storage_latency: the last write took 4.0 s"))
    #expect(level { $0.storageSeconds = 61 } == (.critical, "storage_latency: the last write took 61 s"))
    #expect(level { $0.panelAge = 200 } == (.warning, "panel_age: 200 s old"))
    #expect(
      level {
        $0.panelAge = 200
        $0.usesPanels = false
      } == (.healthy, ""))
  }

  @Test func whatIsNotKnownIsSaidAndNeverHidesAWarning() {
    #expect(level { $0.tier = nil } == (.unknown, "memory: no reading"))
    #expect(level { $0.lastSuccessAge = .nan }.0 == .unknown)
    #expect(
      level {
        $0.tier = nil
        $0.lastSuccessAge = 200
      }.0 == .warning)
    #expect(
      level {
        $0.tier = nil
        $0.lastSuccessAge = 130
      }.0 == .unknown)
    #expect(
      level {
        $0.lastSuccessAge = nil
        $0.uptime = 5
      }.0 == .unknown, "it has only begun")
    #expect(level { $0.lastSuccessAge = nil }.0 == .critical, "silence since the beginning")
    #expect(
      level {
        $0.panelAge = nil
        $0.uptime = 5
      }.0 == .unknown)
    #expect(Health.evaluate(HealthFacts(interval: 60, uptime: 0)).level == .unknown)
  }

  @Test func worseFactsAreNeverBetterHealth() {
    var random = SeededRandom(seed: 5)
    for round in 0..<500 {
      var facts = well
      facts.lastSuccessAge = random.unit() * 400
      facts.budgets = BudgetDomain.allCases.map { _ in random.unit() }
      facts.tier = MemoryTier.allCases[Int(random.below(4))]
      facts.storageSeconds = random.unit() * 80
      facts.panelAge = random.unit() * 400
      var worse = facts
      switch random.below(5) {
      case 0: worse.lastSuccessAge! += 100 * random.unit()
      case 1: worse.budgets[Int(random.below(4))] = 0
      case 2: worse.tier = .critical
      case 3: worse.storageSeconds! += 30 * random.unit()
      default: worse.panelAge! += 100 * random.unit()
      }
      let (before, after) = (Health.evaluate(facts), Health.evaluate(worse))
      #expect(before.level <= after.level, "seed 5, round \(round)")
      #expect(before.checks.count == 8 && before.level == before.checks.map(\.level).max())
    }
  }
}
