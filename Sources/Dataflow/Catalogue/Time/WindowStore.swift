/// How event time is cut into windows; all in nanoseconds of `Headers.timestamp`.
public enum WindowKind: Sendable, Equatable {
  /// Windows of `size`, one after the other from time zero.
  case tumbling(size: UInt64)
  /// Windows of `size` that begin every `step`; a message belongs to each that covers it.
  case sliding(size: UInt64, step: UInt64)
  /// A window as long as messages come, until none has come for `gap`.
  case session(gap: UInt64)

  /// The size and distance of windows whose place does not depend on the messages.
  var grid: (size: UInt64, step: UInt64)? {
    switch self {
    case .tumbling(let size): (size, size)
    case .sliding(let size, let step): (size, step)
    case .session: nil
    }
  }
}

/// A window that is complete.
public struct Windowed<Key: Sendable, Value: Sendable>: Sendable {
  /// The key its messages share.
  public let key: Key
  /// Its first nanosecond.
  public internal(set) var start: UInt64
  /// The nanosecond after its last.
  public internal(set) var end: UInt64
  /// Messages in it.
  public internal(set) var count: Int
  /// What they were folded into.
  public internal(set) var value: Value
  /// The trace of its first message.
  public let trace: TraceID
  /// Orders windows that begin and end together.
  let sequence: UInt64
}

/// Open windows and the watermark: pure.
///
/// The watermark follows the latest timestamp at a distance of `lateness`; a window is complete when the watermark
/// reaches its end, and what comes for it later is late. At most `limit` windows are open: beyond, the half that ends
/// first is completed early. Adding costs O(windows a message belongs to), completing O(open windows).
struct WindowStore<Key: Hashable & Sendable, Value: Sendable> {
  typealias Window = Windowed<Key, Value>

  private struct Place: Hashable {
    let key: Key
    let start: UInt64
  }

  let kind: WindowKind
  let lateness: UInt64
  let limit: Int
  let merge: ((inout Value, Value) -> Void)?
  private(set) var watermark: UInt64 = 0
  private(set) var forced: UInt64 = 0
  private var windows: [Place: Window] = [:]
  /// Starts of the open sessions of a key, ascending.
  private var sessions: [Key: [UInt64]] = [:]
  private var earliestEnd = UInt64.max
  private var sequence: UInt64 = 0

  init(_ kind: WindowKind, lateness: UInt64, limit: Int, merge: ((inout Value, Value) -> Void)?) {
    self.kind = kind
    self.lateness = lateness
    self.limit = max(1, limit)
    self.merge = merge
  }

  var count: Int { windows.count }

  /// Puts a message where it belongs; false when it is late for all its windows. `initial` begins a window.
  mutating func add(
    _ key: Key, at time: UInt64, trace: TraceID, initial: Value, fold: (inout Value) -> Void
  ) -> Bool {
    var isTaken = false
    if let grid = kind.grid {
      var start = time - time % grid.step
      while time - start < grid.size {
        let end = start.addingReportingOverflow(grid.size).overflow ? .max : start + grid.size
        if end > watermark {
          isTaken = true
          put(Place(key: key, start: start), end: end, trace, initial, fold)
        }
        guard start >= grid.step else { break }
        start -= grid.step
      }
    } else if case .session(let gap) = kind {
      isTaken = addToSession(key, time, time > .max - gap ? .max : time + gap, trace, initial, fold)
    }
    if isTaken { watermark = max(watermark, time > lateness ? time - lateness : 0) }
    return isTaken
  }

  private mutating func put(
    _ place: Place, end: UInt64, _ trace: TraceID, _ initial: Value, _ fold: (inout Value) -> Void
  ) {
    earliestEnd = min(earliestEnd, end)
    sequence += 1
    windows[
      place,
      default: Window(
        key: place.key, start: place.start, end: end, count: 0, value: initial, trace: trace,
        sequence: sequence)
    ].add(fold)
  }

  private mutating func addToSession(
    _ key: Key, _ time: UInt64, _ end: UInt64, _ trace: TraceID, _ initial: Value,
    _ fold: (inout Value) -> Void
  ) -> Bool {
    var starts = sessions[key] ?? []
    let touched = starts.filter { start in
      guard let window = windows[Place(key: key, start: start)] else { return false }
      return window.start < end && time < window.end
    }
    guard let first = touched.first else {
      guard end > watermark else { return false }
      put(Place(key: key, start: time), end: end, trace, initial, fold)
      starts.insert(time, at: starts.firstIndex { $0 > time } ?? starts.count)
      sessions[key] = starts
      return true
    }
    guard var joined = windows.removeValue(forKey: Place(key: key, start: first)) else { return false }
    for start in touched.dropFirst() {
      guard let other = windows.removeValue(forKey: Place(key: key, start: start)) else { continue }
      merge?(&joined.value, other.value)
      joined.count += other.count
      joined.end = max(joined.end, other.end)
    }
    joined.add(fold)
    joined.start = min(joined.start, time)
    joined.end = max(joined.end, end)
    starts.removeAll { touched.contains($0) }
    starts.insert(joined.start, at: starts.firstIndex { $0 > joined.start } ?? starts.count)
    sessions[key] = starts
    windows[Place(key: key, start: joined.start)] = joined
    return true
  }

  /// Takes out the windows that are complete, by their ends.
  mutating func complete() -> [Window] {
    if windows.count > limit { return completeEarly() }
    return earliestEnd <= watermark ? take { [watermark] in $0.end <= watermark } : []
  }

  /// Takes out every window; what comes for them later is late.
  mutating func completeAll() -> [Window] {
    let all = take { _ in true }
    watermark = max(watermark, all.last?.end ?? 0)
    return all
  }

  private mutating func completeEarly() -> [Window] {
    let ends = windows.values.map(\.end).sorted()
    let bound = ends[ends.count / 2]
    let early = take { $0.end <= bound }
    forced += UInt64(early.count { $0.end > watermark })
    watermark = max(watermark, bound)
    return early
  }

  private mutating func take(_ isDue: (Window) -> Bool) -> [Window] {
    let due = windows.values.filter(isDue).sorted {
      ($0.end, $0.start, $0.sequence) < ($1.end, $1.start, $1.sequence)
    }
    for window in due {
      windows[Place(key: window.key, start: window.start)] = nil
      guard kind.grid == nil else { continue }
      sessions[window.key]?.removeAll { $0 == window.start }
      if sessions[window.key]?.isEmpty == true { sessions[window.key] = nil }
    }
    earliestEnd = windows.values.reduce(.max) { min($0, $1.end) }
    return due
  }
}

extension Windowed {
  fileprivate mutating func add(_ fold: (inout Value) -> Void) {
    fold(&value)
    count += 1
  }
}
