import HashMaps

/// One of our maps under a sequence of blocks.
protocol Runner<Stream>: AnyObject {
  associatedtype Stream: KeyStream

  /// As it stands in the table.
  var name: String { get }
  /// Applies a block; what it returns must be the same for all maps.
  func apply(_ block: Block<Stream>) -> UInt64
  /// What the policy decided so far; empty in a fixed layout.
  var decisions: [PolicyDecision] { get }
  /// The layout it stands in.
  var layout: Layout { get }
}

/// How a runner's map is made: fixed in one layout, or adaptive by measured cost.
struct RunnerKind {
  let name: String
  let configuration: MapConfiguration

  static func fixed(_ layout: Layout) -> RunnerKind {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    return RunnerKind(name: layout.name, configuration: configuration)
  }

  static var adaptive: RunnerKind {
    var configuration = MapConfiguration()
    configuration.seed = 1
    return RunnerKind(name: "adaptive", configuration: configuration)
  }
}

/// AdaptiveMap<UInt64, UInt64>, one call an operation, as an embedder writes it.
final class WordRunner: Runner {
  let name: String
  private let map: AdaptiveMap<UInt64, UInt64>

  init(_ kind: RunnerKind) {
    name = kind.name
    map = made { () throws(MapError) in try AdaptiveMap<UInt64, UInt64>(kind.configuration) }
  }

  var decisions: [PolicyDecision] { map.decisions }
  var layout: Layout { map.layout }

  func apply(_ block: Block<WordStream>) -> UInt64 {
    let keys = block.keys.words
    return block.kinds.withUnsafeBufferPointer { kinds in
      made { () throws(MapError) in
        var sum: UInt64 = 0
        for index in 0..<kinds.count {
          let key = keys[index]
          switch kinds[index] {
          case 0: if try map.set(key, key &+ UInt64(index)) { sum &+= 1 }
          case 1: if let value = map.get(key) { sum &+= value }
          default: if map.delete(key) { sum &+= 1 }
          }
        }
        return sum
      }
    }
  }
}

/// ByteMap in batches of 1,024 rows, as a replay applies them.
final class TextRunner: Runner {
  let name: String
  private let map: ByteMap
  /// Rows handed over together.
  private static let batch = 1024

  init(_ kind: RunnerKind) {
    name = kind.name
    map = made { () throws(MapError) in try ByteMap(kind.configuration) }
  }

  var decisions: [PolicyDecision] { map.decisions }
  var layout: Layout { map.layout }
  var statistics: MapStatistics { map.statistics(sample: 8) }

  func apply(_ block: Block<TextStream>) -> UInt64 {
    block.kinds.withUnsafeBufferPointer { kinds in
      guard let start = kinds.baseAddress else { return 0 }
      let keys = block.keys
      // The value of a key is its own text.
      let columns = OperationColumns(
        base: UnsafeRawPointer(keys.bytes), kinds: start, keyOffsets: keys.offsets, keyLengths: keys.lengths,
        valueOffsets: keys.offsets, valueLengths: keys.lengths)
      return made { () throws(MapError) in
        var sum: UInt64 = 0
        for first in stride(from: 0, to: kinds.count, by: Self.batch) {
          let tally = try map.apply(columns, from: first, to: min(first + Self.batch, kinds.count))
          sum &+= UInt64(tally.bytesRead &+ tally.inserted &+ tally.deleted &+ tally.hits)
        }
        return sum
      }
    }
  }
}
