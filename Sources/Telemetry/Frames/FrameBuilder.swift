import Base

/// Makes the frames of one run: numbers them, computes rates, quantiles and alerts, hands every event to exactly one.
package struct FrameBuilder: ~Copyable, Sendable {
  /// Structural events one frame carries at most; the rest is counted.
  package static let eventLimit = 256

  private let runID: String
  private let buckets: LatencyBuckets
  private let idleAfter: Double
  private var rates: OperationRates
  private var guardrails: Guardrails
  private var advice: RunAdvice?
  private var nextFrame: UInt64 = 1
  private var seconds = 0.0
  private var pending: [TickEvent] = []
  private var pendingStructural = 0
  private var omitted: UInt64 = 0
  private var totals = [Int](repeating: 0, count: TickEvent.Kind.allCases.count)
  private var alertsRaised: UInt64 = 0
  /// All durations at the frame before, and those since.
  private var before = LatencyHistogram()
  private var window = LatencyHistogram()
  private var lastOperations: UInt64 = 0
  private var lastProgress = 0.0
  private var isIdle = false
  /// Guardrails that began or ceased to be reached with the latest tick.
  package private(set) var alertChanges: [AlertChange] = []

  /// A builder for one run.
  ///
  /// `alpha` is the share (0...1) a new interval has in the smoothed rate; after `idleAfter` seconds without an
  /// operation the run counts as idle.
  package init(
    runID: String, buckets: LatencyBuckets = .standard, thresholds: Guardrails.Thresholds = .init(),
    alpha: Double = 0.25, idleAfter: Double = 5
  ) {
    self.runID = runID
    self.buckets = buckets
    self.idleAfter = idleAfter
    rates = OperationRates(alpha: alpha)
    guardrails = Guardrails(thresholds)
  }

  /// Has guardrails hold against other thresholds from the next frame on; those that are reached stay reached.
  package mutating func setThresholds(_ thresholds: Guardrails.Thresholds) {
    guardrails.thresholds = thresholds
  }

  /// Has the next frames show these recommendations, held against the run.
  package mutating func setAdvice(_ advice: RunAdvice) { self.advice = advice }

  /// Keeps an event for the next frame.
  package mutating func note(_ event: TickEvent) {
    totals[event.kind.place] += 1
    if !event.kind.isLifecycle {
      guard pendingStructural < Self.eventLimit else {
        omitted += 1
        return
      }
      pendingStructural += 1
    }
    pending.append(event)
  }

  /// The next frame. O(buckets of the histograms), about 100 µs.
  package mutating func tick(
    at now: Double, counts: OperationCounts, map: MapReading, latency: borrowing OperationLatency,
    loopLatency: borrowing OperationLatency
  ) -> Frame {
    var map = map
    map.bound()
    seconds = max(seconds, now)
    rates.observe(operations: counts.total, seconds: seconds)
    watchForIdleness(counts.total, backend: map.backend)
    window.assign(latency.overall, since: before)
    before.reset()
    before.merge(latency.overall)
    let recent = LatencySummary(window, buckets: nil)
    var reading = Guardrails.Reading(seconds: seconds, map: map)
    reading.rate = rates.smoothed
    reading.window = recent
    reading.isIdle = isIdle
    if let advice {
      reading.advice = advice.judge(
        map: map, operations: counts.total, rate: rates.smoothed,
        horizon: guardrails.thresholds.forecastHorizon)
    }
    let (alerts, changes) = guardrails.judge(reading)
    alertChanges = changes
    for change in changes { if case .rose = change { alertsRaised += 1 } }
    let frame = Frame(
      frame: nextFrame, runID: runID, seconds: seconds, counts: counts, map: map,
      instantRate: rates.instant, smoothedRate: rates.smoothed,
      latency: LatencyReading(latency, buckets: buckets),
      loopLatency: LatencyReading(loopLatency, buckets: nil), buckets: buckets,
      window: recent, events: pending, eventsOmitted: omitted,
      eventTotals: eventTotals, alerts: alerts, alertsRaised: alertsRaised,
      alertFlags: guardrails.isActive, isIdle: isIdle, recommendations: reading.advice.recommendations)
    nextFrame += 1
    pending.removeAll(keepingCapacity: true)
    pendingStructural = 0
    omitted = 0
    return frame
  }

  private var eventTotals: [NamedCount] {
    zip(TickEvent.Kind.allCases, totals).map { NamedCount(name: $0.rawValue, count: $1) }
  }

  private mutating func watchForIdleness(_ operations: UInt64, backend: String) {
    if operations != lastOperations || nextFrame == 1 {
      lastOperations = operations
      lastProgress = seconds
      if isIdle { change(toIdle: false, backend: backend) }
    } else if !isIdle, seconds - lastProgress >= idleAfter {
      change(toIdle: true, backend: backend)
    }
  }

  private mutating func change(toIdle: Bool, backend: String) {
    isIdle = toIdle
    var event = TickEvent(toIdle ? .idle : .resume, seconds: seconds, operation: lastOperations)
    event.backend = backend
    note(event)
  }
}
