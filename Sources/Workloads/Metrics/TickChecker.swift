import Documents
import Telemetry

/// Judges the lines of one file in their order.
struct TickChecker {
  private static let eventLimit = 1_000_000

  private struct Event: Hashable {
    let type: String
    let seconds: Double
    let operation: Int64
  }

  private let file: String
  private var previous: Tick?
  private var seenEvents: Set<Event> = []
  private(set) var runs = 0
  /// Lines since the tick before that could not be read; each of them may have been a tick.
  private var unreadable: Int64 = 0

  /// What the tick before said.
  private struct Tick {
    var line: Int
    var run: String?
    var frame: Int64?
    var seconds: Double?
    var counters: [String: Double]
    /// Durations by kind and fine class; nil where the tick has no such classes.
    var classes: [String: Double]?
  }

  init(file: String) {
    self.file = file
  }

  /// All problems of one line.
  mutating func check(_ bytes: [UInt8], line: Int, endsWithLineFeed: Bool) -> [MetricsProblem] {
    unreadable += 1
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      return [.init(line: line, field: nil, reason: "the line is empty")]
    }
    let value: DocumentValue
    do throws(DocumentError) {
      value = try JSON.parse(bytes, file: file, line: line)
    } catch {
      let cut = endsWithLineFeed ? "" : " (the file ends inside this line)"
      return [.init(line: line, field: nil, reason: "column \(error.column): \(error.detail)\(cut)")]
    }
    guard case .table(let tick) = value else {
      return [.init(line: line, field: nil, reason: "expected an object, found \(value.shown)")]
    }
    var shape = TickShape(line: line, isComplete: tick["frame"] != nil)
    shape.check(tick)
    var problems = shape.problems
    if problems.isEmpty {
      // Members of a tick are compared only once each of them is what it should be.
      problems += TickAgreement(tick: tick, line: line).problems()
    }
    problems += compare(tick, counters: shape.counters, line: line)
    return problems
  }

  private mutating func compare(
    _ tick: DocumentTable, counters: [String: Double], line: Int
  ) -> [MetricsProblem] {
    let now = Tick(
      line: line, run: tick["run_id"]?.string, frame: tick["frame"]?.integer, seconds: tick["t"]?.number,
      counters: counters, classes: classes(of: tick))
    unreadable -= 1
    defer {
      previous = now
      unreadable = 0
    }
    guard let previous else {
      runs = 1
      return noteEvents(of: tick, line: line)
    }
    if let boundary = boundary(from: previous, to: now) {
      runs += 1
      seenEvents = []
      return [boundary] + noteEvents(of: tick, line: line)
    }
    return falls(from: previous, to: now) + noteEvents(of: tick, line: line)
  }

  /// The problem of another run beginning with this tick, or nil when the run goes on.
  private func boundary(from previous: Tick, to now: Tick) -> MetricsProblem? {
    if previous.run != now.run {
      return .init(line: now.line, field: "run_id", reason: "another run begins here; a file holds one run")
    }
    guard now.run == nil, let before = previous.seconds, let seconds = now.seconds, seconds < before,
      (now.counters["ops"] ?? 0) < (previous.counters["ops"] ?? 0)
    else { return nil }
    return .init(
      line: now.line, field: "t",
      reason: "\(seconds) is before \(before) of line \(previous.line): another run seems to begin here")
  }

  private func falls(from previous: Tick, to now: Tick) -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    if let before = previous.seconds, let seconds = now.seconds, seconds < before {
      problems.append(
        .init(line: now.line, field: "t", reason: "\(seconds) is before \(before) of line \(previous.line)"))
    }
    if let before = previous.frame, let frame = now.frame, !(1...(1 + unreadable)).contains(frame - before) {
      problems.append(
        .init(line: now.line, field: "frame", reason: "\(frame) follows \(before) of line \(previous.line)"))
    }
    for (name, value) in now.counters.sorted(by: { $0.key < $1.key }) {
      guard let before = previous.counters[name], value < before else { continue }
      problems.append(
        .init(
          line: now.line, field: name,
          reason: "falls from \(shown(before)) of line \(previous.line) to \(shown(value))"))
    }
    guard let before = previous.classes, let classes = now.classes else { return problems }
    for (name, count) in before.sorted(by: { $0.key < $1.key }) where (classes[name] ?? 0) < count {
      problems.append(
        .init(
          line: now.line, field: name,
          reason: "falls from \(shown(count)) of line \(previous.line) to \(shown(classes[name] ?? 0))"))
    }
    return problems
  }

  /// The fine classes of a tick by a name of their own: which of them are there differs from tick to tick.
  private func classes(of tick: DocumentTable) -> [String: Double]? {
    guard let kinds = tick["latency_hist_ns"]?.table else { return nil }
    var classes: [String: Double] = [:]
    for kind in kinds.members {
      for pair in (kind.value.array ?? []).compactMap({ $0.array?.compactMap(\.number) })
      where pair.count == 2 {
        classes["latency_hist_ns.\(kind.key) ≤ \(shown(pair[0])) ns"] = pair[1]
      }
    }
    return classes
  }

  /// Events of a numbered tick must be new; earlier programs repeat all events in every tick.
  private mutating func noteEvents(of tick: DocumentTable, line: Int) -> [MetricsProblem] {
    guard tick["frame"] != nil, let events = tick["events"]?.array else { return [] }
    var problems: [MetricsProblem] = []
    for (index, event) in events.enumerated() {
      guard let members = event.table, let type = members["type"]?.string, let seconds = members["t"]?.number
      else { continue }
      let key = Event(type: type, seconds: seconds, operation: members["op"]?.integer ?? -1)
      if seenEvents.contains(key) {
        problems.append(
          .init(line: line, field: "events[\(index)]", reason: "\(type) at \(seconds) s was reported before"))
      } else if seenEvents.count < Self.eventLimit {
        seenEvents.insert(key)
      }
    }
    return problems
  }
}

/// A number as people write it: whole ones without a point.
func shown(_ value: Double) -> String {
  value == value.rounded() && value.magnitude < 9e15 ? "\(Int(value))" : "\(value)"
}
