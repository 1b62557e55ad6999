import HashMaps
import Testing

@testable import Laboratory

struct LayoutCostsTests {
  @Test func theWalkTakesEveryMigrationOnce() {
    let steps = zip(CostBench.walk, CostBench.walk.dropFirst()).map { "\($0.name) \($1.name)" }
    #expect(steps.count == 12 && Set(steps).count == 12)
    #expect(zip(CostBench.walk, CostBench.walk.dropFirst()).allSatisfy { $0 != $1 })
  }

  @Test func absentKeysAreAbsentAndOfTheSameLength() throws {
    let keys = CostKeys(count: 2000)
    let map = try ByteMap()
    keys.withKeys { key, value in
      for number in 0..<keys.count { #expect((try? map.put(key(number), value)) == true) }
    }
    #expect(map.count == 2000)
    let lengths = keys.withKeys { key, _ in (0..<keys.count).map { key($0).count } }
    keys.withKeys(absent: true) { key, _ in
      for number in 0..<keys.count {
        #expect(!map.contains(key(number)) && key(number).count == lengths[number])
      }
    }
  }

  @Test func countsAndBytesFollowFromTheGeometry() throws {
    var plan = LayoutCosts.Plan()
    plan.rounds = 3
    let costs = try LayoutCosts(CostKeys(count: 3000), plan: plan)
    #expect(costs.layouts.map(\.layout) == Layout.allCases && costs.migrations.count == 12)
    for layout in costs.layouts {
      let name = layout.layout.name
      #expect(layout.memory.keys == 16 && layout.memory.values == 16, "\(name)")
      for cost in layout.operations {
        let counted = cost.counted
        #expect(counted.operations > 2500 && counted.operations <= 3000, "\(name) \(cost.operation)")
        // Directory, tags and cell at least, which in a bucket may share a line; and what is found was compared.
        let isMiss = cost.operation == .miss || cost.operation == .insert
        let fewest = cost.operation == .miss || layout.layout == .chaining ? 2.0 : 3.0
        #expect(counted.cacheLines >= fewest, "\(name) \(cost.operation)")
        #expect(counted.probes >= 1 && (isMiss || counted.comparisons >= 1), "\(name) \(cost.operation)")
        #expect(Double(counted.mostCacheLines) >= counted.cacheLines && counted.bytes >= 8 + 16)
        #expect(cost.nanoseconds.interval.contains(cost.nanoseconds.median))
      }
    }
    for move in costs.migrations {
      // One segment of the new layout at a time, never the whole map twice; only the pool of `compact` stays to the end.
      let pool = move.from == .compact ? 3000 * 40.0 : 0
      #expect(move.peakExtraBytes * 3000 <= pool + 65_536, "\(move.from.name) to \(move.to.name)")
      #expect(move.bytesBefore > 32 && move.bytesAfter > 32)
    }
  }
}
