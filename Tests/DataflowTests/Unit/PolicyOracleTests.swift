import Base
import TestSupport
import Testing

@testable import Dataflow

/// Edges against the oracle: random puts and takes, control messages, changes of capacity and policy at run time, and
/// the end. What was answered, what is queued and what was counted agree at every step.
@Suite("unit/edge policy oracle") struct PolicyOracleTests {
  /// Capacities of the matrix: 1, 2, small, medium, large.
  static let capacities = [1, 2, 11, 100, 1024]

  @Test(
    "random operations agree with a plain array at every step",
    arguments: OverflowKind.allCases)
  func oracle(kind: OverflowKind) throws {
    // A million a policy in release builds.
    let steps = TestScale.pick(quick: 20_000, full: 200_000, deep: 2_000_000)
    for (index, capacity) in Self.capacities.enumerated() {
      var run = OracleRun(kind: kind, capacity: capacity, seed: 0xED6E + UInt64(index) * 977)
      for _ in 0..<steps where run.disagreement == nil { run.step() }
      #expect(run.disagreement == nil, "\(run.disagreement ?? "")")
      #expect(run.seen.count >= 2, "policy \(kind), capacity \(capacity): only \(run.seen) came up")
    }
  }
}

/// One edge and its oracle, side by side.
private struct OracleRun {
  let home: (kind: OverflowKind, capacity: Int)
  let seed: UInt64
  var random: SeededRandom
  var edge: Edge<Int>
  var model: EdgeModel
  var count = 0
  var fills = true
  var phase = 0
  var away = 0
  var seen: Set<PutResult> = []
  var disagreement: String?

  init(kind: OverflowKind, capacity: Int, seed: UInt64) {
    home = (kind, capacity)
    self.seed = seed
    random = SeededRandom(seed: seed)
    edge = Edge(options: EdgeOptions(capacity: capacity, policy: Self.policy(kind)))
    model = EdgeModel(kind: kind, capacity: capacity)
  }

  static func policy(_ kind: OverflowKind) -> OverflowPolicy<Int> {
    switch kind {
    case .block: .block
    case .dropNewest: .dropNewest
    case .dropOldest: .dropOldest
    case .dropAll: .dropAll
    case .latest: .latest
    case .coalesce: .coalesce(merge: EdgeModel.merge)
    case .fail: .fail
    }
  }

  mutating func step() {
    count += 1
    if phase == 0 {
      fills.toggle()
      phase = 1 + Int(random.below(UInt64(3 * home.capacity + 10)))
    }
    phase -= 1
    switch random.below(1000) {
    case 0..<4: change()
    case 4 where random.below(40) == 0: reopen()
    case 5..<(fills ? 750 : 250): put()
    default: take()
    }
    if away > 0 {
      away -= 1
      if away == 0 { set(home.kind, home.capacity) }
    }
    compare()
  }

  private mutating func put() {
    let value = Int(random.below(1 << 20))
    let headers = Headers(trace: TraceID(high: 1, low: UInt64(count)))
    let message: Message<Int> =
      switch random.below(50) {
      case 0: Message(.error(Failure(node: "n", reason: "r")), headers: headers)
      case 1, 2: Message(.control(Signal("flush", id: UInt64(count))), headers: headers)
      default: Message(value, headers: headers)
      }
    let wanted = model.put(message)
    let full = edge.wouldBlock(message)
    do throws(DataflowError) {
      let result = try edge.put(message)
      seen.insert(result)
      if result != wanted { disagree("put answered \(result), not \(String(describing: wanted))") }
      if (result == .blocked) != full { disagree("wouldBlock said \(full), put \(result)") }
    } catch {
      if wanted != nil { disagree("put threw \(error)") }
      seen.insert(.rejected)
    }
  }

  private mutating func take() {
    let wanted = model.take()
    let found = edge.take()
    if found != wanted {
      disagree("took \(String(describing: found)), not \(String(describing: wanted))")
    }
  }

  /// Another capacity and policy for a while.
  private mutating func change() {
    let capacity = 1 + Int(random.below(UInt64(2 * home.capacity)))
    let kind = OverflowKind.allCases[Int(random.below(UInt64(OverflowKind.allCases.count)))]
    set(random.below(2) == 0 ? home.kind : kind, capacity)
    away = 1 + Int(random.below(50))
  }

  private mutating func set(_ kind: OverflowKind, _ capacity: Int) {
    edge.setPolicy(Self.policy(kind))
    edge.setCapacity(capacity)
    model.setPolicy(kind)
    model.setCapacity(capacity)
  }

  /// Closes the edge, sees that it takes nothing more and gives everything back, and begins with a new one.
  private mutating func reopen() {
    edge.close()
    model.close()
    put()
    compare()
    for _ in 0...model.counted.queued { take() }
    compare()
    if edge.depth != 0 || !edge.isClosed { disagree("a closed edge kept \(edge.depth)") }
    edge = Edge(options: EdgeOptions(capacity: home.capacity, policy: Self.policy(home.kind)))
    model = EdgeModel(kind: home.kind, capacity: home.capacity)
    away = 0
  }

  private mutating func compare() {
    let statistics = edge.statistics
    if statistics != model.counted { disagree("counted \(statistics), not \(model.counted)") }
    if !statistics.isConserved { disagree("not conserved: \(statistics)") }
    if edge.data.count != model.depth || edge.control.count != model.control.count {
      disagree("\(edge.data.count) + \(edge.control.count) queued")
    } else if model.depth > 0, edge.data.first != model.data.first || edge.data.last != model.data.last {
      disagree("the ends differ")
    }
    if count % 64 == 0 || model.depth < 16, edge.data.all != Array(model.data) {
      disagree("the contents differ")
    }
  }

  private mutating func disagree(_ what: String) {
    disagreement =
      disagreement
      ?? "policy \(home.kind), capacity \(home.capacity), seed \(seed), operation \(count): \(what)"
  }
}
