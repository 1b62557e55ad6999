import HashMaps
import TestSupport
import Testing

/// Unique keys that come and go at a fixed number of entries: nothing may drift.
@Suite(.serialized) struct ChurnTests {
  @Test(arguments: Shape.fixed)
  func probesAndMemoryStayBounded(_ shape: Shape) throws {
    let operations = TestScale.pick(quick: 50_000, full: 1_000_000, deep: 10_000_000)
    for entries in [15, TestScale.pick(quick: 2500, full: 20_000, deep: 100_000)] {
      let map = try AdaptiveMap<UInt64, UInt64>(shape.configuration(seed: 21))
      for number in 0..<UInt64(entries) { _ = try map.set(number, number) }
      var oldest: UInt64 = 0
      var newest = UInt64(entries)
      func churn(_ count: Int) throws {
        for _ in 0..<(count / 2) {
          guard map.delete(oldest) else { throw Mismatch("\(shape): \(oldest) is lost") }
          _ = try map.set(newest, newest)
          oldest += 1
          newest += 1
        }
      }
      // One turn-over of all entries first: growing leaves other shapes than churn.
      try churn(4 * entries)
      var held: [Int] = []
      var longest = 0
      let rounds = 8
      var byRound: [Double] = []
      for _ in 0..<rounds {
        try churn(operations / rounds)
        let statistics = map.statistics()
        held.append(statistics.totalBytes)
        longest = max(longest, statistics.longestProbe)
        byRound.append(statistics.meanProbe)
        #expect(map.count == entries)
      }
      try map.verify()
      let label = "\(shape), \(entries) entries"
      // Segments that were full once stay divided; small ones are, sooner or later, all full once.
      let isTiny = shape.segmentBytes == Shape.tiny
      let slots = entries < 100 ? 3000 : entries * 16 * (isTiny || shape.usesTombstones ? 6 : 4) + 65_536
      #expect(held.max()! <= slots, "\(label): \(held) bytes held")
      let drift = isTiny ? 2.0 : 1.25
      let late = Double(held.suffix(2).max()!)
      #expect(late <= Double(held[0..<2].max()!) * drift + 8192, "\(label): \(held) bytes held")
      let limit = shape.layout == .robinhood ? (shape.usesTombstones ? 90 : 60) : 10
      #expect(longest <= limit, "\(label): a probe of \(longest)")
      let first = byRound[0..<2].reduce(0, +) / 2
      let last = byRound.suffix(2).reduce(0, +) / 2
      #expect(last <= first * 1.5 + 0.5, "\(label): mean probes \(byRound)")
      let suspected = map.ledger.events.filter { CollisionTests.suspicions.contains($0.reason) }
      #expect(suspected.isEmpty, "\(label): \(suspected.first as Any)")
    }
  }

  /// The same for long strings: the arena's memory is used again.
  @Test func longStringsReuseTheArena() throws {
    let map = try ByteMap(Shape(layout: .grouped).configuration(seed: 22))
    let entries = 300
    func key(_ number: Int) -> [UInt8] { Bytes.stretched(Array("key \(number)".utf8), to: 20 + number % 200) }
    func value(_ number: Int) -> [UInt8] { [UInt8](repeating: 1, count: 16 + number * 37 % 3000) }
    for number in 0..<entries { _ = try map.store(key(number), value(number)) }
    var highest: [Int] = []
    for round in 0..<6 {
      let count = TestScale.pick(quick: 1500, full: 50_000, deep: 200_000)
      for step in 0..<count {
        let number = entries + round * count + step
        #expect(map.drop(key(number - entries)))
        _ = try map.store(key(number), value(number))
      }
      highest.append(map.statistics().totalBytes)
    }
    try map.verify()
    let live = map.statistics().arenaBytes
    #expect(highest[5] <= 4 * live + (2 << 20), "held \(highest), live \(live)")
  }
}
