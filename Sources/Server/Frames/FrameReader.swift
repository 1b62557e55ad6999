import Documents
import Telemetry

/// Makes frames of the lines of a metrics file, so that everything shows the same from a file as it did live.
///
/// Lines of this program come back exactly. Lines of earlier programs lack members, numbers and a run: they are counted
/// on from the line before, a new run begins where time falls, and events that every line repeats are given once.
package struct FrameReader {
  private let file: String
  private var number: UInt64 = 0
  private var run = 0
  private var seconds = 0.0
  private var seen: Set<String> = []
  private var rates = OperationRates(alpha: 0.25)

  /// A reader at the beginning of `file`.
  package init(file: String) {
    self.file = file
  }

  /// The frame of a line; throws when it is not JSON, not a tick, or of another schema.
  package mutating func read(_ line: some Sequence<UInt8>, number lineNumber: Int) throws(ServerError)
    -> Frame
  {
    let value: DocumentValue
    do throws(DocumentError) {
      value = try JSON.parse(Array(line), file: file, line: lineNumber)
    } catch { throw .line(error) }
    return try read(value)
  }

  /// The frame of a tick that is parsed already.
  package mutating func read(_ value: DocumentValue) throws(ServerError) -> Frame {
    guard let tick = value.table else {
      throw refusal(value.position, "expected an object, found \(value.shown)")
    }
    if let schema = tick["schema"], schema.string != Frame.schema {
      throw refusal(schema.position, "the schema is \(schema.shown), not \"\(Frame.schema)\"")
    }
    let members = TickMembers(table: tick)
    guard let now = members.number("t"), let backend = members.text("backend"), tick["ops"]?.number != nil
    else {
      throw refusal(value.position, "not a tick: t, backend and ops are needed")
    }
    let isNumbered = tick["frame"]?.integer != nil
    if !isNumbered { advance(to: now) }
    let counts = members.counts
    if !isNumbered { rates.observe(operations: counts.total, seconds: now) }
    let buckets = LatencyBuckets(rawValue: members.text("latency_hist_preset") ?? "") ?? .standard
    return Frame(
      frame: isNumbered ? members.count("frame") : number,
      runID: members.text("run_id") ?? "\(file)#\(max(run, 1))", seconds: now, counts: counts,
      map: members.map(backend: backend),
      instantRate: members.number("ops_per_second_instant") ?? rates.instant,
      smoothedRate: members.number("ops_per_second_ema") ?? rates.smoothed,
      latency: members.latency("latency_ms", buckets: buckets),
      loopLatency: members.latency("latency_loop_ms", buckets: nil), buckets: buckets, window: members.window,
      events: isNumbered ? members.events : members.events.filter { isNew($0) },
      eventsOmitted: members.count("events_omitted"), eventTotals: members.eventTotals,
      alerts: members.alerts,
      alertsRaised: members.count("alerts_raised"), alertFlags: members.alertFlags,
      isIdle: tick["idle"]?.bool ?? false, recommendations: members.recommendations)
  }

  /// Numbers a line that has no number.
  private mutating func advance(to now: Double) {
    if number == 0 || now < seconds {
      run += 1
      number = 0
      seen = []
      rates = OperationRates(alpha: 0.25)
    }
    number += 1
    seconds = now
  }

  private mutating func isNew(_ event: TickEvent) -> Bool {
    seen.count < 4096 && seen.insert("\(event.kind.rawValue) \(event.seconds)").inserted
  }

  private func refusal(_ position: DocumentPosition, _ detail: String) -> ServerError {
    .line(DocumentError(file: file, line: position.line, column: position.column, detail: detail))
  }
}
