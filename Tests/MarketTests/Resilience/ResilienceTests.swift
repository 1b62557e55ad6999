import Base
import TestSupport
import Testing

@testable import Market

struct ResilienceTests {
  private static let second: UInt64 = 1_000_000_000

  /// Runs a fault plan and gives back how each cycle was to be done. Behind a breaker one attempt a cycle is made.
  private func run(_ faults: [String], cycles: Int, attempts: Int = 4) throws -> [CyclePlan] {
    let plan = try FaultPlan(faults)
    var resilience = Resilience()
    var done: [CyclePlan] = []
    for cycle in 1...cycles {
      let now = resilience.beginCycle(memory: plan.memory(at: cycle) ?? 0.3)
      done.append(now)
      for (domain, fault) in zip(
        BudgetDomain.allCases, [FaultDomain.provider, .storage, .analytics, .panels])
      {
        let tries = now.probing.contains(domain) ? 1 : attempts
        resilience.record(
          domain, attempts: tries, failures: plan.effects(on: fault, at: cycle).isEmpty ? 0 : tries)
      }
      resilience.endCycle(at: UInt64(cycle) * 60 * Self.second)
    }
    return done
  }

  @Test func memoryOnRequestTakesDetailAwayAndGivesItBack() throws {
    let cycles = try run(["memory:0.92@4-6"], cycles: 9)
    #expect(cycles.map(\.tier.rawValue) == [0, 0, 0, 3, 3, 3, 3, 0, 0])
    #expect(cycles[3].detail == .aggregate && cycles[3].skipsGreeks && cycles[3].shrinksCaches)
    #expect(cycles[3].intervalFactor == 2 && cycles[3].depth(of: 20, band: 5) == 5)
    #expect(cycles[3].depth(of: 20, band: 10) == 8 && cycles[0].depth(of: 20, band: 5) == 20)
    #expect(cycles[7].isUndisturbed && cycles[2].isUndisturbed)
  }

