import Base
import Testing

@testable import Market

struct FaultBudgetTests {
  private static let second: UInt64 = 1_000_000_000

  @Test func aProviderThatFailsIsActedUponStepByStepAndComesBackAtOnce() {
    var budget = FaultBudget(.provider)
    var now: UInt64 = 0
    func cycle(_ attempts: Int, _ failures: Int) -> [String] {
      now += 60 * Self.second
      budget.record(attempts: attempts, failures: failures)
      let (began, ended) = budget.endCycle(at: now)
      return began.map { "+\($0)" } + ended.map { "-\($0)" }
    }
    for _ in 0..<20 { #expect(cycle(4, 0) == []) }
    // One bad cycle of twenty burns at 1, two at 2 and 4, three of the last five at 12.
    #expect(cycle(4, 4) == [])
    #expect(cycle(4, 4) == ["+detail", "+widen"])
    #expect(cycle(4, 4) == ["+breaker"])
    #expect(cycle(1, 1) == [])
    // Behind the breaker one attempt is made; that it succeeds ends everything.
    #expect(cycle(1, 0) == ["-detail", "-widen", "-breaker"])
    let report = budget.report(at: now)
    #expect(report.attempts == 20 * 4 + 14 && report.failures == 13)
    #expect(report.breaches == 4 && report.breachesTotal == 4)
    #expect(abs(report.consumed - 4.0 / 25 / 0.05) < 1e-12 && report.remaining == 0)
    // An hour later nothing of it counts, but the total.
    let later = budget.report(at: now + 3700 * Self.second)
    #expect(later.remaining == 1 && later.consumed == 0 && later.breaches == 0 && later.breachesTotal == 4)
  }

  /// A bad cycle ends with its first questions and makes fewer attempts than a good one; it weighs as much.
  @Test func theBreakerOpensWithTheThirdBadCycleWhateverCameBefore() {
    for good in [0, 1, 4, 20, 300] {
      var budget = FaultBudget(.provider)
      var now: UInt64 = 0
      func isOpen(_ attempts: Int, _ failures: Int) -> Bool {
        now += 60 * Self.second
        budget.record(attempts: attempts, failures: failures)
        _ = budget.endCycle(at: now)
        return budget.active.contains(.breaker)
      }
      for _ in 0..<good { #expect(!isOpen(20, 0)) }
      #expect(!isOpen(4, 4) && !isOpen(4, 4), "after \(good) good cycles")
      #expect(isOpen(4, 4), "after \(good) good cycles")
      #expect(isOpen(1, 1) && !isOpen(1, 0))
    }
  }

  @Test func theBorderOfAnActionIsWide() {
    var budget = FaultBudget(.analytics)
    var now: UInt64 = 0
    func isDetailed(_ failures: Int) -> Bool {
      now += Self.second
      budget.record(attempts: 100, failures: failures)
      _ = budget.endCycle(at: now)
      return budget.active.contains(.detail)
    }
    // Ten percent are allowed: 19 failures burn at 1.9, 20 at 2, and it ends below 1.
    #expect(!isDetailed(19))
    #expect(!isDetailed(20))
    for _ in 0..<3 { _ = isDetailed(30) }
    #expect(isDetailed(20))
    for failures in [19, 10, 19, 20, 11, 10] { #expect(isDetailed(failures), "\(failures)") }
    #expect(!isDetailed(9))
  }

  @Test func withoutAttemptsNothingIsDecidedUntilThePastIsOver() {
    var budget = FaultBudget(.storage)
    for cycle in 1...4 {
      budget.record(attempts: 1, failures: 1)
      _ = budget.endCycle(at: UInt64(cycle) * Self.second)
    }
    #expect(budget.active == [.detail, .widen, .breaker])
    #expect(budget.endCycle(at: 5 * Self.second).ended == [])
    // The windows are 900, 1800 and 3600 seconds long; a clock that steps back changes nothing.
    #expect(budget.endCycle(at: 1 * Self.second).ended == [])
    #expect(budget.endCycle(at: 905 * Self.second).ended == [.breaker])
    #expect(budget.endCycle(at: 1805 * Self.second).ended == [.widen])
    #expect(budget.endCycle(at: 3605 * Self.second).ended == [.detail])
    #expect(budget.active.isEmpty)
  }

  @Test func impossibleCountsAreBroughtIntoRange() {
    var budget = FaultBudget(.panels)
    budget.record(attempts: -5, failures: 3)
    budget.record(attempts: 2, failures: 9)
    budget.record(attempts: 1, failures: -1)
    budget.record(attempts: .max, failures: .max)
    _ = budget.endCycle(at: 1)
    let report = budget.report(at: 1)
    #expect(report.attempts == 1 << 40 && report.failures <= report.attempts)
    #expect(report.remaining == 0)
  }

  /// Decides the same from the whole history, written down plainly.
  private struct Model {
    let domain: BudgetDomain
    var history: [(end: UInt64, attempts: Int, failures: Int)] = []
    var active: Set<BudgetAction> = []

    mutating func end(_ now: UInt64, _ attempts: Int, _ failures: Int) {
      if attempts > 0 { history.append((now, attempts, failures)) }
      func burn(_ failures: Int, _ attempts: Int) -> Double {
        attempts == 0 ? 0 : Double(failures) / Double(attempts) / domain.allowedShare
      }
      for rule in BudgetRule.standard {
        let past = history.suffix(rule.long.cycles).filter { Double(now - $0.end) / 1e9 <= rule.long.seconds }
        // Newest first, as sums of numbers that are not whole depend on their order.
        let shares = past.reversed().reduce(0) { $0 + Double($1.failures) / Double($1.attempts) }
        let long = past.isEmpty ? 0 : shares / Double(past.count) / domain.allowedShare
        let bad = past.filter { burn($0.failures, $0.attempts) > 1 }.count
        let short = burn(failures, attempts)
        if active.contains(rule.action) {
          if past.isEmpty || (attempts > 0 && short < rule.burn / 2) { active.remove(rule.action) }
        } else if attempts > 0, long >= rule.burn, short >= rule.burn, bad >= rule.badCycles {
          active.insert(rule.action)
        }
      }
    }
  }

  @Test(arguments: BudgetDomain.allCases)
  func agreesWithItsModelAndAlwaysRecoversInOneGoodCycle(domain: BudgetDomain) {
    for seed in 1...15 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      var budget = FaultBudget(domain)
      var model = Model(domain: domain)
      var now: UInt64 = 0
      var mood = 0.0
      var acted = 0
      for round in 0..<400 {
        if random.below(12) == 0 { mood = [0, 0, 0.03, 0.12, 0.3, 0.9, 1][Int(random.below(7))] }
        now += UInt64(random.below(120)) * Self.second
        // Not a power of two, so that no share falls on a threshold but for rounding.
        let attempts = random.below(9) == 0 ? 0 : Int(random.below(40)) + 1
        let failures = (0..<attempts).filter { _ in random.unit() < mood }.count
        budget.record(attempts: attempts, failures: failures)
        let before = budget.active
        let (began, ended) = budget.endCycle(at: now)
        model.end(now, attempts, failures)
        #expect(budget.active == model.active, "\(domain), seed \(seed), cycle \(round)")
        #expect(
          before.union(began).subtracting(ended) == budget.active, "\(domain), seed \(seed), cycle \(round)")
        acted += began.count
        let report = budget.report(at: now)
        #expect((0...1).contains(report.remaining) && report.failures <= report.attempts)
        if attempts > 0, failures == 0 {
          #expect(
            budget.active.isEmpty, "\(domain), seed \(seed), cycle \(round): a good cycle ends every action")
        }
      }
      #expect(acted > 0, "\(domain), seed \(seed): nothing was ever done")
    }
  }
}
