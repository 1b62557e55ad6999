import HashMaps

/// Look-ups while a conversion stands still half-way, held against the slower of its two ends; and what a conversion costs
/// in all.
struct Migration {
  let entries: Int
  let repetitions: Int

  /// From one layout to another.
  struct Way {
    let from: Layout
    let to: Layout
    var name: String { "\(from.name)->\(to.name)" }
  }

  static let ways = [
    Way(from: .grouped, to: .chaining), Way(from: .chaining, to: .grouped), Way(from: .grouped, to: .compact),
  ]
  private static let stations = [0, 25, 50, 75, 100]

  /// Within the caches a mixed table costs mispredicted dispatch while it lasts; beyond them memory hides it.
  private var hitLimit: Double { entries >= 1_000_000 ? 1.15 : 1.6 }

  func rows() throws(BenchmarkFailure) -> [Row] {
    let work = Work<WordStream>(entries: entries, seed: 1)
    print("look-ups during a conversion, u64, \(entries) entries, ns per operation at 0, 25, 50, 75, 100 %")
    var rows: [Row] = []
    for way in Self.ways {
      var hits = Self.stations.map { _ in [Double]() }
      var misses = hits
      var moving: [Double] = []
      for _ in 0..<repetitions {
        try measure(way, work, &hits, &misses, &moving)
      }
      let hit = hits.map(median)
      let miss = misses.map(median)
      tell(way, "hit", hit)
      tell(way, "miss", miss)
      print("  \(way.name): moving \(Report.format(median(moving))) ns an entry")
      rows.append(row(way, "hit", hit, hitLimit))
      // In cache a miss reads nothing but tags, so the dispatch weighs more: reported, and judged beyond the caches.
      if entries >= 1_000_000 { rows.append(row(way, "miss", miss, hitLimit)) }
    }
    print("")
    return rows
  }

  private func measure(
    _ way: Way, _ work: Work<WordStream>, _ hits: inout [[Double]], _ misses: inout [[Double]],
    _ moving: inout [Double]
  ) throws(BenchmarkFailure) {
    var configuration = MapConfiguration.fixed(way.from)
    configuration.seed = 1
    // One entry per 1,024 operations: as good as standing still while the look-ups are timed.
    configuration.incrementalBatch = 1
    let map = made { () throws(MapError) in try AdaptiveMap<UInt64, UInt64>(configuration) }
    made { () throws(MapError) in
      for index in 0..<work.keys.count { _ = try map.set(work.keys.words[index], ~work.keys.words[index]) }
    }
    var sums = Set<UInt64>()
    var time: UInt64 = 0
    for (index, station) in Self.stations.enumerated() {
      if station == 25 { map.convert(to: way.to) }
      if station == 100 {
        time &+= timed { map.finishWork() }
      } else if station > 0 {
        time &+= timed { map.performIdleWork(budget: entries / 4) }
      }
      _ = get(map, work.hits)
      hits[index].append(Double(timed { sums.insert(get(map, work.hits)) }) / Double(work.hits.count))
      misses[index].append(Double(timed { sums.insert(get(map, work.misses)) }) / Double(work.misses.count))
    }
    moving.append(Double(time) / Double(entries))
    guard sums.count == 2, sums.contains(0) else {
      throw BenchmarkFailure("look-ups changed their answers during \(way.name)")
    }
  }

  @inline(never)
  private func get(_ map: AdaptiveMap<UInt64, UInt64>, _ keys: WordStream) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<keys.count { if let value = map.get(keys.words[index]) { sum &+= value } }
    return sum
  }

  private func tell(_ way: Way, _ operation: String, _ times: [Double]) {
    print("  \(way.name), \(operation): " + times.map { Report.format($0) }.joined(separator: "  "))
  }

  private func row(_ way: Way, _ operation: String, _ times: [Double], _ goal: Double) -> Row {
    let worst = times[1...3].max() ?? 0
    let end = max(times[0], times[4])
    return Row(
      row: "migration-\(operation)-\(way.name)@\(entries)", map: way.name, key: "u64", n: entries,
      op: "\(operation) during migration", ns: worst, peer: "worse end, \(Report.format(end)) ns",
      ratio: worst / end, goal: goal)
  }
}
