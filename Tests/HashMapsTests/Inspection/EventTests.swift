import Base
import TestSupport
import Testing

@testable import HashMaps

/// The record of structural events, and those who watch them happen.
@Suite struct EventTests {
  @Test func observersSeeWhatTheLedgerRecords() throws {
    for shape in [
      Shape(segmentBytes: Shape.tiny), Shape(layout: .chaining, segmentBytes: Shape.tiny),
      Shape(layout: .robinhood, segmentBytes: nil, usesTombstones: true),
    ] {
      let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 81))
      var first: [StructuralEvent] = []
      var second: [StructuralEvent] = []
      map.observe { first.append($0) }
      var run = ModelRun(map, "observed, \(shape)", seed: 81) {
        $1
      } value: {
        $0.next()
      }
      run.verifyEvery = .max
      try run.run(3000, universe: 800)
      let before = map.ledger.recorded
      map.observe { second.append($0) }
      try run.run(3000, universe: 800)
      #expect(first == map.ledger.events, "\(shape)")
      #expect(second == map.ledger.events(since: before), "\(shape)")
      #expect(!second.isEmpty && second.count < first.count)
    }
  }

  @Test func totalsAddUpTheEvents() throws {
    let map = try AdaptiveMap<UInt64, UInt64>(Shape(segmentBytes: Shape.tiny).configuration(seed: 82))
    var run = ModelRun(map, "ledger", seed: 82) {
      $1
    } value: {
      $0.next()
    }
    run.commandEvery = 60
    run.verifyEvery = .max
    try run.run(6000, universe: 1000)
    map.finishWork()
    let ledger = map.ledger
    #expect(ledger.recorded == ledger.events.count && ledger.dropped == 0)
    for kind in EventKind.allCases {
      let events = ledger.events.filter { $0.kind == kind }
      var total = Ledger.Total()
      for event in events {
        total.events += 1
        total.entries += event.entries
        total.nanoseconds += event.nanoseconds
        total.longest = max(total.longest, event.nanoseconds)
      }
      #expect(ledger.total(kind) == total, "\(kind.name)")
      #expect(!events.isEmpty, "\(kind.name) never happened in this run")
      #expect(
        kind.isWholeMap == kind.name.hasSuffix("began") || kind.isWholeMap == kind.name.hasSuffix("ended"))
    }
    // Operation numbers never fall, and whole-map events come in pairs.
    for (earlier, later) in zip(ledger.events, ledger.events.dropFirst()) {
      #expect(earlier.operation <= later.operation)
    }
    let pairs: [(EventKind, EventKind)] = [
      (.migrationBegan, .migrationEnded), (.compactionBegan, .compactionEnded), (.reseedBegan, .reseedEnded),
    ]
    for (began, ended) in pairs { #expect(ledger.total(began).events == ledger.total(ended).events) }
    // What a conversion moved in all is what its segments' events say.
    for ending in ledger.events where ending.kind == .migrationEnded { #expect(ending.entries >= 0) }
    #expect(Set(EventKind.allCases.map(\.name)).count == EventKind.allCases.count)
    #expect(Set(EventReason.allCases.map(\.name)).count == EventReason.allCases.count)
  }

  /// Beyond its limit the ledger keeps the latest events whole and all of them in totals.
  @Test func oldEventsSurviveInTotals() {
    var ledger = Ledger(limit: 10)
    func event(_ number: Int) -> StructuralEvent {
      StructuralEvent(
        operation: UInt64(number), kind: .split, reason: .growth, segment: 0, from: .grouped, to: .grouped,
        entries: number, bytes: 1, nanoseconds: UInt64(number))
    }
    #expect(ledger.events.isEmpty && ledger.events(since: 0).isEmpty)
    for number in 0..<37 { ledger.record(event(number)) }
    #expect(ledger.recorded == 37)
    #expect(ledger.dropped == 37 - ledger.events.count)
    #expect(ledger.events.count <= 10 && ledger.events.last?.operation == 36)
    #expect(ledger.events.map(\.operation) == ((37 - UInt64(ledger.events.count))..<37).map { $0 })
    #expect(ledger.total(.split) == Ledger.Total(events: 37, entries: 666, nanoseconds: 666, longest: 36))
    #expect(ledger.events(since: 35).map(\.operation) == [35, 36])
    #expect(ledger.events(since: 0).count == ledger.events.count && ledger.events(since: 37).isEmpty)
    #expect(ledger.events(since: 99).isEmpty)
    #expect(Ledger(limit: -3).limit == 1)
  }

  /// A copy of the ledger stays what it was.
  @Test func aCopyIsASnapshot() throws {
    let map = try AdaptiveMap<UInt64, UInt64>(Shape(segmentBytes: Shape.tiny).configuration(seed: 83))
    for number: UInt64 in 0..<200 { _ = try map.set(number, number) }
    let copy = map.ledger
    let count = copy.recorded
    for number: UInt64 in 200..<900 { _ = try map.set(number, number) }
    #expect(copy.recorded == count && copy.events.count == count && map.ledger.recorded > count)
  }

  /// The pace of structure work: at most `incrementalBatch` entries per 1,024 operations, and never a step of more
  /// than a segment.
  @Test func workKeepsItsPace() throws {
    for batch in [1, 3, 64, 512, 2048, 8192] {
      var shape = Shape(segmentBytes: 4096)
      shape.incrementalBatch = batch
      let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 84))
      for number: UInt64 in 0..<6000 { _ = try map.set(number, number) }
      map.convert(to: .robinhood)
      let start = map.operations
      let limit = TestScale.pick(quick: 12_000, full: 40_000, deep: 40_000)
      var operations = 0
      while map.isWorking, operations < limit {
        _ = map.get(UInt64(operations % 6000))
        operations += 1
      }
      let moved = map.ledger.events.filter { $0.operation > start && !$0.kind.isWholeMap }.reduce(0) {
        $0 + $1.entries
      }
      let segment = 4096 / 16
      let allowed = Double(batch) * Double(operations) / 1024 + Double(segment)
      #expect(
        Double(moved) <= allowed,
        "batch \(batch): \(moved) moved in \(operations) operations, allowed \(allowed)")
      #expect(batch < 512 || !map.isWorking, "batch \(batch): not done after \(operations) operations")
      if map.isWorking {
        #expect(
          Double(moved) >= allowed * 0.6 - 2 * Double(segment), "batch \(batch): only \(moved) of \(allowed)")
      }
    }
  }
}
