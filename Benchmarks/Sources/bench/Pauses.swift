import CPeers
import Foundation
import HashMaps

/// How long single operations take while a map grows or converts itself, in processor time of their thread.
///
/// That clock is too slow to read around every operation: each is timed by the processor's time stamp, and every 64
/// operations the two are compared. What they differ by, other programs took; it is deducted from the slowest of the 64.
struct Pauses {
  let entries: Int
  let runs: Int

  /// Limits in nanoseconds.
  private static let nines4Limit = 20_000.0
  private static let longestLimit = 350_000.0

  /// Processor time of the operations of one run, in nanoseconds.
  private struct Run {
    var nines3 = 0.0
    var nines4 = 0.0
    var longest = 0.0
    var total = 0.0
    var operations = 0
  }

  /// The longest operations of loops without a map, in nanoseconds.
  private struct Noise {
    let empty: Double
    let touching: Double
  }

  func rows() -> [Row] {
    print(
      "pauses of single operations, \(entries) u64 entries, \(runs) runs, processor time in ns (medians of the runs)"
    )
    var rows: [Row] = []
    let noise = (0..<runs).map { _ in
      var sink: UInt64 = 0
      let run = record(atMost: entries) { index in
        sink &+= mixed(UInt64(index))
        return true
      }
      precondition(sink != 0)
      return run
    }
    tell("empty loop (noise)", noise)
    let touching = (0..<runs).map { _ in touch() }
    tell("first touches alone (noise)", touching)
    let longestNoise = Noise(empty: median(noise.map(\.longest)), touching: median(touching.map(\.longest)))
    for layout in Layout.allCases {
      let growth = (0..<runs).map { _ in grow(layout) }
      tell("growth, \(layout.name)", growth)
      rows += judged("growth", layout.name, growth, longestNoise)
    }
    for way in Migration.ways {
      let conversions = (0..<runs).map { _ in convert(way) }
      tell("conversion, \(way.name)", conversions)
      rows += judged("conversion", way.name, conversions, longestNoise)
    }
    rows += totals()
    print("")
    return rows
  }

  // MARK: What is timed

