import Base
import TestSupport
import Testing

@testable import HashMaps

/// Cuts through maps that change meanwhile tell of the moment they were made.
@Suite struct CutTests {
  @Test(arguments: Shape.all)
  func aCutIsWhatTheMapHeld(_ shape: Shape) throws {
    for seed in 0..<UInt64(TestScale.pick(quick: 3, full: 30, deep: 400)) {
      let label = "\(shape), seed \(seed)"
      var random = SeededRandom(seed: seed)
      let map = try ByteMap(shape.configuration(seed: seed))
      let twin = try ByteMap(shape.configuration(seed: seed))
      let size = 50 + Int(random.below(1500))
      let filling = OperationScript(seed: seed &+ 900, count: size)
      for map in [map, twin] {
        try filling.columns { _ = try map.apply($0, from: 0, to: size) }
        // Work in hand when the cut is made: a reseed is completed, the rest goes on.
        if seed % 3 == 0 { map.convert(to: Layout.allCases[Int(seed / 3 % 4)]) }
        if seed % 5 == 1 { map.reseed() }
        map.performIdleWork(budget: size / 3)
      }
      var held: [[UInt8]: [UInt8]] = [:]
      map.forEach({ held[[UInt8]($0)] = [UInt8]($1) })
      var pieces = Pieces(try #require(try MapCut(map)))
      #expect(pieces.cut.entries == held.count)
      let changing = OperationScript(seed: seed, count: 2000, universe: UInt64(size))
      try changing.columns { columns in
        var row = 0
        while row < 2000 {
          let end = min(2000, row + 1 + Int(random.below(200)))
          let budget = random.below(4) == 0 ? 0 : Int.max
          let stop = try pieces.cut.keep(
            columns, from: row, to: end, budget: budget, limit: Int(random.below(300)))
          guard stop >= row, stop <= end else { throw Mismatch("\(label): \(stop) of \(row)..<\(end)") }
          _ = try map.apply(columns, from: row, to: stop)
          if stop == row || random.below(12) == 0 { pieces.copy(limit: 200 + Int(random.below(4000))) }
          row = stop
          Self.disturb(map, &random)
        }
        _ = try twin.apply(columns, from: 0, to: 2000)
      }
      while !pieces.cut.isCopied { pieces.copy(limit: 2000) }
      guard pieces.contents() == held else { throw Mismatch("\(label): not what the map held") }
      guard pieces.isInOrder(map) else { throw Mismatch("\(label): not in the order of the seed") }
      try map.verify()
      var ended: [[[UInt8]: [UInt8]]] = []
      for map in [map, twin] {
        ended.append([:])
        map.forEach({ ended[ended.count - 1][[UInt8]($0)] = [UInt8]($1) })
      }
      guard ended[0] == ended[1] else { throw Mismatch("\(label): the cut changed what operations do") }
    }
  }

  /// Segments of short keys and values come as they lay in memory; what changed keys had goes with them, part by part.
  @Test(arguments: [Layout.grouped, .chaining, .robinhood, .compact])
  func wholeSegments(_ layout: Layout) throws {
    let map = try ByteMap(.fixed(layout))
    let size = 20_000
    func key(_ number: Int) -> [UInt8] { Array("key \(number)".utf8) }
    for number in 0..<size { try map.put(key(number), [UInt8(number % 251), 1]) }
    var held: [[UInt8]: [UInt8]] = [:]
    map.forEach({ held[[UInt8]($0)] = [UInt8]($1) })
    let cut = try #require(try MapCut(map))
    let ofNothing = cut.keptBytes
    var pieces = Pieces(cut, bytes: 40_000)
    let script = OperationScript(changing: (0..<size).map(key), to: [255])
    var most = 0
    try script.columns { columns in
      var row = 0
      while row < size {
        let end = row + 500
        #expect(try cut.keep(columns, from: row, to: end, budget: .max, limit: .max) == end)
        _ = try map.apply(columns, from: row, to: end)
        most = max(most, cut.keptBytes)
        pieces.copy(limit: 30_000)
        row = end
      }
    }
    while !cut.isCopied { pieces.copy(limit: 30_000) }
    #expect(pieces.contents() == held && pieces.isInOrder(map))
    #expect(pieces.imagesSeen == (layout != .compact))
    #expect(most > ofNothing && cut.keptBytes == ofNothing)
  }

  /// What a map does of itself between operations.
  private static func disturb(_ map: ByteMap, _ random: inout SeededRandom) {
    switch random.below(60) {
    case 0: map.convert(to: Layout.allCases[Int(random.below(4))])
    case 1: map.compact()
    case 2: map.reseed()
    case 3..<12: map.performIdleWork(budget: 30)
    default: break
    }
  }

  /// The bounds: nothing is kept beyond the budget, long values stop a range, keys copied already are not kept.
  @Test func keepingIsBounded() throws {
    let map = try ByteMap(.fixed(.grouped))
    let size = 4000
    let script = OperationScript(seed: 1, count: size)
    try script.columns { columns in
      _ = try map.apply(columns, from: 0, to: size)
      let cut = try #require(try MapCut(map))
      #expect(try cut.keep(columns, from: 0, to: size, budget: 0, limit: .max) < 10)
      #expect(try cut.keep(columns, from: 0, to: size, budget: .max, limit: 0) < size)
      let budget = 40_000
      let stop = try cut.keep(columns, from: 0, to: size, budget: budget, limit: .max)
      #expect(stop < size && cut.keptBytes < 2 * budget)
      var pieces = Pieces(cut)
      while !cut.isCopied { pieces.copy(limit: 10_000) }
      let kept = cut.keptBytes
      #expect(try cut.keep(columns, from: 0, to: size, budget: 0, limit: 0) == size && cut.keptBytes == kept)
    }
    // The reseed that rested goes on once the cut is gone.
    map.reseed()
    map.finishWork()
    #expect(!map.isWorking)
  }

  /// A segment of long values comes in parts, none of them much larger than asked for.
  @Test func longValuesComeInParts() throws {
    for seed in 0..<UInt64(20) {
      var configuration = MapConfiguration.fixed(.grouped)
      configuration.recordedSeed = HashSeed(seed)
      let map = try ByteMap(configuration)
      for number in 0..<600 {
        try map.put(Array("key \(number)".utf8), [UInt8](repeating: UInt8(number % 251), count: 5000))
      }
      var pieces = Pieces(try #require(try MapCut(map)))
      while !pieces.cut.isCopied { pieces.copy(limit: 100_000) }
      let sizes = pieces.chunks.map(\.count)
      #expect(sizes.count > 15 && sizes.allSatisfy { $0 < 250_000 }, "seed \(seed): \(sizes)")
      #expect(pieces.contents().count == 600)
    }
    let map = try ByteMap(.fixed(.grouped))
    for number in 0..<600 { try map.put(Array("key \(number)".utf8), [1]) }
    // A deadline in the past lets nothing through.
    let late = try #require(try MapCut(map))
    let chunk = CutChunk(bytes: 100)
    late.copy(into: chunk, limit: 100, until: 0)
    #expect(chunk.count == 0 && !late.isCopied)
  }

  /// The records a cut has given.
  private struct Pieces {
    let cut: MapCut
    private(set) var chunks: [[UInt8]] = []
    /// Whether segments have come as they lay in memory.
    private(set) var imagesSeen = false
    private let chunk: CutChunk

    init(_ cut: MapCut, bytes: Int = 3000) {
      self.cut = cut
      chunk = CutChunk(bytes: bytes)
    }

    mutating func copy(limit: Int) {
      cut.copy(into: chunk, limit: limit, until: .max)
      let records = CutChunk(bytes: 0)
      chunk.expand(into: records, CutPlaces(), seed: cut.map.table.main.seed)
      imagesSeen = imagesSeen || chunk.hasImages
      chunks.append([UInt8](records.bytes))
      chunk.reset()
    }

    /// Calls `body` with every record: number of the chunk, whether it is a former one, key, value.
    private func forEach(_ body: (Int, Bool, [UInt8], [UInt8]?) -> Void) {
      for (number, bytes) in chunks.enumerated() {
        var rest = bytes[...]
        func word() -> UInt32 {
          let word = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
          rest = rest.dropFirst(4)
          return word
        }
        while !rest.isEmpty {
          let (marked, length) = (word(), word())
          let key = Array(rest.prefix(Int(marked & ~CutChunk.formerBit)))
          rest = rest.dropFirst(key.count)
          let value = length == CutChunk.absent ? nil : Array(rest.prefix(Int(length)))
          rest = rest.dropFirst(value?.count ?? 0)
          body(number, marked & CutChunk.formerBit != 0, key, value)
        }
      }
    }

    func contents() -> [[UInt8]: [UInt8]] {
      var present: [[UInt8]: [UInt8]] = [:]
      var former: [[UInt8]: [UInt8]?] = [:]
      forEach { _, isFormer, key, value in
        if !isFormer {
          present[key] = value
        } else if former[key] == nil {
          former[key] = .some(value)
        }
      }
      for (key, value) in former { present[key] = value }
      return present
    }

    /// Whether no key of a later chunk belongs before one of an earlier chunk.
    func isInOrder(_ map: ByteMap) -> Bool {
      var ranges: [Int: ClosedRange<UInt64>] = [:]
      forEach { number, _, key, _ in
        let prefix = key.withUnsafeBytes { map.table.main.seed.order(of: $0) } >> 32
        let range = ranges[number] ?? prefix...prefix
        ranges[number] = min(range.lowerBound, prefix)...max(range.upperBound, prefix)
      }
      let inTurn = ranges.sorted { $0.key < $1.key }.map(\.value)
      return zip(inTurn, inTurn.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
    }
  }
}
