import CPeers
import Foundation
import HashMaps

/// How long single operations take while a map grows or converts itself, in processor time of their thread.
///
/// That clock is too slow to read around every operation: each is timed by the processor's time stamp, and every 64
/// operations the two are compared. What they differ by, other programs took; it is deducted from the slowest of the 64.
///
/// Interrupts stay in a thread's processor time. On a virtual machine one costs 20 to 60 us and hits one operation in a
/// few thousand, a loop without any map too: a single run shows their p99.99, not the map's. But under one seed the
/// n-th operation does the same work in every run, and interrupts do not come at the same operation. So what is judged
/// is the median of each operation over the runs; what single runs showed stands beside it, and so does the same of an
/// equally long loop without a map.
struct Pauses {
  let entries: Int
  let runs: Int

  /// Limits in nanoseconds.
  private static let nines4Limit = 20_000.0
  private static let longestLimit = 350_000.0
  /// As many rounds of mixing take some 250 ns, about what an operation of a growing map takes.
  private static let idleRounds = 120

  /// Processor time of the operations of one run, in nanoseconds.
  private struct Run {
    var total = 0.0
    /// Of each operation, in order.
    var times: [UInt32] = []
  }

  /// Quantiles of all operations, in nanoseconds.
  private struct Quantiles {
    let nines3: Double
    let nines4: Double
    let longest: Double

    init(_ times: [UInt32]) {
      var histogram = PauseHistogram()
      for time in times { histogram.record(UInt64(time)) }
      nines3 = histogram.quantile(0.999)
      nines4 = histogram.quantile(0.9999)
      longest = Double(histogram.longest)
    }
  }

  /// Several runs of the same operations.
  private struct Runs {
    /// Medians of what each run showed alone.
    let nines4: Double
    let longest: Double
    let maxima: [Double]
    /// Of the medians of each operation.
    let same: Quantiles
    /// Nanoseconds an operation.
    let mean: Double

    init(_ runs: [Run]) {
      let single = runs.map { Quantiles($0.times) }
      nines4 = median(single.map(\.nines4))
      maxima = single.map(\.longest)
      longest = median(maxima)
      mean = median(runs.map { $0.total / Double($0.times.count) })
      let operations = runs.map(\.times.count).min() ?? 0
      var times: [UInt32] = []
      times.reserveCapacity(operations)
      var same = [UInt32](repeating: 0, count: runs.count)
      for index in 0..<operations {
        for run in runs.indices { same[run] = runs[run].times[index] }
        same.sort()
        times.append(same[(runs.count - 1) / 2])
      }
      self.same = Quantiles(times)
    }
  }

  func rows() -> [Row] {
    print(
      "pauses of single operations, \(entries) u64 entries, \(runs) runs, processor time in ns (medians of the runs)"
    )
    var rows: [Row] = []
    let noise = Runs(
      (0..<runs).map { _ in
        var sink: UInt64 = 0
        let run = record(atMost: entries) { index in
          for round in 0..<Self.idleRounds { sink &+= mixed(UInt64(index &+ round)) }
          return true
        }
        precondition(sink != 0)
        return run
      })
    tell("a loop as long, without a map (noise)", noise)
    tell("the same with first touches (noise)", Runs((0..<runs).map { _ in touch() }))
    for layout in Layout.allCases {
      let growth = Runs((0..<runs).map { _ in grow(layout) })
      tell("growth, \(layout.name)", growth)
      rows += judged("growth", layout.name, growth, noise)
    }
    for way in Migration.ways {
      let conversions = Runs((0..<runs).map { _ in convert(way) })
      tell("conversion, \(way.name)", conversions)
      rows += judged("conversion", way.name, conversions, noise)
    }
    rows += totals()
    print("")
    return rows
  }

  // MARK: What is timed

  /// As long a loop that does nothing but take new memory at the rate at which a growing map takes it, a page every so
  /// many operations: what the system alone makes of that.
  private func touch() -> Run {
    let page = 4096
    let every = page / 32
    let pages = entries / every + 1
    guard let memory = mmap(nil, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      memory != MAP_FAILED
    else { return Run() }
    defer { munmap(memory, pages * page) }
    var sink: UInt64 = 0
    let run = record(atMost: entries) { index in
      for round in 0..<Self.idleRounds { sink &+= mixed(UInt64(index &+ round)) }
      if index % every == 0 { memory.storeBytes(of: 1, toByteOffset: index / every * page, as: UInt8.self) }
      return true
    }
    precondition(sink != 0)
    return run
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
    let run = record(atMost: 4 * entries) { index in
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
    // Written in full first: its own first touches are not the map's.
    var times = [UInt32](repeating: 1, count: count)
    var index = 0
    var goesOn = true
    var total: UInt64 = 0
    while goesOn, index < count {
      var slowest = index
      let end = min(index &+ 64, count)
      let cpu = bench_thread_cpu()
      let started = bench_ticks()
      var last = started
      while goesOn, index < end {
        goesOn = body(index)
        let now = bench_ticks()
        times[index] = UInt32(clamping: Int64(Double(now &- last) * tick))
        if times[index] > times[slowest] { slowest = index }
        last = now
        index &+= 1
      }
      let used = bench_thread_cpu() &- cpu
      let passed = UInt64(Double(last &- started) * tick)
      if passed > used { times[slowest] -= UInt32(clamping: min(UInt64(times[slowest]), passed &- used)) }
      total &+= min(passed, used)
    }
    times.removeLast(count - index)
    return Run(total: Double(total), times: times)
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

  private func judged(_ what: String, _ map: String, _ runs: Runs, _ noise: Runs) -> [Row] {
    [
      Row(
        row: "\(what)-p99.99-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) p99.99",
        ns: runs.same.nines4, peer: "20 us; \(beside(runs.nines4, noise.nines4, noise.same.nines4))",
        ratio: runs.same.nines4 / Self.nines4Limit, goal: 1),
      Row(
        row: "\(what)-max-\(map)@\(entries)", map: map, key: "u64", n: entries, op: "\(what) max",
        ns: runs.same.longest, peer: "350 us; \(beside(runs.longest, noise.longest, noise.same.longest))",
        ratio: runs.same.longest / Self.longestLimit, goal: 1),
    ]
  }

  private func beside(_ single: Double, _ noise: Double, _ sameNoise: Double) -> String {
    let texts = [single, noise, sameNoise].map { Report.format($0 / 1000) }
    return "single runs \(texts[0]), without a map \(texts[1]) and \(texts[2]) us"
  }

  private func tell(_ name: String, _ runs: Runs) {
    let numbers = [
      runs.mean, runs.same.nines3, runs.same.nines4, runs.same.longest, runs.nines4, runs.longest,
    ].map { Report.format($0) }
    let maxima = runs.maxima.map { Report.format($0 / 1000) }.joined(separator: " ")
    print(
      "  \(name): mean \(numbers[0]), p99.9 \(numbers[1]), p99.99 \(numbers[2]), max \(numbers[3]); single runs p99.99 \(numbers[4]), max \(numbers[5]); maxima in us: \(maxima)"
    )
  }
}
