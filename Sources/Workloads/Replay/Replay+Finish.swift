import Base
import HashMaps
import Snapshots
import Telemetry

/// The end of a run: the last event and tick, then the figures.
extension Replay {
  /// Closes the run; `ending` turns into a failure when even the last tick cannot be written.
  func finish(_ ending: inout ReplayEnding) -> ReplayResult {
    let now = MonotonicClock.nanoseconds()
    let processor = ThreadCPUClock.nanoseconds() &- map.processorStart
    let peak = MachineFacts.peakResidentBytes
    let statistics = map.map.statistics()
    let (event, message) = lastWords(ending)
    map.note(event, message: message, at: now)
    map.observe(statistics, at: now)
    do throws(ReplayFault) {
      try observer.take(map)
    } catch {
      if case .failed = ending {} else { ending = .failed(error) }
    }
    var result = ReplayResult(
      ending: ending, settings: settings, counts: map.applier.counts, tally: map.applier.tally,
      statistics: statistics,
      ledger: map.map.ledger, latency: LatencyReading(map.applier.latency, buckets: nil),
      loopLatency: LatencyReading(map.applier.loopLatency, buckets: nil))
    map.hooks.measured(map.applier.latency)
    result.elapsedNanoseconds = now &- map.start
    result.processorNanoseconds = processor
    result.waitedNanoseconds = map.waited
    result.timerOverheadNanoseconds = map.applier.timerOverhead
    result.peakResidentBytes = peak
    result.events = observer.events.events
    result.eventsOmitted = observer.events.omitted
    result.alerts = observer.alerts
    result.alertsRaised = observer.alertsRaised
    result.ticks = observer.tickCount
    result.receipts = map.receipts.receipts
    result.receiptsOmitted = map.receipts.omitted
    result.decisions = map.map.decisions
    if case .failed = ending {
    } else if let path = settings.snapshots.path {
      result.snapshot = Result { () throws(SnapshotError) in try map.writeSnapshot(to: path) }
    }
    result.openLoop = map.takeOpenLoop()
    if settings.wantsDigest { result.contentDigest = ContentDigest(of: map.map).hexadecimal }
    return result
  }

  /// The event that marks the end, and its message.
  private func lastWords(_ ending: ReplayEnding) -> (TickEvent.Kind, String) {
    switch ending {
    case .completed: (.complete, "workload completed")
    case .interrupted(let signal): (.interrupted, "stopped by signal \(signal)")
    case .stopped(let held, let limit):
      (.stopped, "the map holds \(held) bytes, more than the \(limit) allowed")
    case .commanded: (.stopped, "stopped by a command")
    case .failed(let fault): (.error, fault.description)
    }
  }
}
