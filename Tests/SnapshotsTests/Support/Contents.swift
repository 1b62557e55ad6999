import Base
import HashMaps
import Snapshots

/// Maps and entries for the tests, reproducible from a seed.
enum Contents {
  /// The entries of a random map: short and long keys, empty ones, values up to `longest` bytes.
  static func random(seed: UInt64, entries: Int, longest: UInt64 = 60) -> [[UInt8]: [UInt8]] {
    var random = SeededRandom(seed: seed)
    var contents: [[UInt8]: [UInt8]] = [:]
    for number in 0..<entries {
      var key = Array("k\(number)".utf8)
      if number % 7 == 0 { key += [UInt8](repeating: UInt8(random.below(256)), count: Int(random.below(40))) }
      if number % 97 == 0 { key = [] }
      let value = (0..<random.below(longest)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      contents[key] = value
    }
    return contents
  }

  static func map(_ contents: [[UInt8]: [UInt8]], _ configuration: MapConfiguration) throws -> ByteMap {
    let map = try ByteMap(configuration)
    for (key, value) in contents {
      try key.withUnsafeBytes { key in _ = try value.withUnsafeBytes { try map.put(key, $0) } }
    }
    return map
  }

  static func of(_ map: ByteMap) -> [[UInt8]: [UInt8]] {
    var contents: [[UInt8]: [UInt8]] = [:]
    map.forEach({ contents[[UInt8]($0)] = [UInt8]($1) })
    return contents
  }

  /// Everything in a file, read strictly.
  static func of(_ path: String) throws(SnapshotError) -> [[UInt8]: [UInt8]] {
    var contents: [[UInt8]: [UInt8]] = [:]
    try SnapshotReader(path: path).readAll { key, value throws(SnapshotError) in
      contents[[UInt8](key)] = [UInt8](value)
    }
    return contents
  }

  static func configuration(_ layout: Layout = .grouped, seed: UInt64 = 7, hash: HashKind = .fast)
    -> MapConfiguration
  {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = seed
    configuration.hash = hash
    return configuration
  }

  /// Writes a snapshot of `contents` and gives back its bytes.
  @discardableResult
  static func write(
    _ contents: [[UInt8]: [UInt8]], to path: String, _ configuration: MapConfiguration = configuration(),
    _ compression: SnapshotCompression = .none, key: SnapshotSecretKey? = nil
  ) throws -> [UInt8] {
    let map = try map(contents, configuration)
    try map.writeSnapshot(
      to: path, head: SnapshotHead(of: map, configuration, compression: compression, creator: "tests"),
      key: key)
    return try bytes(path)
  }

  static func bytes(_ path: String) throws -> [UInt8] { try FileBytes.read(path: path, limit: 1 << 30) }

  static func replace(_ path: String, _ bytes: [UInt8]) throws {
    try AtomicFileWriter.replace(path: path, with: bytes)
  }
}