  @Test func aStallOfTheProviderEndsBehindABreakerAndIsForgotten() throws {
    let cycles = try run(["provider:stall@3-6"], cycles: 9)
    #expect(cycles.map(\.detail.rawValue) == [0, 0, 0, 1, 1, 1, 1, 0, 0])
    #expect(cycles.map(\.intervalFactor) == [1, 1, 1, 1, 2, 2, 2, 1, 1])
    #expect(
      cycles.map { $0.probing == [.provider] } == [
        false, false, false, false, false, true, true, false, false,
      ])
    #expect(cycles[8].isUndisturbed)
  }

  @Test func whateverFailsEverythingIsUndoneInTheSecondCycleAfter() throws {
    let words = FaultDomain.allCases.flatMap { domain in
      domain.effects.map { "\(domain.rawValue):\($0.rawValue)" }
    }
    var disturbed = 0
    for seed in 1...120 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let faults = (0...Int(random.below(4))).map { _ in
        let first = Int(random.below(30)) + 1
        let what =
          random.below(3) == 0
          ? "memory:\(random.unit())" : words[Int(random.below(UInt64(words.count)))]
        return "\(what)@\(first)-\(first + Int(random.below(12)))"
      }
      let plan = try FaultPlan(faults)
      let cycles = try run(faults, cycles: plan.lastCycle + 3, attempts: Int(random.below(60)) + 1)
      for (earlier, later) in zip(cycles, cycles.dropFirst()) {
        // Two cycles without any fault in a row: the later one, at the latest, is undisturbed.
        if !plan.isActive(at: earlier.cycle), !plan.isActive(at: later.cycle) {
          #expect(later.isUndisturbed, "seed \(seed), \(faults), cycle \(later.cycle): \(later)")
        }
      }
      disturbed += cycles.filter { !$0.isUndisturbed }.count
    }
    #expect(disturbed > 400)
  }

  @Test func changesTellWhatBeganAndEndedAndBalance() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      var resilience = Resilience()
      var open = 0
      for cycle in 1...100 {
        _ = resilience.beginCycle(memory: random.below(3) == 0 ? 0.95 : random.unit() * 0.7)
        resilience.record(.provider, attempts: 1, failures: 1)
        resilience.record(.provider, attempts: Int(random.below(8)), failures: 0)
        resilience.endCycle(at: UInt64(cycle) * Self.second)
        for change in resilience.takeChanges() { open += change.began ? 1 : -1 }
        #expect(open >= 0, "seed \(seed), cycle \(cycle)")
      }
      for cycle in 101...102 {
        _ = resilience.beginCycle(memory: 0.1)
        resilience.record(.provider, attempts: 1, failures: 0)
        resilience.endCycle(at: UInt64(cycle) * Self.second)
      }
      _ = resilience.beginCycle(memory: 0.1)
      for change in resilience.takeChanges() { open += change.began ? 1 : -1 }
      #expect(open == 0, "seed \(seed): what began has ended")
      #expect(resilience.takeChanges().isEmpty && resilience.plan.isUndisturbed)
    }
  }

  @Test func changesThatNobodyTakesStayBounded() {
    var resilience = Resilience()
    for cycle in 1...1_000 {
      _ = resilience.beginCycle(memory: cycle % 4 < 2 ? 0.95 : 0.1)
      resilience.endCycle(at: UInt64(cycle))
    }
    #expect(resilience.takeChanges().count <= 256 + MemoryAction.allCases.count)
  }

  @Test func aBandCountsStrikesAndNotPoints() {
    let strikes = [100.0, 150, 200, 210, 220, 300, 1000]
    #expect(StrikeBand.around(204, each: 1, of: strikes) == 1..<4)
    #expect(StrikeBand.around(205, each: 1, of: strikes) == 2..<5, "the higher one of two equally near")
    #expect(StrikeBand.around(1, each: 2, of: strikes) == 0..<3)
    #expect(StrikeBand.around(1e9, each: 2, of: strikes) == 4..<7)
    #expect(StrikeBand.around(220, each: 0, of: strikes) == 4..<5)
    #expect(StrikeBand.around(220, each: .max, of: strikes) == 0..<7)
    #expect(StrikeBand.around(220, each: -3, of: strikes) == 4..<5)
    #expect(StrikeBand.around(.nan, each: 2, of: strikes).isEmpty)
    #expect(StrikeBand.around(220, each: 2, of: [Double]()).isEmpty)
    var random = SeededRandom(seed: 11)
    for round in 0..<500 {
      let step = 50.0
      let many = (0..<Int(random.below(60) + 1)).map { 20_000 + step * Double($0) }
      let price = 19_000 + 5_000 * random.unit()
      let money = StrikeBand.money(price, of: many)
      let nearest = many.indices.max { (abs(many[$0] - price), -$0) > (abs(many[$1] - price), -$1) }
      #expect(money == nearest, "seed 11, round \(round)")
    }
  }

  @Test func detailFollowsMemoryAndBudgetsTogether() {
    let modes = MemoryTier.allCases.map { tier in
      [false, true].map { DetailMode.decide(tier, budgetsAskForLess: $0).name }
    }
    #expect(
      modes == [["full", "band"], ["full", "band"], ["band", "aggregate"], ["aggregate", "aggregate"]])
  }

  @Test func theTableOfRoutesIsTheDocumentedOne() throws {
    for (name, text) in MarketReference.pages {
      #expect(try Repository.difference(text, from: "docs/\(name)") == nil)
    }
    #expect(ErrorRoute.of(MarketError(.config, "x")).exit.code == 2)
    #expect(ErrorRoute.of(MarketError(.storage, "x")).exit.code == 5)
    #expect(ErrorRoute.of(MarketError(.quotes, "x")).exit == .nothingCollected)
    #expect(ErrorRoute.of(.storage, .abort).exit == .later(5))
    #expect(ErrorRoute.of(MarketError(.api, "x")).exit == .nothingCollected)
    for kind in MarketError.Kind.allCases {
      #expect([2, 3, 4, 5].contains(ErrorRoute.of(kind, .fatal).exit.code), "\(kind)")
    }
  }
}
