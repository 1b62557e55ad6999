import Base
import HashMaps
import Telemetry

/// Applies operations to a map a range at a time, times the sampled ones alone and counts everything.
///
/// This is the whole hot path of a replay; what happens between two ranges is its caller's.
struct MapApplier: ~Copyable {
  /// Operations between two looks at clocks, signals and limits.
  static let rangeLimit = 1024

  let map: ByteMap
  private let counter = CycleCounter.calibrated
  private var sampler: LatencySampler
  private(set) var counts = OperationCounts()
  private(set) var tally = OperationTally()
  /// Durations of sampled operations alone.
  private(set) var latency = OperationLatency()
  /// The same with everything the loop did before the next operation.
  private(set) var loopLatency = OperationLatency()
  private var open: (kind: Int, ticks: UInt64)?

  init(map: ByteMap, sampleEvery: Int?, seed: UInt64) {
    self.map = map
    sampler = LatencySampler(every: sampleEvery, seed: seed)
  }

  /// Nanoseconds that every duration was shortened by: what reading the clock takes.
  var timerOverhead: UInt64 { counter.overheadNanoseconds }

  /// Operations applied.
  var applied: Int { Int(truncatingIfNeeded: counts.total) }

  /// Applies rows from `row` up to at most `end`, and returns the row behind the last one applied.
  ///
  /// A sampled operation is a range of its own, so it is never part of a prefetched batch. `end` is beyond `row`. When
  /// the map refuses a row, those before it are applied and counted.
  mutating func step(_ batch: OperationBatch, from row: Int, to end: Int) throws(MapError) -> Int {
    let untilSample = sampler.next &- applied
    if untilSample > 0 {
      let stop = min(end, row &+ min(Self.rangeLimit, untilSample))
      defer { count() }
      try map.apply(batch.columns, from: row, to: stop, adding: &tally)
      return stop
    }
    sampler.advance()
    let kind = Int(batch.kind(at: row).rawValue)
    let columns = batch.columns
    let start = counter.ticks()
    try map.apply(columns, from: row, to: row &+ 1, adding: &tally)
    let finish = counter.ticks()
    count()
    latency.record(kind: kind, nanoseconds: counter.interval(from: start, to: finish))
    open = (kind, start)
    return row &+ 1
  }

  /// Ends the sampled operation's time with the loop around it, if the last range was one.
  @inline(__always)
  mutating func closeSample() {
    guard let sample = open else { return }
    open = nil
    let now = counter.ticks()
    loopLatency.record(kind: sample.kind, nanoseconds: counter.interval(from: sample.ticks, to: now))
  }

  private mutating func count() {
    counts.puts = UInt64(tally.inserted &+ tally.updated)
    counts.gets = UInt64(tally.hits &+ tally.misses)
    counts.deletes = UInt64(tally.deleted &+ tally.absent)
    counts.hits = UInt64(tally.hits)
  }
}
