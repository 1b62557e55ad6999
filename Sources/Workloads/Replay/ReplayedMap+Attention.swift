import Base
import HashMaps
import Telemetry

/// What happens between two ranges of operations: signals, limits, timers, ticks.
extension ReplayedMap {
  /// A source that stalls is left alone no longer than this, so that a signal is noticed.
  private static var longestPatience: UInt64 { 50_000_000 }

  /// While a snapshot is under way it goes on though nothing else does.
  private static var snapshotPatience: UInt64 { 500_000 }

  /// Sees to everything that is due; returns what has to be done about it, if anything has.
  func attend() -> Turn? {
    if let signal = hooks.interruption() { return .ended(.interrupted(signal: signal)) }
    if let limit = maxMemory {
      let held = map.heldBytes
      if held > limit { return .ended(.stopped(held: held, limit: limit)) }
    }
    let now = MonotonicClock.nanoseconds()
    if now >= nextCompaction { compact(at: now) }
    if now >= nextSnapshot { beginDueSnapshot() }
    if waiting != nil { beginWaitingSnapshot() }
    if taking != nil { proceedSnapshot(at: now) }
    if structure.hasMigrations { tellOfMigrations() }
    let isDue = schedule.takeDue(operations: applier.counts.total, now: now)
    guard hooks.wantsTick() || isDue else { return nil }
    observe()
    return .observed
  }

  /// The moment on the monotonic clock at which `proceed` wants to be asked again though no batch has come.
  var nextLook: UInt64 {
    let now = MonotonicClock.nanoseconds()
    let patience = isSnapshotting ? Self.snapshotPatience : Self.longestPatience
    return now &+ min(patience, schedule.nanosecondsUntilDue(after: now) ?? .max)
  }

  /// Takes the figures of one tick.
  func observe() { observe(map.statistics(sample: MapReading.sampledSegments)) }

  /// The same with figures taken already, and as of `moment` where that is given.
  func observe(_ statistics: MapStatistics, at moment: UInt64? = nil) {
    events += structure.take()
    swap(&observation.events, &events)
    events.removeAll(keepingCapacity: true)
    // The clock is read after the events, so that none of them is later than the tick.
    observation.seconds = Double((moment ?? MonotonicClock.nanoseconds()) &- start) / 1e9
    observation.counts = applier.counts
    observation.reading = MapReading(map, statistics, since: recorded)
    recorded = map.ledger.recorded
  }

  /// Notes an event of the run itself for the next tick.
  func note(_ kind: TickEvent.Kind, message: String, reason: String? = nil, at moment: UInt64) {
    events += structure.take()
    var event = TickEvent(
      kind, seconds: Double(moment &- start) / 1e9, operation: applier.counts.total)
    event.backend = map.layout.name
    event.message = message
    event.reason = reason
    events.append(event)
  }

  /// Begins a compaction nobody asked for, unless the map is at some work of its own.
  private func compact(at now: UInt64) {
    nextCompaction = now &+ (compactNanoseconds ?? 0)
    guard !map.isWorking else { return }
    structure.compactionSource = "proactive"
    map.compact()
  }

  private func tellOfMigrations() {
    for event in structure.takeMigrations() {
      hooks.migration(event, map.count, map.count >= configuration.largeMapWarnThreshold)
    }
  }
}
