import Base
import TestSupport
import Testing

@testable import HashMaps

/// Keys that collide in part or in whole: no hang, right answers, bounded structure, and a ledger that tells.
@Suite(.serialized) struct CollisionTests {
  static let suspicions: Set<EventReason> = [.longProbe, .refusedByLayout, .crowdedSegment]

  /// Probes that a layout bears without suspicion, in its own units.
  static func bound(_ layout: Layout) -> Int {
    switch layout {
    case .grouped, .compact: 21
    case .chaining: 7
    case .robinhood: 112
    }
  }

  /// Probes that honest keys do not pass at these sizes.
  static func honestBound(_ layout: Layout) -> Int { layout == .robinhood ? 40 : 10 }

  /// Keys that collide under every seed: nothing can part them, so they must merely be borne.
  @Test(.timeLimit(.minutes(5)), arguments: Shape.fixed)
  func stubbornCollisionsAreBorne(_ shape: Shape) throws {
    let count = UInt64(TestScale.pick(quick: 250, full: 3000, deep: 6000))
    for collision in Collision.allCases {
      let label = "\(shape), \(collision)"
      let map = try AdaptiveMap<ForgedKey, UInt64>(shape.configuration(seed: 1))
      for number in 0..<count { #expect(try map.put(collision.key(number), number) == nil, "\(label)") }
      try check(map, Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0) }), collision, nil, label)
      var model: [UInt64: UInt64] = [:]
      for number in 0..<count {
        if number % 3 == 0 {
          #expect(map.remove(collision.key(number)) == number, "\(label)")
        } else {
          #expect(try map.put(collision.key(number), number + 1) == number, "\(label)")
          model[number] = number + 1
        }
      }
      try check(map, model, collision, nil, label)
      let reseeds = map.ledger.total(.reseedBegan).events
      #expect(
        reseeds <= 2 + Int(map.operations >> 16),
        "\(label): \(reseeds) reseeds in \(map.operations) operations")
      if reseeds > 1 { #expect(map.statistics().hash == .sip, "\(label): the second reseed is to SipHash") }
      let depth = map.statistics().directoryDepth
      #expect(depth <= 16, "\(label): a directory of depth \(depth)")
      for goal in Layout.allCases {
        map.convert(to: goal)
        _ = map.performIdleWork(budget: 300)
        try check(map, model, collision, nil, "\(label), converting to \(goal.name)")
      }
      map.compact()
      map.finishWork()
      try check(map, model, collision, nil, "\(label), compacted")
    }
  }

  /// Keys that collide under a seed that became known: a reseed parts them, says so, and look-ups are short again.
  @Test(.timeLimit(.minutes(5)), arguments: Shape.fixed)
  func aReseedPartsKeysThatKnowTheSeed(_ shape: Shape) throws {
    let seed: UInt64 = 42
    let count = UInt64(TestScale.pick(quick: 2000, full: 10_000, deep: 20_000))
    for collision in [Collision.everything, .lowHalf, .allButTag, .constantZero, .directoryAndTag, .position]
    {
      let label = "\(shape), \(collision)"
      let map = try AdaptiveMap<ForgedKey, UInt64>(shape.configuration(seed: seed))
      var worstDepth = 0
      for number in 0..<count {
        _ = try map.put(collision.key(number, knownTo: seed), number)
        worstDepth = max(worstDepth, map.table.main.depth)
      }
      // The reseed keeps pace with the operations: as many look-ups as there are entries finish it.
      for number in 0..<count {
        #expect(map.get(collision.key(number, knownTo: seed)) == number, "\(label)")
      }
      try check(map, Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0) }), collision, seed, label)
      #expect(!map.isWorking, "\(label)")
      let reseeds = map.ledger.events.filter { $0.kind == .reseedBegan }
      #expect(reseeds.allSatisfy { Self.suspicions.contains($0.reason) }, "\(label): \(reseeds)")
      #expect(
        reseeds.allSatisfy { $0.deciding != nil }, "\(label): it tells the figure that raised the suspicion")
      let statistics = map.statistics()
      if reseeds.isEmpty {
        // Some collisions harm no layout: few groups to a segment, or tags alone.
        let isHarmless = [.position, .lowHalf, .directoryAndTag].contains(collision)
        #expect(isHarmless && statistics.longestProbe <= Self.bound(shape.layout), "\(label): \(statistics)")
      } else {
        #expect(reseeds.count == 1, "\(label): \(reseeds.count) reseeds")
        #expect(statistics.hash == shape.hash, "\(label): a new seed was enough")
        #expect(
          statistics.longestProbe <= Self.honestBound(shape.layout),
          "\(label): a probe of \(statistics.longestProbe) after the reseed")
      }
      let honest = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: seed))
      for number in 0..<count { _ = try honest.put(number, number) }
      let expected = honest.statistics().directoryDepth
      #expect(worstDepth <= expected + 8, "\(label): depth \(worstDepth), honest keys need \(expected)")
    }
  }

  /// Honest keys never raise suspicion.
  @Test(arguments: Shape.fixed)
  func honestKeysAreNotSuspected(_ shape: Shape) throws {
    let count = UInt64(TestScale.pick(quick: 10_000, full: 300_000, deep: 2_000_000))
    for seed: UInt64 in 1...2 {
      let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: seed))
      for number in 0..<count { _ = try map.set(number, number) }
      for number in 0..<count where number % 4 != 0 { map.delete(number) }
      for number in count..<(2 * count) { _ = try map.set(number, number) }
      let suspected = map.ledger.events.filter { Self.suspicions.contains($0.reason) }
      #expect(
        suspected.isEmpty, "\(shape), seed \(seed): \(suspected.count) of them, \(suspected.first as Any)")
    }
  }

  private func check(
    _ map: AdaptiveMap<ForgedKey, UInt64>, _ model: [UInt64: UInt64], _ collision: Collision, _ seed: UInt64?,
    _ label: String
  ) throws {
    do throws(MapViolation) {
      try map.verify()
    } catch {
      throw Mismatch("\(label): \(error)")
    }
    guard map.count == model.count else {
      throw Mismatch("\(label): \(map.count) entries, not \(model.count)")
    }
    for (number, value) in model {
      let found = map.get(collision.key(number, knownTo: seed))
      guard found == value else {
        throw Mismatch("\(label): \(number) has \(String(describing: found)), not \(value)")
      }
    }
    let absent = collision.key(1 << 60, knownTo: seed)
    guard map.get(absent) == nil else { throw Mismatch("\(label): an absent key is found") }
  }
}
