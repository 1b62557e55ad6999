import Base
import Telemetry

/// The figures of one tick on their way from the map to the observer. There is one of them in a run: the map does not go
/// on before the observer has taken it.
final class Observation: @unchecked Sendable {
  /// Seconds since the start of the run.
  var seconds = 0.0
  /// Operations applied.
  var counts = OperationCounts()
  /// The map.
  var reading = MapReading()
  /// What has happened since the observation before, oldest first.
  var events: [TickEvent] = []
  /// What guardrails are held against.
  var thresholds = Guardrails.Thresholds()
  /// Whether the observer has seen it.
  var isTaken = true
}

/// Makes frames of observations and hands them out: ticks, alerts, the events of the run.
final class ReplayObserver {
  private let hooks: ReplayHooks
  private var builder: FrameBuilder
  private var thresholds: Guardrails.Thresholds
  private var announcer: ForecastAnnouncer?
  /// What the frame before gave reason to announce; where none follows the run is over, and nothing is.
  private var announced: [TickEvent] = []
  private(set) var events = EventList()
  /// Guardrails reached at the latest tick.
  private(set) var alerts: [Alert] = []
  private(set) var alertsRaised = 0
  private(set) var tickCount = 0

  init(_ settings: ReplaySettings, hooks: ReplayHooks) {
    self.hooks = hooks
    thresholds = settings.watched
    announcer =
      settings.announcesForecasts ? ForecastAnnouncer(guardrails: settings.watched.foreseeable) : nil
    builder = FrameBuilder(
      runID: Self.drawRunID(), buckets: settings.buckets, thresholds: settings.watched,
      alpha: settings.rateAlpha)
  }

  /// Makes one tick of the map's latest observation.
  func take(_ map: ReplayedMap) throws(ReplayFault) {
    let observation = map.observation
    for event in announced + observation.events {
      builder.note(event)
      events.add(event)
    }
    if observation.thresholds != thresholds {
      thresholds = observation.thresholds
      builder.setThresholds(thresholds)
    }
    if let advice = hooks.advice() { builder.setAdvice(advice) }
    let tick = builder.tick(
      at: observation.seconds, counts: observation.counts, map: observation.reading,
      latency: map.applier.latency, loopLatency: map.applier.loopLatency)
    alerts = tick.alerts
    tickCount += 1
    for change in builder.alertChanges {
      if case .rose = change { alertsRaised += 1 }
      hooks.alert(change)
    }
    try hooks.tick(tick)
    announced = announcer?.take(tick) ?? []
  }

  private static func drawRunID() -> String {
    hexadecimalDigits(UInt64(bitPattern: WallClock.nanoseconds()))
      + hexadecimalDigits(.random(in: 0...UInt64.max))
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
