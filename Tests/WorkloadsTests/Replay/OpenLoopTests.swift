import Base
import HashMaps
import TestSupport
import Testing

@testable import Workloads

@Suite struct OpenLoopTests {
  /// A run of a small workload; times are long and short as the machine is, so nothing is said about them.
  private func run(_ pacing: Pacing, engine: ReplayEngine, rows: Int = 400) throws -> ReplayResult {
    let folder = try TemporaryFolder()
    let text = (0..<rows).map { "put,k\($0),v\n" }.joined()
    let source = try CSVOperationSource(path: folder.write("w.csv", "op,key,value\n" + text))
    var settings = ReplaySettings(map: MapConfiguration())
    settings.engine = engine
    settings.pacing = pacing
    settings.wantsDigest = true
    return try Replay(settings, source: source, hooks: ReplayHooks()).run()
  }

  /// The door of a control socket has its turn within a batch, however long that lasts. Operations come too close to one
  /// another here for the run to sleep between them.
  @Test func theRestOfTheGraphHasItsTurnWithinABatch() throws {
    let folder = try TemporaryFolder()
    let text = (0..<1000).map { "put,k\($0),v\n" }.joined()
    let source = try CSVOperationSource(path: folder.write("w.csv", "op,key,value\n" + text))
    defer { source.close() }
    let batch = OperationBatch()
    #expect(try source.next(into: batch) && batch.count == 1000)
    var settings = ReplaySettings(map: MapConfiguration())
    settings.pacing = .constant(rate: 10_000)
    let map = try ReplayedMap(settings, hooks: ReplayHooks(), resuming: nil)
    map.take(batch)
    var turns = 0
    run: while true {
      switch try map.proceed() {
      case .resting: turns += 1
      case .observed: continue
      case .hungry, .ended: break run
      }
    }
    // The batch takes 100 ms; a machine that stalls meanwhile takes turns away, but not the last.
    #expect(turns >= 1)
  }

  @Test(arguments: ReplayEngine.allCases)
  func everyOperationIsTimedOnceAndTheFiguresAgree(engine: ReplayEngine) throws {
    for pacing in [Pacing.constant(rate: 4000), .poisson(rate: 4000)] {
      let result = try run(pacing, engine: engine)
      let loop = try #require(result.openLoop)
      #expect(loop.operations == 400 && result.counts.puts == 400)
      #expect(loop.service.count == 400 && loop.queue.count == 400 && loop.response.count == 400)
      // What a client sees is both together, exactly.
      #expect(loop.response.sum == loop.service.sum + loop.queue.sum)
      #expect(loop.littleError < 0.01 && loop.isConsistent, "\(loop.littleError)")
      // The last operation cannot be done before it was due, however fast the machine is.
      #expect(loop.achieved <= loop.offered * 400 / 399 * 1.0001, "\(loop.achieved) of \(loop.offered)")
      let length = Double(result.elapsedNanoseconds)
      #expect(length >= 399 * 1e9 / 4000 || pacing != .constant(rate: 4000), "\(length)")
    }
  }

  /// Whether a rate is sustained is told by figures alone.
  @Test func aStallDelaysEverythingBehindIt() {
    var loop = OpenLoop(.constant(rate: 1000), seed: 1)
    let start = loop.due(stamp: 0)
    let millisecond: UInt64 = 1_000_000
    // The first operation takes ten milliseconds, the nine behind it no time: they were due all the while.
    loop.record(start: start, finish: start + 10 * millisecond)
    for index in 1..<10 {
      #expect(loop.due(stamp: 0) == start + UInt64(index) * millisecond)
      loop.record(start: start + 10 * millisecond, finish: start + 10 * millisecond)
    }
    let result = loop.result()
    #expect(result.service.sum == 10 * millisecond && result.response.sum == 55 * millisecond)
    #expect(result.queue.quantiles.last == 9 * millisecond && abs(result.meanInSystem - 5.5) < 1e-9)
    #expect(result.littleError < 1e-9 && result.isConsistent)
    #expect(result.isSustained && abs(result.offered - 1000) < 1e-6 && abs(result.achieved - 1000) < 1e-6)
    // A run that ends behind its time: arrivals beyond the last operation do not count.
    for pacing in [Pacing.constant(rate: 1000), .poisson(rate: 1000)] {
      var late = OpenLoop(pacing, seed: 5)
      var now = late.due(stamp: 0)
      for _ in 0..<100 {
        let begin = max(now, late.due(stamp: 0))
        now = begin + 3 * millisecond
        late.record(start: begin, finish: now)
      }
      let result = late.result()
      #expect(!result.isSustained && result.littleError < 1e-6, "\(result.littleError)")
    }
  }

  @Test func arrivalsFollowTheirLaw() {
    var constant = ArrivalSchedule(.constant(rate: 1000), seed: 1)
    #expect((0..<3).map { _ in constant.take(stamp: 9) } == [0, 1_000_000, 2_000_000])
    var trace = ArrivalSchedule(.trace(speed: 4), seed: 1)
    #expect(trace.take(stamp: 1000) == 250)
    var random = ArrivalSchedule(.poisson(rate: 1e6), seed: 7)
    let times = (0..<20_001).map { _ in Double(random.take(stamp: 0)) }
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    #expect(abs(mean - 1000) < 30)
    // The median of an exponential distribution is ln 2 of its mean.
    #expect(abs(gaps[10_000] - 693) < 30)
    #expect(Pacing.highestRate() > 1000)
  }

  /// The counts come out of the V2 encoding as they went in.
  @Test func theEncodingHoldsEveryCount() {
    var histogram = LatencyHistogram()
    let values: [(value: UInt64, count: UInt64)] = [
      (1, 3), (2047, 1), (5000, 200), (1 << 30, 70_000), (1 << 41, 1),
    ]
    for item in values { histogram.record(item.value, times: item.count) }
    let bytes = HDREncoding.plain(histogram)
    #expect(bytes.prefix(4).elementsEqual([0x1C, 0x84, 0x93, 0x13]))
    #expect(bytes.count == 40 + Int(bytes[6]) << 8 + Int(bytes[7]))
    var counts: [Int: Int64] = [:]
    var index = 0
    var position = 40
    while position < bytes.count {
      var word: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        let byte = bytes[position]
        position += 1
        word |= UInt64(shift == 56 ? byte : byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 || shift == 63 { break }
      }
      let number = Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1)
      if number < 0 {
        index -= Int(number)
      } else {
        counts[index] = number
        index += 1
      }
    }
    for item in values {
      #expect(counts[LatencyHistogram.index(of: item.value)] == Int64(item.count), "\(item)")
    }
    #expect(counts.values.reduce(0, +) == 70_205)
    let text = HDRPercentiles.text(histogram)
    #expect(text.contains(" 1.000000000000      70205\n") && text.contains("Total count    =        70205]"))
  }
}
