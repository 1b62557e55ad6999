import Base
import Telemetry

/// The open loop of a run: when each operation is due, and what became of it.
///
/// Queueing delay counts from the moment an operation was due, whether or not anybody was there to begin it, so that a
/// stall delays everything behind it (no coordinated omission). Every operation is measured.
struct OpenLoop: ~Copyable {
  /// Up to this long before an operation is due, the run watches the clock instead of sleeping.
  static let watchNanoseconds: UInt64 = 200_000

  private let pacing: Pacing
  private var schedule: ArrivalSchedule
  private var arrivals: BacklogIntegral
  /// The start of the first operation's second on the monotonic clock; nil before it.
  private var origin: UInt64?
  private var dueNext: UInt64?
  private var lastDue: UInt64 = 0
  private var lastFinish: UInt64 = 0
  private(set) var service = LatencyHistogram()
  private(set) var queue = LatencyHistogram()
  private(set) var response = LatencyHistogram()

  init(_ pacing: Pacing, seed: UInt64) {
    self.pacing = pacing
    schedule = ArrivalSchedule(pacing, seed: seed)
    arrivals = BacklogIntegral(pacing, seed: seed)
  }

  /// When the next operation is due, on the monotonic clock. The first is due when it is asked for.
  mutating func due(stamp: UInt64) -> UInt64 {
    if let dueNext { return dueNext }
    let time = schedule.take(stamp: stamp)
    // A trace may begin later than at its first stamp; the run does not wait for that.
    let start = origin ?? (MonotonicClock.nanoseconds() &- time)
    origin = start
    let due = start &+ time
    dueNext = due
    return due
  }

  /// Notes the operation that was due next.
  mutating func record(start: UInt64, finish: UInt64) {
    guard let due = dueNext, let origin else { return }
    dueNext = nil
    lastDue = due &- origin
    lastFinish = finish &- origin
    let waited = start > due ? start &- due : 0
    service.record(finish &- start)
    queue.record(waited)
    response.record(finish &- start &+ waited)
    arrivals.depart(at: lastFinish, cameAt: lastDue)
  }

  /// Arrivals after the workload's last operation, which the count of those waiting has met while the run lagged behind,
  /// are not there.
  private mutating func forgetArrivalsBeyondTheEnd() {
    if case .trace = pacing { return }
    var next = dueNext.flatMap { due in origin.map { due &- $0 } } ?? schedule.take(stamp: 0)
    while next <= lastFinish {
      arrivals.forget(next)
      next = schedule.take(stamp: 0)
    }
  }

  /// What came of it all.
  consuming func result() -> OpenLoopResult {
    forgetArrivalsBeyondTheEnd()
    let count = Double(service.count)
    let seconds = Double(lastFinish) / 1e9
    let achieved = lastFinish > 0 ? count / seconds : 0
    // The last operation opens no interval of its own.
    let offered = lastDue > 0 ? (count - 1) / (Double(lastDue) / 1e9) : achieved
    let mean = lastFinish > 0 ? arrivals.area / Double(lastFinish) : 0
    let predicted = achieved / 1e9 * response.mean
    let larger = max(mean, predicted)
    return OpenLoopResult(
      pacing: pacing, offered: offered, achieved: achieved, operations: Int(service.count),
      service: LatencySummary(service, buckets: nil), queue: LatencySummary(queue, buckets: nil),
      response: LatencySummary(response, buckets: nil), meanInSystem: mean,
      littleError: larger > 0 ? abs(mean - predicted) / larger : 0,
      log: HDRLog(service: service, queue: queue, response: response, seconds: seconds))
  }
}

/// The number of operations that are waiting or being served, added up over time.
///
/// Arrivals are counted from a schedule of their own, not from the operations that were measured: so the mean of this
/// number and Little's law check the measurement. A trace's arrivals are known only as they are read; these count from
/// when they came.
struct BacklogIntegral {
  private let isTrace: Bool
  private var schedule: ArrivalSchedule
  private var nextArrival: UInt64 = 0
  private var inSystem = 0
  private var now: UInt64 = 0
  /// Operations times nanoseconds.
  private(set) var area = 0.0

  init(_ pacing: Pacing, seed: UInt64) {
    if case .trace = pacing { isTrace = true } else { isTrace = false }
    schedule = ArrivalSchedule(pacing, seed: seed)
    if !isTrace { nextArrival = schedule.take(stamp: 0) }
  }

  /// Takes back an arrival that was counted up to now.
  mutating func forget(_ arrival: UInt64) {
    area -= Double(now - min(arrival, now))
    inSystem -= 1
  }

  /// One operation, which came at `arrival`, left at `time`.
  mutating func depart(at time: UInt64, cameAt arrival: UInt64) {
    let end = max(time, now)
    area += Double(inSystem) * Double(end - now)
    if isTrace {
      inSystem += 1
      area += Double(end - min(arrival, end))
    } else {
      while nextArrival <= end {
        inSystem += 1
        area += Double(end - nextArrival)
        nextArrival = schedule.take(stamp: 0)
      }
    }
    inSystem -= 1
    now = end
  }
}
