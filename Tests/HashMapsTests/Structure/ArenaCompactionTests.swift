import Base
import Testing

@testable import HashMaps

/// Strings longer than a cell: their memory through changes of size, and a compaction in the middle of traffic.
@Suite struct ArenaCompactionTests {
  static func text(_ word: UInt64, _ count: Int) -> [UInt8] {
    var stream = SeededRandom(seed: word)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
  }

  @Test func compactionReturnsWhatAChangeOfSizesStranded() throws {
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.seed = 3
    let map = try ByteMap(configuration)
    var model: [[UInt8]: [UInt8]] = [:]
    func put(_ number: UInt64, _ count: Int) throws {
      let key = Self.text(number, number % 3 == 0 ? 24 : 8)
      let value = Self.text(number &* 77, count)
      try key.withUnsafeBytes { key in _ = try value.withUnsafeBytes { try map.put(key, $0) } }
      model[key] = value
    }
    for number in 0..<20_000 { try put(UInt64(number), 200) }
    for number in 0..<20_000 { try put(UInt64(number), 230) }
    let before = map.statistics()
    #expect(before.totalBytes > 20_000 * (200 + 230), "both sizes are held")
    map.compact()
    // Traffic goes on while the compaction proceeds: new values, and deletions before and behind it.
    var number: UInt64 = 20_000
    while map.isWorking {
      try put(number, 40 + Int(number % 300))
      let gone = Self.text(number % 20_000, (number % 20_000) % 3 == 0 ? 24 : 8)
      #expect(gone.withUnsafeBytes { map.delete($0) } == (model.removeValue(forKey: gone) != nil))
      map.performIdleWork(budget: 1)
      number += 1
    }
    try map.verify()
    #expect(map.count == model.count)
    for (key, value) in model { #expect(key.withUnsafeBytes { map.get($0) } == value) }
    let after = map.statistics()
    #expect(after.totalBytes < before.totalBytes - 20_000 * 100, "the smaller blocks have gone back")
  }

  @Test func sizeClassesHoldWhatTheyShould() {
    var largest = 0
    for count in 16...Arena.largeLimit where count < 4096 || count % 257 == 0 {
      let (index, granules) = Arena.sizeClass(count)
      #expect(granules * Arena.granule >= count && index < Arena.classCount)
      #expect(
        granules * Arena.granule * 4 <= (count + Arena.granule) * 5, "at most a quarter more, at \(count)")
      largest = max(largest, index)
    }
    #expect(largest < Arena.classCount)
  }
}
