import CPeers
import Foundation
import HashMaps

/// How long single operations take while a map grows or converts: every operation is timed by the processor's time stamp.
/// A slow one during which the thread was switched away belongs to the machine and is dropped, and counted.
struct Pauses {
  let entries: Int
  let runs: Int

  /// Latencies of one run in nanoseconds.
  struct Run {
    var nines3 = 0.0
    var nines4 = 0.0
    var longest = 0.0
    var dropped = 0
  }

  func rows() -> [Row] {
    let tick = Self.nanosecondsPerTick()
    print(
      "pauses of single operations, \(entries) u64 entries, \(runs) runs, nanoseconds (median of the runs)")
    var rows: [Row] = []
    let noise = (0..<runs).map { _ in
      var sink: UInt64 = 0
      let run = record(entries, tick) { sink &+= mixed(UInt64($0)) }
      precondition(sink != 0)
      return run
    }
    tell("empty loop (noise)", noise)
    let longestNoise = median(noise.map(\.longest))
    for layout in Layout.allCases {
      let growth = (0..<runs).map { _ in grow(layout, tick) }
      tell("growth, \(layout.name)", growth)
      rows += judged("growth", layout.name, growth, longestNoise)
    }
    print("")
    return rows
  }

  private func grow(_ layout: Layout, _ tick: Double) -> Run {
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    let map = made { () throws(MapError) in try AdaptiveMap<UInt64, UInt64>(configuration) }
    return record(entries, tick) { index in
      let key = mixed(UInt64(index))
      made { () throws(MapError) in _ = try map.set(key, ~key) }
    }
  }

  private func judged(_ what: String, _ map: String, _ runs: [Run], _ noise: Double) -> [Row] {
    let nines4 = median(runs.map(\.nines4))
    let longest = median(runs.map(\.longest))
    return [
      Row(
        row: "\(what)-p99.99-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) p99.99",
        ns: nines4,
        peer: "20 us", ratio: nines4 / 20_000, goal: 1),
      Row(
        row: "\(what)-max-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) max",
        ns: longest,
        peer: "350 us; empty loop \(Report.format(noise / 1000)) us", ratio: longest / 350_000, goal: 1),
    ]
  }

  private func tell(_ name: String, _ runs: [Run]) {
    let numbers = [median(runs.map(\.nines3)), median(runs.map(\.nines4)), median(runs.map(\.longest))]
    let texts = numbers.map { String(format: "%.0f", $0) }
    let dropped = runs.reduce(0) { $0 + $1.dropped }
    let maxima = runs.map { String(format: "%.0f", $0.longest / 1000) }.joined(separator: " ")
    print(
      "  \(name): p99.9 \(texts[0]), p99.99 \(texts[1]), max \(texts[2]); maxima in us: \(maxima); dropped \(dropped)"
    )
  }

  /// Times every call of `body` with the numbers 0 up to `count`.
  @inline(__always)
  private func record(_ count: Int, _ tick: Double, _ body: (Int) -> Void) -> Run {
    var histogram = TickHistogram()
    let suspicious = UInt64(2000 / tick)
    var dropped = 0
    var switches = bench_context_switches()
    var last = bench_ticks()
    for index in 0..<count {
      body(index)
      let now = bench_ticks()
      let ticks = now &- last
      last = now
      if ticks > suspicious {
        let seen = bench_context_switches()
        if seen != switches && bench_context_switches() != 0 {
          switches = seen
          dropped += 1
          last = bench_ticks()
          continue
        }
        last = bench_ticks()
      }
      histogram.record(ticks)
    }
    return Run(
      nines3: histogram.quantile(0.999) * tick, nines4: histogram.quantile(0.9999) * tick,
      longest: Double(histogram.longest) * tick, dropped: dropped)
  }

  static func nanosecondsPerTick() -> Double {
    var best = 0.0
    for _ in 0..<3 {
      let start = DispatchTime.now().uptimeNanoseconds
      let first = bench_ticks()
      usleep(30_000)
      let ticks = bench_ticks() &- first
      best = Double(DispatchTime.now().uptimeNanoseconds - start) / Double(ticks)
    }
    return best
  }
}

/// Counts by length, 64 steps to each doubling: within 1.6 % of the true value.
struct TickHistogram {
  private var counts = [UInt32](repeating: 0, count: 64 * 48)
  private(set) var count = 0
  private(set) var longest: UInt64 = 0

  @inline(__always) mutating func record(_ ticks: UInt64) {
    counts[Self.bucket(ticks)] &+= 1
    count &+= 1
    if ticks > longest { longest = ticks }
  }

  /// The shortest length that this share of all operations did not exceed.
  func quantile(_ share: Double) -> Double {
    let wanted = Int((Double(count) * share).rounded(.up))
    var seen = 0
    for bucket in counts.indices {
      seen += Int(counts[bucket])
      if seen >= wanted { return Self.highest(bucket) }
    }
    return Double(longest)
  }

  @inline(__always) private static func bucket(_ ticks: UInt64) -> Int {
    if ticks < 64 { return Int(ticks) }
    let magnitude = 57 - ticks.leadingZeroBitCount
    return min(64 * magnitude + Int(ticks >> UInt64(magnitude)), 64 * 48 - 1)
  }

  private static func highest(_ bucket: Int) -> Double {
    if bucket < 128 { return Double(bucket) }
    let magnitude = bucket / 64 - 1
    return Double((UInt64(bucket % 64 + 65) << UInt64(magnitude)) - 1)
  }
}
