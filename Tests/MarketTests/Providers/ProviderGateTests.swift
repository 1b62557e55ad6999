import Base
import Testing

@testable import Market

/// A collection of several indices before a gate, on a clock of its own: what happens when, in what order, comes from a seed.
private struct GateRun {
  enum Fault: CaseIterable { case error, stall, lateError, chains }

  /// One cycle as it came out.
  struct Cycle {
    let begins: UInt64
    var asked = 0
    var failed = 0
    var refused = 0
    /// Whether the breaker was open before the first question.
    let wasOpen: Bool
  }

  private struct Index {
    var left: Int
    var asksAt: UInt64?
    /// A question that waits, and until when.
    var waitsUntil: UInt64?
    var pass: ProviderGate.Pass?
    var returns: UInt64 = 0
    var fails = false
    var isFirst = true
  }

  static let second: UInt64 = 1_000_000_000
  var random: SeededRandom
  let interval: UInt64
  let patience: UInt64
  let outage: Range<UInt64>
  let fault: Fault
  let indices: Int
  private var gate: ProviderGate
  private(set) var cycles: [Cycle] = []
  private(set) var mostProbes = 0
  /// The longest that anybody waited for a decision beyond its deadline.
  private(set) var overtime: UInt64 = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    interval = (1 + random.below(60)) * Self.second
    patience = Self.second / 2 + random.below(9 * Self.second)
    indices = 1 + Int(random.below(8))
    fault = Fault.allCases[Int(random.below(UInt64(Fault.allCases.count)))]
    let begins = 1000 * Self.second + random.below(10 * interval)
    outage = begins..<(begins + random.below(30 * interval) + 1)
    var limits = ProviderLimits(interval: Int64(interval))
    (limits.rate, limits.burst) = (1e9, 1e9)
    gate = ProviderGate(limits, seed: random.next())
  }

  mutating func run() {
    var now = 1000 * Self.second
    var number = 0
    while now < outage.upperBound + 4 * interval + 4 * patience {
      number += 1
      now = (now + interval - 1) / interval * interval
      cycles.append(Cycle(begins: now, wasOpen: gate.state(at: now) == .open))
      now = cycle(number, now) + 1
    }
  }

  /// Everything about one cycle; when the last index is through.
  private mutating func cycle(_ number: Int, _ begins: UInt64) -> UInt64 {
    let deadline = begins + patience
    var all = (0..<indices).map { _ in
      Index(left: 1 + Int(random.below(6)), asksAt: begins + random.below(1000))
    }
    var now = begins
    while true {
      let moments = all.compactMap { $0.pass != nil ? $0.returns : $0.waitsUntil ?? $0.asksAt }
      guard let next = moments.min() else { return now }
      now = max(now, next)
      let due = all.indices.filter {
        (all[$0].pass != nil ? all[$0].returns : all[$0].waitsUntil ?? all[$0].asksAt ?? .max) <= now
      }
      let place = due[Int(random.below(UInt64(due.count)))]
      if let pass = all[place].pass {
        settle(&all[place], pass, now)
        // Whoever waits looks again, in whatever order.
        if pass.isProbe {
          for other in all.indices where all[other].waitsUntil != nil { all[other].waitsUntil = now }
        }
      } else {
        ask(&all[place], place, number, deadline, now)
      }
      mostProbes = max(mostProbes, all.count { $0.pass?.isProbe ?? false })
    }
  }

  private mutating func ask(
    _ index: inout Index, _ place: Int, _ number: Int, _ deadline: UInt64, _ now: UInt64
  ) {
    let waited = index.waitsUntil != nil
    (index.asksAt, index.waitsUntil) = (nil, nil)
    switch gate.admit("\(place)", cycle: number, deadline: deadline, at: now) {
    case .asked(let pass):
      cycles[cycles.count - 1].asked += 1
      index.pass = pass
      let quickly = pass.moment + random.below(patience / 20)
      index.fails = outage.contains(pass.moment) && (fault != .chains || !index.isFirst)
      index.returns =
        switch index.fails ? fault : .error {
        case .stall: max(deadline, pass.moment)
        case .error, .lateError, .chains: quickly
        }
      if index.fails, fault == .error { index.returns = pass.moment }
    case .waits(let until):
      index.waitsUntil = max(until, now + 1)
      overtime = max(overtime, until > deadline ? until - deadline : 0)
    case .refused, .limited:
      cycles[cycles.count - 1].refused += 1
      index.left = 0
      if waited { overtime = max(overtime, now > deadline + 1 ? now - deadline : 0) }
    }
  }

  private mutating func settle(_ index: inout Index, _ pass: ProviderGate.Pass, _ now: UInt64) {
    gate.finish(pass, index.fails ? .api : nil, at: now)
    index.pass = nil
    if index.fails { cycles[cycles.count - 1].failed += 1 }
    // Without a level there are no chains; without one chain there are others.
    index.left = index.fails && index.isFirst ? 0 : index.left - 1
    index.isFirst = false
    if index.left > 0 { index.asksAt = now + random.below(1000) }
  }
}

struct ProviderGateTests {
  private let second: UInt64 = 1_000_000_000

