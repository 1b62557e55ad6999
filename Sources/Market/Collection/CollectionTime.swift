import Base

/// Which time a collection lives in.
package enum CollectionTime: Sendable {
  /// The machine's. Cycles begin at whole multiples of the interval since midnight UTC.
  case wall
  /// The market's own: the first cycle at `start`, the others an interval later each, without waiting. Instants are
  /// nanoseconds since 1970-01-01T00:00:00Z; none is at or after `end`.
  case manual(start: Int64, end: Int64)
  /// That of a recording: a cycle at every recorded instant, without waiting.
  case recorded(ReplayProvider)
}

/// When the next cycle begins.
struct CyclePacer {
  private let time: CollectionTime
  private let interval: Int64
  /// When the next cycle is due; nil before the first one on the wall clock, which begins at once.
  private var due: Int64?
  /// Cycles that were never begun because the one before took too long.
  private(set) var missed = 0

  /// Why a recording cannot be followed any further.
  private(set) var fault: MarketError?

  /// Throws what reading a recording throws.
  init(_ time: CollectionTime, interval: Int64) throws(MarketError) {
    self.time = time
    self.interval = interval
    switch time {
    case .wall: break
    case .manual(let start, _): due = start
    case .recorded(let replay): due = try replay.nextInstant(after: nil)
    }
  }

  /// Whether time is the market's own.
  var isManual: Bool {
    if case .wall = time { false } else { true }
  }

  enum Step: Equatable {
    /// A cycle begins at this instant of the market.
    case begin(Int64)
    /// Nothing for so many nanoseconds.
    case wait(Int64)
    /// Time is over.
    case end
  }

  /// What to do at `now`, the wall clock in nanoseconds since 1970-01-01T00:00:00Z.
  func step(now: Int64) -> Step {
    switch time {
    case .manual(_, let end):
      guard let due, due < end else { return .end }
      return .begin(due)
    case .recorded:
      return due.map { .begin($0) } ?? .end
    case .wall:
      guard let due, now < due else { return .begin(now) }
      // A clock that was set back must not silence the collector for longer than an interval.
      return due - now <= 2 * interval ? .wait(due - now) : .begin(now)
    }
  }

  /// A cycle of the instant is over. The next one is due so many intervals later.
  mutating func finished(_ instant: Int64, now: Int64, intervals: Int64) {
    let stride = intervals * interval
    switch time {
    case .wall: break
    case .manual:
      due = instant + stride
      return
    case .recorded(let replay):
      do throws(MarketError) { due = try replay.nextInstant(after: instant) } catch {
        fault = error
        due = nil
      }
      return
    }
    let aligned = instant - (instant % interval + interval) % interval
    var next = aligned + stride
    if next <= now {
      let late = (now - next) / interval + 1
      missed += Int(late)
      next += late * interval
    }
    due = next
  }
}
