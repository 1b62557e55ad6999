import HashMaps

/// ByteMap in one layout, with the default cap on segments or flat.
final class OurByteMap: Contender {
  let name: String
  private let configuration: MapConfiguration
  private var map: ByteMap?

  init(_ layout: Layout, flat: Bool) {
    name = layout.name + (flat ? " flat" : "")
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    if flat { configuration.segmentBytes = nil }
    self.configuration = configuration
  }

  func drop() { map = nil }

  var ownBytes: UInt64? { map.map { UInt64($0.statistics(sample: 1).totalBytes) } }

  func insert(keys: TextStream, values: TextStream) -> UInt64 {
    let map = made { () throws(MapError) in try ByteMap(configuration) }
    made { () throws(MapError) in
      for index in 0..<keys.count { try map.put(keys.item(index), values.item(index)) }
    }
    self.map = map
    return UInt64(map.count)
  }

  /// What a found value adds to the checksum: its length and its first byte.
  @inline(__always) private func digest(_ map: ByteMap, _ key: UnsafeRawBufferPointer) -> UInt64 {
    map.withValue(key) { UInt64($0.count) &+ UInt64($0[0]) } ?? 0
  }

  func get(_ keys: TextStream) -> UInt64 {
    guard let map else { return 0 }
    var sum: UInt64 = 0
    // As the peers' loops are: a range would test its end twice.
    var index = 0
    while index < keys.count {
      sum &+= digest(map, keys.item(index))
      index &+= 1
    }
    return sum
  }

  /// As the replay does it: a whole column of lookups, 1,024 at a time. Every value begins with "v".
  func getBatched(_ keys: TextStream) -> UInt64? {
    guard let map else { return nil }
    let kinds = [UInt8](repeating: 1, count: keys.count)
    var sum: UInt64 = 0
    kinds.withUnsafeBufferPointer { kinds in
      guard let start = kinds.baseAddress else { return }
      let columns = OperationColumns(
        base: UnsafeRawPointer(keys.bytes), kinds: start, keyOffsets: keys.offsets, keyLengths: keys.lengths,
        valueOffsets: keys.offsets, valueLengths: keys.lengths)
      made { () throws(MapError) in
        for first in stride(from: 0, to: keys.count, by: 1024) {
          let tally = try map.apply(columns, from: first, to: min(first + 1024, keys.count))
          sum &+= UInt64(tally.bytesRead) &+ UInt64(tally.hits) &* UInt64(UInt8(ascii: "v"))
        }
      }
    }
    return sum
  }

  func mix(_ keys: TextStream, values: TextStream, puts: [UInt8]) -> UInt64 {
    guard let map else { return 0 }
    return made { () throws(MapError) in
      var sum: UInt64 = 0
      for index in 0..<keys.count {
        if puts[index] != 0 {
          try map.put(keys.item(index), values.item(index))
        } else {
          sum &+= digest(map, keys.item(index))
        }
      }
      return sum
    }
  }

  func churn(gone: TextStream, fresh: TextStream, values: TextStream) -> UInt64 {
    guard let map else { return 0 }
    return made { () throws(MapError) in
      var sum: UInt64 = 0
      for index in 0..<gone.count {
        if map.delete(gone.item(index)) { sum &+= 1 }
        try map.put(fresh.item(index), values.item(index))
      }
      return sum
    }
  }

  func erase(_ keys: TextStream) -> UInt64 {
    guard let map else { return 0 }
    var sum: UInt64 = 0
    for index in 0..<keys.count where map.delete(keys.item(index)) { sum &+= 1 }
    return sum
  }
}
