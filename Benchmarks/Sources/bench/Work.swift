/// Everything one grid cell does to every map, drawn once from the seed so that all maps see the same.
struct Work<Stream: KeyStream> {
  /// Lookups in one timed loop; enough that no branch predictor learns their order.
  static var queries: Int { 1 << 20 }

  let entries: Int
  let keys: Stream
  let values: Stream
  let hits: Stream
  let misses: Stream
  let mixKeys: Stream
  let mixValues: Stream
  let puts: [UInt8]
  private var live: [UInt32]
  private var fresh: UInt32
  private var chance: Chance

  init(entries: Int, seed: UInt64) {
    self.entries = entries
    var chance = Chance(seed: seed &+ UInt64(entries))
    let numbers = (0..<UInt32(entries)).map { $0 }
    keys = Stream(keys: numbers)
    values = Stream(values: numbers)
    hits = Stream(keys: (0..<Self.queries).map { _ in UInt32(chance.below(entries)) })
    misses = Stream(keys: (0..<Self.queries).map { _ in UInt32(entries + chance.below(entries)) })
    let byRank = numbers.shuffled(using: &chance)
    let zipf = ZipfRanks(count: entries)
    let mixNumbers = (0..<Self.queries).map { _ in byRank[zipf.rank(&chance)] }
    mixKeys = Stream(keys: mixNumbers)
    mixValues = Stream(values: mixNumbers.map { $0 / 2 })
    puts = mixNumbers.map { _ in chance.below(10) < 2 ? 1 : 0 }
    live = numbers
    fresh = UInt32(2 * entries)
    self.chance = chance
  }

  /// Pairs of a live key to erase and a new one to insert; the size stays.
  mutating func churn(_ steps: Int) -> (gone: Stream, fresh: Stream, values: Stream) {
    var gone: [UInt32] = []
    var born: [UInt32] = []
    for _ in 0..<steps {
      let index = chance.below(live.count)
      gone.append(live[index])
      live[index] = fresh
      born.append(fresh)
      fresh += 1
    }
    return (Stream(keys: gone), Stream(keys: born), Stream(values: born))
  }

  /// The live entries in random order, to erase them all.
  mutating func liveEntries() -> (keys: Stream, values: Stream) {
    let order = live.shuffled(using: &chance)
    return (Stream(keys: order), Stream(values: order))
  }

  /// The maps are about to be built anew from `keys`.
  mutating func restart() { live = (0..<UInt32(entries)).map { $0 } }
}
