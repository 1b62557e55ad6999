import Base
import HashMaps
import Telemetry

/// What happens between two ranges of operations: signals, limits, timers, ticks.
extension Replay {
  /// A source that stalls is left alone no longer than this, so that a signal is noticed.
  private static var longestPatience: UInt64 { 50_000_000 }

  var interrupted: ReplayEnding? {
    hooks.interruption().map { .interrupted(signal: $0) }
  }

  /// Sees to everything that is due; returns how the run ends, if it does.
  func attend() throws(ReplayFault) -> ReplayEnding? {
    if let interrupted { return interrupted }
    if let limit = settings.maxMemory {
      let held = map.heldBytes
      if held > limit { return .stopped(held: held, limit: limit) }
    }
    let now = MonotonicClock.nanoseconds()
    if now >= nextCompaction { compact(at: now) }
    if structure.hasMigrations { tellOfMigrations() }
    try tickIfDue(at: now)
    return nil
  }

  /// How long to wait for input before looking at the clock again.
  func patience() -> UInt64 {
    min(Self.longestPatience, schedule.nanosecondsUntilDue(after: MonotonicClock.nanoseconds()) ?? .max)
  }

  func tickIfDue(at now: UInt64) throws(ReplayFault) {
    if schedule.takeDue(operations: applier.counts.total, now: now) { try tick() }
  }

  /// Measures one tick and hands it out.
  func tick() throws(ReplayFault) {
    try tick(map.statistics(sample: MapReading.sampledSegments))
  }

  /// The same with figures taken already, and as of `moment` where that is given.
  func tick(_ statistics: MapStatistics, at moment: UInt64? = nil) throws(ReplayFault) {
    for event in structure.take() { keep(event) }
    // The clock is read after the events, so that none of them is later than the tick.
    let now = moment ?? MonotonicClock.nanoseconds()
    let tick = builder.tick(
      at: Double(now &- start) / 1e9, counts: applier.counts,
      map: MapReading(map, statistics, since: recorded),
      latency: applier.latency, loopLatency: applier.loopLatency)
    recorded = map.ledger.recorded
    alerts = tick.alerts
    tickCount += 1
    for change in builder.alertChanges {
      if case .rose = change { alertsRaised += 1 }
      hooks.alert(change)
    }
    try hooks.tick(tick)
  }

  /// Notes an event of the run itself for the next tick.
  func note(_ kind: TickEvent.Kind, message: String, at moment: UInt64) {
    var event = TickEvent(
      kind, seconds: Double(moment &- start) / 1e9, operation: applier.counts.total)
    event.backend = map.layout.name
    event.message = message
    keep(event)
  }

  private func keep(_ event: TickEvent) {
    builder.note(event)
    events.add(event)
  }

  /// Begins a compaction nobody asked for, unless the map is at some work of its own.
  private func compact(at now: UInt64) {
    nextCompaction = now &+ (settings.compactNanoseconds ?? 0)
    if !map.isWorking { map.compact() }
  }

  private func tellOfMigrations() {
    for event in structure.takeMigrations() { hooks.migration(event, map.count) }
  }
}

/// The events of a run for its result, as far as they have room.
struct EventList {
  static let limit = 1024
  private(set) var events: [TickEvent] = []
  private(set) var omitted = 0

  /// Keeps the event; beyond the limit only those that mark the course of the run.
  mutating func add(_ event: TickEvent) {
    if events.count < Self.limit || event.kind.isLifecycle {
      events.append(event)
    } else {
      omitted += 1
    }
  }
}
