import HashMaps
import TestSupport
import Testing

@testable import Workloads

@Suite struct AdversaryTests {
  /// A map of the layout and seed, filled from a file.
  private func fill(_ path: String, _ layout: Layout, seed: UInt64) throws -> ByteMap {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = seed
    let map = try ByteMap(configuration)
    let source = try CSVOperationSource(path: path)
    let batch = OperationBatch()
    while try source.next(into: batch) { _ = try map.apply(batch.columns, from: 0, to: batch.count) }
    try map.verify()
    return map
  }

  @Test(arguments: Layout.allCases)
  func keysReallyCollide(_ layout: Layout) throws {
    let folder = try TemporaryFolder()
    var request = GeneratorRequest()
    request.operations = 30_000
    request.readRatio = 0
    request.deleteRatio = 0
    request.keySpace = 8000
    request.adversarialRatio = 0.2
    request.adversarialLayout = layout.name
    request.adversarialSeed = 77
    let workload = try #require(try GeneratedWorkload.write(try request.options(), to: folder.file("w.csv")))
    #expect(workload.expectedGroup == 64)

    let hit = try fill(folder.file("w.csv"), layout, seed: 77)
    let spared = try fill(folder.file("w.csv"), layout, seed: 78)
    #expect(hit.count == spared.count && hit.count > 7500)
    // 64 keys of one place: five groups of 15, ten buckets of 7, 63 slots from home. Chains of more than six buckets
    // make the map take another seed.
    let least = [Layout.grouped: 5, .compact: 5, .chaining: 6, .robinhood: 60][layout] ?? 0
    let reseeds = hit.ledger.total(.reseedBegan).events
    let longest = (hit: hit.statistics().longestProbe, spared: spared.statistics().longestProbe)
    #expect(longest.hit >= least || reseeds > 0, "\(layout): \(longest), \(reseeds) reseeds")
    #expect(longest.spared < least && spared.ledger.total(.reseedBegan).events == 0, "\(layout): \(longest)")
  }

  @Test func keysAreDistinctAndTheSameOnEveryMachine() {
    for layout in Layout.allCases {
      let adversary = Adversary(layout: layout, seed: 5, lowBits: 4)
      let keys = adversary.keys(entries: 1000)
      #expect(keys.count == 16 && Set(keys).count == 16 && adversary.largestGroup(keys, entries: 1000) == 16)
      #expect(Adversary(layout: layout, seed: 6, lowBits: 4).largestGroup(keys, entries: 1000) < 8)
    }
    let first = Adversary(layout: .grouped, seed: 1, lowBits: 1).keys(entries: 1000)
    #expect(first.map { String(decoding: $0, as: UTF8.self) } == ["K10000000000", "K10000000576"])
    let search = CollidingKeys(layout: .grouped, seed: 1, entries: 0, count: 1)
    #expect(search.bits >= 5)
    let long = Array("a key of more than fifteen bytes".utf8)
    #expect(long.withUnsafeBytes { search.place(of: $0) } & ~search.mask == 0)
  }
}