  /// A loop that does nothing but take new memory at the rate at which a growing map takes it, a page every so many
  /// operations: what the system alone makes of that.
  private func touch() -> Run {
    let page = 4096
    let every = page / 32
    let pages = entries / every + 1
    guard let memory = mmap(nil, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      memory != MAP_FAILED
    else { return Run() }
    defer { munmap(memory, pages * page) }
    return record(atMost: entries) { index in
      if index % every == 0 { memory.storeBytes(of: 1, toByteOffset: index / every * page, as: UInt8.self) }
      return true
    }
  }

  private func grow(_ layout: Layout) -> Run {
    let map = empty(layout)
    return record(atMost: entries) { index in
      let key = mixed(UInt64(index))
      made { () throws(MapError) in _ = try map.set(key, ~key) }
      return true
    }
  }

  /// Four look-ups to one update of random live keys, until the conversion is over.
  private func convert(_ way: Migration.Way) -> Run {
    let map = filled(way.from)
    var chance = Chance(seed: 7)
    map.convert(to: way.to)
    var sink: UInt64 = 0
    let run = record(atMost: 8 * entries) { index in
      let key = mixed(UInt64(chance.below(entries)))
      if index % 5 == 0 {
        made { () throws(MapError) in _ = try map.set(key, ~key) }
      } else if let value = map.get(key) {
        sink &+= value
      }
      return map.isWorking
    }
    precondition(sink != 0)
    return run
  }

  private func empty(_ layout: Layout, flat: Bool = false) -> AdaptiveMap<UInt64, UInt64> {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    if flat { configuration.segmentBytes = nil }
    return made { () throws(MapError) in try AdaptiveMap<UInt64, UInt64>(configuration) }
  }

  private func filled(_ layout: Layout, flat: Bool = false) -> AdaptiveMap<UInt64, UInt64> {
    let map = empty(layout, flat: flat)
    made { () throws(MapError) in
      for index in 0..<entries { _ = try map.set(mixed(UInt64(index)), ~UInt64(index)) }
    }
    return map
  }

  /// Times every call of `body` with the numbers from 0 on, until it gives false.
  @inline(__always)
  private func record(atMost count: Int, _ body: (Int) -> Bool) -> Run {
    let tick = Self.nanosecondsPerTick
    var histogram = PauseHistogram()
    var index = 0
    var goesOn = true
    var total: UInt64 = 0
    while goesOn, index < count {
      var slowest: UInt64 = 0
      let end = min(index &+ 64, count)
      let cpu = bench_thread_cpu()
      let started = bench_ticks()
      var last = started
      while goesOn, index < end {
        goesOn = body(index)
        index &+= 1
        let now = bench_ticks()
        let ticks = now &- last
        last = now
        if ticks > slowest {
          if slowest > 0 { histogram.record(UInt64(Double(slowest) * tick)) }
          slowest = ticks
        } else {
          histogram.record(UInt64(Double(ticks) * tick))
        }
      }
      let used = bench_thread_cpu() &- cpu
      let passed = UInt64(Double(last &- started) * tick)
      let longest = UInt64(Double(slowest) * tick)
      histogram.record(passed > used ? longest &- min(longest, passed &- used) : longest)
      total &+= min(passed, used)
    }
    return Run(
      nines3: histogram.quantile(0.999), nines4: histogram.quantile(0.9999),
      longest: Double(histogram.longest), total: Double(total), operations: index)
  }

  private static let nanosecondsPerTick: Double = {
    let start = DispatchTime.now().uptimeNanoseconds
    let first = bench_ticks()
    usleep(100_000)
    let ticks = bench_ticks() &- first
    return Double(DispatchTime.now().uptimeNanoseconds - start) / Double(ticks)
  }()

  // MARK: What bounded pauses cost in all

  /// Growing in bounded segments against growing flat, and a whole conversion against that too; in turn.
  private func totals() -> [Row] {
    var times: [String: [Double]] = [:]
    for _ in 0..<runs {
      for flat in [true, false] {
        let time = timed { _ = filled(.grouped, flat: flat) }
        times[flat ? "flat" : "growth", default: []].append(Double(time))
      }
      for way in Migration.ways {
        let map = filled(way.from)
        map.convert(to: way.to)
        times[way.name, default: []].append(Double(timed { map.finishWork() }))
      }
    }
    let flat = median(times["flat"] ?? []) / Double(entries)
    return (["growth"] + Migration.ways.map(\.name)).map { what in
      let time = median(times[what] ?? []) / Double(entries)
      print("  \(what) in all: \(Report.format(time)) ns an entry; flat growth \(Report.format(flat))")
      return Row(
        row: "total-\(what)@\(entries)", map: what == "growth" ? "grouped" : what, key: "u64", n: entries,
        op: what == "growth" ? "growth in all" : "conversion in all", ns: time,
        peer: "grouped flat growth, \(Report.format(flat)) ns", ratio: time / flat, goal: 1.2)
    }
  }

  // MARK: Rows

  private func judged(_ what: String, _ map: String, _ runs: [Run], _ noise: Noise) -> [Row] {
    let nines4 = median(runs.map(\.nines4))
    let longest = median(runs.map(\.longest))
    return [
      Row(
        row: "\(what)-p99.99-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) p99.99",
        ns: nines4, peer: "20 us", ratio: nines4 / Self.nines4Limit, goal: 1),
      Row(
        row: "\(what)-max-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) max",
        ns: longest,
        peer:
          "350 us; empty loop \(Report.format(noise.empty / 1000)), first touches \(Report.format(noise.touching / 1000)) us",
        ratio: longest / Self.longestLimit, goal: 1),
    ]
  }

  private func tell(_ name: String, _ runs: [Run]) {
    let numbers = [median(runs.map(\.nines3)), median(runs.map(\.nines4)), median(runs.map(\.longest))]
    let texts = numbers.map { Report.format($0) }
    let maxima = runs.map { Report.format($0.longest / 1000) }.joined(separator: " ")
    let mean = median(runs.map { $0.total / Double($0.operations) })
    print(
      "  \(name): mean \(Report.format(mean)), p99.9 \(texts[0]), p99.99 \(texts[1]), max \(texts[2]); maxima in us: \(maxima)"
    )
  }
}
