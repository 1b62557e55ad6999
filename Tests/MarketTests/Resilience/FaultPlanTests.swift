import Base
import Testing

@testable import Market

struct FaultPlanTests {
  @Test func conditionsAreReadAndAsked() throws {
    let plan = try FaultPlan([
      "provider:stall@3-5,storage:full@2", "memory:0.92@4-6", "memory:0.85@6-7", "panels:error@9-",
    ])
    #expect(plan.conditions.count == 5)
    #expect(
      (1...7).map { plan.has(.provider, .stall, at: $0) } == [false, false, true, true, true, false, false])
    #expect(plan.effects(on: .storage, at: 2) == [.full])
    #expect(plan.effects(on: .storage, at: 3) == [])
    #expect((3...8).map { plan.memory(at: $0) } == [nil, 0.92, 0.92, 0.92, 0.85, nil])
    #expect(plan.effects(on: .panels, at: 1_000_000) == [.error])
    #expect(plan.lastCycle == Int.max)
    #expect(!plan.isActive(at: 1) && !plan.isActive(at: 8) && plan.isActive(at: 9))
    let always = try FaultPlan(["provider:limit"])
    #expect(always.has(.provider, .limit, at: 1) && always.has(.provider, .limit, at: Int.max))
    #expect(FaultPlan().lastCycle == 0 && FaultPlan().memory(at: 1) == nil)
  }

  @Test func everyConditionIsReadBackAsItIsWritten() throws {
    var random = SeededRandom(seed: 7)
    for round in 0..<500 {
      let domain = FaultDomain.allCases[Int(random.below(UInt64(FaultDomain.allCases.count)))]
      let action: FaultCondition.Action =
        domain == .memory
        ? .memory(random.unit()) : .effect(domain.effects[Int(random.below(UInt64(domain.effects.count)))])
      let first = Int(random.below(20)) + 1
      let last = [first, first + Int(random.below(9)), Int.max][Int(random.below(3))]
      let condition = FaultCondition(domain: domain, action: action, cycles: first...last)
      let read = try FaultPlan([condition.description])
      #expect(read.conditions == [condition], "seed 7, round \(round): \(condition)")
    }
  }

  @Test(arguments: [
    ("", "no colon"), ("provider", "no colon"), ("provider:stall,", "no colon"),
    ("provder:stall@3", "did you mean provider?"), ("provider:stal@3", "did you mean stall?"),
    ("storage:stall@3", "storage has no effect"), ("provider:stall@0", "are no cycles"),
    ("provider:stall@", "are no cycles"), ("provider:stall@5-3", "are no cycles"),
    ("provider:stall@-3", "are no cycles"), ("provider:stall@+3", "are no cycles"),
    ("provider:stall@3-5-7", "are no cycles"), ("provider:stall@99999999999999999999", "are no cycles"),
    ("memory:much@3", "no fraction"), ("memory:nan", "no fraction"), ("memory:-0.1", "no fraction"),
    ("memory:92@3", "no fraction"),
  ])
  func whatIsNoConditionSaysWhy(text: String, reason: String) {
    let error = #expect(throws: MarketError.self) { try FaultPlan([text]) }
    #expect(error?.kind == .config && error?.message.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.hint?.isEmpty == false)
  }

  @Test func aPlanIsBounded() {
    let many = [String](repeating: "provider:error", count: FaultPlan.limit)
    #expect(throws: Never.self) { try FaultPlan(many) }
    #expect(throws: MarketError.self) { try FaultPlan(many + ["provider:error"]) }
  }
}
