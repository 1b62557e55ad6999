import HashMaps

/// AdaptiveMap<UInt64, UInt64> in one layout, with the default cap on segments or flat.
final class OurWordMap: Contender {
  let name: String
  private let configuration: MapConfiguration
  private var map: AdaptiveMap<UInt64, UInt64>?

  init(_ layout: Layout, flat: Bool) {
    name = layout.name + (flat ? " flat" : "")
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    if flat { configuration.segmentBytes = nil }
    self.configuration = configuration
  }

  func drop() { map = nil }

  var ownBytes: UInt64? { map.map { UInt64($0.statistics(sample: 1).totalBytes) } }

  func insert(keys: WordStream, values: WordStream) -> UInt64 {
    let map = made { () throws(MapError) in try AdaptiveMap<UInt64, UInt64>(configuration) }
    made { () throws(MapError) in
      for index in 0..<keys.count { _ = try map.set(keys.words[index], ~keys.words[index]) }
    }
    self.map = map
    return UInt64(map.count)
  }

  func get(_ keys: WordStream) -> UInt64 {
    guard let map else { return 0 }
    var sum: UInt64 = 0
    for index in 0..<keys.count { if let value = map.get(keys.words[index]) { sum &+= value } }
    return sum
  }

  func getBatched(_ keys: WordStream) -> UInt64? {
    guard let map else { return nil }
    var sum: UInt64 = 0
    map.get(UnsafeBufferPointer(start: keys.words, count: keys.count)) { _, value in
      if let value { sum &+= value }
    }
    return sum
  }

  func mix(_ keys: WordStream, values: WordStream, puts: [UInt8]) -> UInt64 {
    guard let map else { return 0 }
    return made { () throws(MapError) in
      var sum: UInt64 = 0
      for index in 0..<keys.count {
        let key = keys.words[index]
        if puts[index] != 0 {
          _ = try map.set(key, key &+ UInt64(index))
        } else if let value = map.get(key) {
          sum &+= value
        }
      }
      return sum
    }
  }

  func churn(gone: WordStream, fresh: WordStream, values: WordStream) -> UInt64 {
    guard let map else { return 0 }
    return made { () throws(MapError) in
      var sum: UInt64 = 0
      for index in 0..<gone.count {
        if map.delete(gone.words[index]) { sum &+= 1 }
        _ = try map.set(fresh.words[index], ~fresh.words[index])
      }
      return sum
    }
  }

  func erase(_ keys: WordStream) -> UInt64 {
    guard let map else { return 0 }
    var sum: UInt64 = 0
    for index in 0..<keys.count where map.delete(keys.words[index]) { sum &+= 1 }
    return sum
  }
}

/// The maps refuse only capacities no benchmark asks for: a refusal here is a defect worth stopping at.
@inline(__always) func made<Result>(_ body: () throws(MapError) -> Result) -> Result {
  do {
    return try body()
  } catch {
    fatalError("a map refused a benchmark's operation: \(error)")
  }
}
