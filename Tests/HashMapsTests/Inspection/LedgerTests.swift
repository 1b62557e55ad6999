import Testing

@testable import HashMaps

/// What a ledger keeps, held against a plain array.
@Suite struct LedgerTests {
  @Test(arguments: [1, 2, 255, 256, 257, 1000])
  func theLatestAreKeptWholeAndAllInTotals(_ limit: Int) {
    var ledger = Ledger(limit: limit)
    var all: [StructuralEvent] = []
    for number in 0..<1400 {
      let event = StructuralEvent(
        operation: UInt64(number), kind: EventKind.allCases[number % 5], reason: .growth, segment: 0,
        from: .grouped, to: .grouped, entries: number, bytes: 0, nanoseconds: UInt64(number % 97))
      ledger.record(event)
      all.append(event)
      guard number % 50 == 0 || number % limit < 2 else { continue }
      #expect(ledger.events == all.suffix(limit), "limit \(limit), after \(number)")
      #expect(ledger.recorded == all.count && ledger.dropped == max(0, all.count - limit))
      for first in [0, number / 2, number, number + 1] {
        #expect(ledger.events(since: first) == all.suffix(limit).filter { $0.operation >= first })
        for last in [0, first, number - 3, number + 9] {
          let wanted = all.suffix(limit).filter {
            $0.kind == .split && Int($0.operation) >= first && Int($0.operation) < last
          }
          #expect(ledger.events(from: first, to: last) { $0.kind == .split } == wanted, "\(first) to \(last)")
        }
      }
    }
    let splits = all.filter { $0.kind == .split }
    let total = ledger.total(.split)
    #expect(total.events == splits.count && total.entries == splits.reduce(0) { $0 + $1.entries })
    #expect(total.longest == splits.map(\.nanoseconds).max())
  }
}
