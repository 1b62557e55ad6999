import Base
import HashMaps
import Telemetry

/// The end of a run: the last event and tick, then the figures.
extension Replay {
  /// Closes the run; `ending` turns into a failure when even the last tick cannot be written.
  func finish(_ ending: inout ReplayEnding) -> ReplayResult {
    let now = MonotonicClock.nanoseconds()
    let peak = MachineFacts.peakResidentBytes
    let statistics = map.statistics()
    let (event, message) = lastWords(ending)
    note(event, message: message, at: now)
    do throws(ReplayFault) {
      try tick(statistics, at: now)
    } catch {
      if case .failed = ending {} else { ending = .failed(error) }
    }
    var result = ReplayResult(
      ending: ending, settings: settings, counts: applier.counts, tally: applier.tally,
      statistics: statistics,
      ledger: map.ledger, latency: LatencyReading(applier.latency, buckets: nil),
      loopLatency: LatencyReading(applier.loopLatency, buckets: nil))
    result.elapsedNanoseconds = now &- start
    result.waitedNanoseconds = waited
    result.timerOverheadNanoseconds = applier.timerOverhead
    result.peakResidentBytes = peak
    result.events = events.events
    result.eventsOmitted = events.omitted
    result.alerts = alerts
    result.alertsRaised = alertsRaised
    result.ticks = tickCount
    result.decisions = map.decisions
    if settings.wantsDigest { result.contentDigest = ContentDigest(of: map).hexadecimal }
    return result
  }

  /// The event that marks the end, and its message.
  private func lastWords(_ ending: ReplayEnding) -> (TickEvent.Kind, String) {
    switch ending {
    case .completed: (.complete, "workload completed")
    case .interrupted(let signal): (.interrupted, "stopped by signal \(signal)")
    case .stopped(let held, let limit):
      (.stopped, "the map holds \(held) bytes, more than the \(limit) allowed")
    case .failed(let fault): (.error, fault.description)
    }
  }
}
