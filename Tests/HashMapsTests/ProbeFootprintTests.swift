import Testing

@testable import HashMaps

/// What an operation is said to touch is held against counting that starts from the layouts' published geometry.
struct ProbeFootprintTests {
  private func map(_ layout: Layout, _ count: Int, value: Int = 6) throws -> ByteMap {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 42
    let map = try ByteMap(configuration)
    for number in 0..<count {
      try map.put(Array("K\(number)".utf8), [UInt8](repeating: 7, count: value))
    }
    return map
  }

  private func footprint(
    _ map: ByteMap, _ operation: ProbeTrace.Operation, _ key: String
  ) throws -> ProbeFootprint {
    let bytes = Array(key.utf8)
    return try bytes.withUnsafeBytes { key in
      try Result { () throws(MapError) in try map.footprint(operation, key) }.get()
    }
  }

  private func trace(_ map: ByteMap, _ operation: ProbeTrace.Operation, _ key: String) throws -> ProbeTrace {
    let bytes = Array(key.utf8)
    return try bytes.withUnsafeBytes { key in
      try Result { () throws(MapError) in try map.probe(operation, key) }.get()
    }
  }

  @Test(arguments: Layout.allCases)
  func probesAddUpToWhatTheStatisticsCount(_ layout: Layout) throws {
    let map = try map(layout, 3000)
    var sum = 0
    for number in 0..<3000 {
      let one = try footprint(map, .get, "K\(number)")
      #expect(one.ending == .match && one.comparisons >= 1)
      sum += one.probes
    }
    #expect(sum == map.statistics().probeSum)
  }

  /// The bytes of a get from the steps of its trace and the documented geometry, as offsets from the segment's anchor.
  private func touched(_ trace: ProbeTrace) -> Set<Int> {
    var bytes: Set<Int> = []
    func add(_ start: Int, _ count: Int) { bytes.formUnion(start..<(start + count)) }
    for step in trace.steps {
      let unit = step.unit
      switch (trace.layout, step.action) {
      case (.grouped, .read), (.compact, .read): add(128 + unit * 16, 16)
      case (.robinhood, .read): add(128 + unit * 2, 16)
      case (.chaining, .read): add(128 + unit * 240, 16)
      case (.grouped, .compare): add(-32 * (unit * 15 + step.lane + 1), step.isEqual == true ? 32 : 16)
      case (.robinhood, .compare): add(-32 * (unit + 1), step.isEqual == true ? 32 : 16)
      case (.chaining, .compare):
        add(128 + unit * 240 + 16 + 32 * step.lane, step.isEqual == true ? 32 : 16)
      case (.compact, .compare): add(-4 * (unit * 15 + step.lane + 1), 4)
      default: Issue.record("a get does not \(step.action)")
      }
    }
    return bytes
  }

  @Test(arguments: Layout.allCases)
  func linesAndBytesOfGetsAreThoseOfTheGeometry(_ layout: Layout) throws {
    let map = try map(layout, 3000)
    #expect(map.segmentCount > 1)
    for number in 0..<400 {
      for key in ["K\(number)", "absent\(number)"] {
        let one = try footprint(map, .get, key)
        let steps = try trace(map, .get, key)
        let bytes = touched(steps)
        // The directory's word, and in `compact` the cells that lie in the pool: 32 bytes, never across a line.
        let pooled = layout == .compact ? steps.steps.filter { $0.action == .compare } : []
        let pooledBytes = pooled.reduce(0) { $0 + ($1.isEqual == true ? 32 : 16) }
        let lines = Set(bytes.map { $0 >> 6 }).count
        #expect(one.bytes == bytes.count + 8 + pooledBytes, "\(layout) \(key)")
        // Two pool cells may share a line.
        #expect(one.cacheLines <= lines + 1 + pooled.count, "\(layout) \(key)")
        #expect(one.cacheLines >= lines + 1 + min(1, pooled.count), "\(layout) \(key)")
      }
    }
  }

  @Test(arguments: Layout.allCases)
  func writesTouchTheHeaderAndTheirPlace(_ layout: Layout) throws {
    let map = try map(layout, 2000)
    for number in 0..<200 {
      let miss = try footprint(map, .get, "new\(number)")
      let insert = try footprint(map, .put, "new\(number)")
      if insert.ending == .insert {
        // At least a cell, a mark that the miss has read, and count and budget of the segment.
        #expect(insert.bytes >= miss.bytes + 32 + 8 && insert.cacheLines >= miss.cacheLines + 1, "\(number)")
      } else {
        #expect(insert.ending == .makeRoom)
      }
      let hit = try footprint(map, .get, "K\(number)")
      let update = try footprint(map, .put, "K\(number)")
      #expect(update.ending == .match && update.bytes == hit.bytes && update.cacheLines == hit.cacheLines)
      let delete = try footprint(map, .delete, "K\(number)")
      #expect(delete.ending == .match && delete.bytes >= hit.bytes + 8, "\(layout) \(number)")
    }
    #expect(map.count == 2000, "nothing has changed")
    try map.verify()
  }

  @Test func longKeysAndValuesAreReadWhereTheyLie() throws {
    let map = try map(.grouped, 50, value: 200)
    let short = try self.map(.grouped, 50)
    for number in 0..<50 {
      let long = try footprint(map, .get, "K\(number)")
      let inPlace = try footprint(short, .get, "K\(number)")
      #expect(long.bytes == inPlace.bytes + 200)
      #expect((3...5).contains(long.cacheLines - inPlace.cacheLines + 1))
    }
    let key = String(repeating: "k", count: 100)
    try map.put(Array(key.utf8), [1])
    #expect(try footprint(map, .get, key).bytes == footprint(short, .get, "K1").bytes + 100)
  }
}
