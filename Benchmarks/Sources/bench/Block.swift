/// A run of operations drawn once and given to every map: what is done, and to which keys; a value is made of its key.
struct Block<Stream: KeyStream> {
  /// 0 put, 1 get, 2 delete, as the maps' own columns have it.
  let kinds: [UInt8]
  let keys: Stream
  var count: Int { kinds.count }

  init(_ operations: [(kind: UInt8, key: UInt32)]) {
    kinds = operations.map(\.kind)
    keys = Stream(keys: operations.map(\.key))
  }
}

/// What a stretch of operations does to the entries there are.
enum Phase: String, CaseIterable {
  /// New entries until there are so many.
  case grow
  /// Uniform look-ups of live keys.
  case hits
  /// Uniform look-ups of keys that never were.
  case misses
  /// Four look-ups to one update, keys by zipf with exponent 0.99.
  case mix = "80/20"
  /// A random live key goes, a new one comes; the size stays.
  case churn
  /// Random live keys go, until so many are left.
  case erase
}

/// The entries of a map as keys by number, and the operations drawn from them: the same seed gives the same ones.
struct Population {
  private(set) var live: [UInt32] = []
  private var fresh: UInt32 = 0
  private var chance: Chance
  private var zipf: ZipfRanks?
  /// Keys from here on are never put.
  private static let absent: UInt32 = 3_000_000_000

  init(seed: UInt64) { chance = Chance(seed: seed) }

  /// The next `count` operations of a phase; fewer when it runs out of entries to erase.
  mutating func draw(_ phase: Phase, _ count: Int) -> [(kind: UInt8, key: UInt32)] {
    var operations: [(kind: UInt8, key: UInt32)] = []
    operations.reserveCapacity(count)
    switch phase {
    case .grow:
      for _ in 0..<count { operations.append((0, birth())) }
    case .hits:
      for _ in 0..<count { operations.append((1, live[chance.below(live.count)])) }
    case .misses:
      for _ in 0..<count { operations.append((1, Self.absent + UInt32(chance.below(1 << 30)))) }
    case .mix:
      let zipf = zipf ?? ZipfRanks(count: live.count)
      self.zipf = zipf
      for _ in 0..<count { operations.append((chance.below(5) == 0 ? 0 : 1, live[zipf.rank(&chance)])) }
    case .churn:
      for _ in 0..<count / 2 {
        operations.append((2, death()))
        operations.append((0, birth()))
      }
    case .erase:
      for _ in 0..<min(count, live.count) { operations.append((2, death())) }
    }
    if phase != .mix { zipf = nil }
    return operations
  }

  private mutating func birth() -> UInt32 {
    live.append(fresh)
    fresh += 1
    return fresh - 1
  }

  private mutating func death() -> UInt32 {
    let index = chance.below(live.count)
    live.swapAt(index, live.count - 1)
    return live.removeLast()
  }
}