  @Test func theFirstCycleAfterAnOutageAsksAboutEverythingAgain() {
    let first = UInt64.random(in: 0...UInt64.max)
    var opened = 0
    for seed in (0..<400).map({ first &+ $0 }) {
      var run = GateRun(seed: seed)
      run.run()
      let what: Comment = "seed \(seed): \(run.fault), \(run.indices) indices, every \(run.interval) ns"
      #expect(run.mostProbes <= 1, what)
      #expect(run.overtime == 0, what)
      let after = run.cycles.filter { $0.begins >= run.outage.upperBound }
      #expect(after.count >= 2, what)
      #expect(after.allSatisfy { $0.failed == 0 && $0.refused == 0 && $0.asked >= run.indices }, what)
      // While it is down and known to be, one question a cycle tries.
      for cycle in run.cycles where cycle.wasOpen {
        opened += 1
        let isDown =
          run.outage.contains(cycle.begins) && run.outage.contains(cycle.begins + 2 * run.patience)
        if isDown, run.fault != .chains { #expect(cycle.asked == 1 && cycle.failed == 1, what) }
      }
    }
    #expect(opened > 300)
  }

  /// A question that is asked and comes back at once.
  private func ask(_ gate: inout ProviderGate, _ index: String, _ cycle: Int, fails: Bool, at now: UInt64) {
    guard case .asked(let pass) = gate.admit(index, cycle: cycle, deadline: now + second, at: now) else {
      return
    }
    gate.finish(pass, fails ? .api : nil, at: now)
  }

  @Test func oneOutageIsChargedOnceHoweverManyIndicesItHits() {
    var gate = ProviderGate(ProviderLimits(), seed: 1)
    // A crash under eight indices is one failure of five; three of one index are three.
    for index in 0..<8 { ask(&gate, "\(index)", 1, fails: true, at: second) }
    for _ in 0..<3 { ask(&gate, "0", 2, fails: true, at: 2 * second) }
    for index in 1..<8 { ask(&gate, "\(index)", 2, fails: true, at: 2 * second) }
    #expect(gate.state(at: 2 * second) == .closed && gate.counts.failures == 18)
    ask(&gate, "7", 3, fails: true, at: 3 * second)
    #expect(gate.state(at: 3 * second) == .open && gate.counts.openings == 1)
  }

  @Test func aProviderThatFailsInEveryCycleOpensItsBreakerAtAnyInterval() {
    for interval in [1, 10, 30, 60, 61, 600, 3600] as [UInt64] {
      var limits = ProviderLimits(interval: Int64(interval * second))
      limits.rate = 1e9
      var gate = ProviderGate(limits, seed: interval)
      var cycle = 0
      while gate.state(at: (100_000 + UInt64(cycle) * interval) * second) == .closed, cycle < 100 {
        cycle += 1
        let now = (100_000 + UInt64(cycle) * interval) * second
        for index in 0..<4 { ask(&gate, "\(index)", cycle, fails: true, at: now + UInt64(index)) }
      }
      #expect((5...6).contains(cycle), "every \(interval) s: \(cycle)")
    }
  }

  @Test func whatWasAskedBeforeTheBreakerOpenedDecidesNothing() {
    var limits = ProviderLimits()
    limits.failures = 1
    for isAnswered in [true, false] {
      var gate = ProviderGate(limits, seed: 1)
      guard case .asked(let early) = gate.admit("A", cycle: 1, deadline: 99 * second, at: second) else {
        Issue.record("a closed gate asks")
        return
      }
      ask(&gate, "B", 1, fails: true, at: 2 * second)
      #expect(gate.state(at: 3 * second) == .open)
      // A question on probation is under way when the early one comes back.
      guard case .asked(let probe) = gate.admit("B", cycle: 1, deadline: 99 * second, at: 20 * second) else {
        Issue.record("a gate asks after its recovery time")
        return
      }
      #expect(probe.isProbe && !early.isProbe)
      gate.finish(early, isAnswered ? nil : .api, at: 21 * second)
      #expect(gate.state(at: 21 * second) == .halfOpen)
      let third = gate.admit("C", cycle: 1, deadline: 30 * second, at: 21 * second)
      #expect(third == .waits(until: 30 * second))
      #expect(
        gate.admit("C", cycle: 1, deadline: 30 * second, at: 30 * second) == .refused(until: nil))
      gate.finish(probe, nil, at: 31 * second)
      #expect(gate.state(at: 31 * second) == .closed && gate.counts.openings == 1)
    }
  }

  @Test func aProbeThatNeverComesBackIsGivenUpByALaterCycle() {
    var limits = ProviderLimits()
    limits.failures = 1
    var gate = ProviderGate(limits, seed: 1)
    ask(&gate, "A", 1, fails: true, at: second)
    guard case .waits(let moment) = gate.admit("A", cycle: 2, deadline: 10 * second, at: 5 * second) else {
      Issue.record("the next cycle waits for its turn")
      return
    }
    #expect(moment >= 5 * second && moment <= 5 * second + 250_000_000)
    guard case .asked(let lost) = gate.admit("A", cycle: 2, deadline: 10 * second, at: moment) else {
      Issue.record("and asks then")
      return
    }
    #expect(gate.admit("B", cycle: 2, deadline: 11 * second, at: 6 * second) == .waits(until: 11 * second))
    #expect(gate.admit("B", cycle: 2, deadline: 11 * second, at: 11 * second) == .refused(until: nil))
    guard case .asked(let next) = gate.admit("B", cycle: 3, deadline: 22 * second, at: 12 * second) else {
      Issue.record("another one tries once its time is over")
      return
    }
    #expect(lost.isProbe && next.isProbe)
    gate.finish(lost, .api, at: 13 * second)
    #expect(gate.state(at: 13 * second) == .halfOpen)
    gate.finish(next, nil, at: 14 * second)
    #expect(gate.state(at: 14 * second) == .closed)
  }
}
