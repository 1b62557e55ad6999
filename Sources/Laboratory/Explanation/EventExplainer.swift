import Telemetry

/// Finds the structural events of a run, frame by frame, in the memory of a few frames.
package struct EventExplainer {
  /// The most events that are kept; what follows is counted.
  package static let limit = 10_000

  private struct Open {
    let number: Int
    let event: TickEvent
    let before: EventExplanation.Around?
    let changes: Int
    let longest: UInt64
    /// The frame it was in.
    let frame: Frame
    var after: [Frame] = []
  }

  /// Explained events, in order.
  package private(set) var explanations: [EventExplanation] = []
  /// Events seen, those beyond the limit too.
  package private(set) var count = 0
  private var runID: String?
  private var recent: [Frame] = []
  /// The frames before the work in hand began, by the kind of its end.
  private var beginnings: [TickEvent.Kind: EventExplanation.Around?] = [:]
  private var open: [Open] = []

  /// Nothing seen yet.
  package init() {}

  /// Takes the next frame. A new run begins anew: the last run of a file counts.
  package mutating func take(_ frame: Frame) {
    if frame.runID != runID {
      self = EventExplainer()
      runID = frame.runID
    }
    for place in open.indices { open[place].after.append(frame) }
    while let first = open.first, first.after.count == EventExplanation.window { close(first) }
    let before = Self.around(
      recent.suffix(EventExplanation.window), since: recent.dropLast(EventExplanation.window).last)
    for entry in frame.map.ledger {
      if let end = Self.ends[entry.kind] { beginnings[end] = .some(before) }
    }
    // What spans the whole map adds up many steps, which no single operation waited for.
    let steps = frame.map.ledger.filter { !$0.kind.hasSuffix("_began") && !$0.kind.hasSuffix("_ended") }
    for event in frame.events where Self.isStructural(event.kind) {
      count += 1
      guard count <= Self.limit else { continue }
      open.append(
        Open(
          number: count, event: event,
          // Work that took several frames is held against what was before it began.
          before: beginnings.removeValue(forKey: event.kind) ?? before,
          changes: steps.count, longest: steps.map(\.nanoseconds).max() ?? 0,
          frame: frame))
    }
    // A frame from before the first operation is no evidence of how the map did.
    if frame.counts.total > 0 { recent.append(frame) }
    // One more than is looked at: durations are counted from there.
    if recent.count > EventExplanation.window + 1 { recent.removeFirst() }
  }

  /// Says that no frame follows.
  package mutating func finish() {
    while let first = open.first { close(first) }
  }

  /// What ends the work that an entry of the ledger begins.
  private static let ends: [String: TickEvent.Kind] = [
    "migration_began": .switched, "compaction_began": .compaction, "reseed_began": .reseed,
  ]

  private static func isStructural(_ kind: TickEvent.Kind) -> Bool {
    switch kind {
    case .switchBegan, .switched, .compaction, .reseed: true
    default: false
    }
  }

  private mutating func close(_ first: Open) {
    open.removeFirst()
    explanations.append(
      EventExplanation(
        number: first.number, event: first.event, before: first.before,
        after: Self.around(first.after[...], since: first.frame),
        changes: first.changes, longestNanoseconds: first.longest))
  }

  private static func around(_ frames: ArraySlice<Frame>, since baseline: Frame?) -> EventExplanation.Around?
  {
    guard let last = frames.last else { return nil }
    func mean(_ value: (Frame) -> Double) -> Double {
      frames.reduce(0) { $0 + value($1) } / Double(frames.count)
    }
    let sampled = last.latency.overall.count &- (baseline?.latency.overall.count ?? 0)
    let sum = last.latency.overall.sum &- (baseline?.latency.overall.sum ?? 0)
    let tails = frames.filter { $0.window.count > 0 }.map { Double($0.window.quantiles[2]) }
    let entries = mean { Double($0.map.entries) }
    return EventExplanation.Around(
      frames: frames.count, loadFactor: mean { $0.map.loadFactor },
      averageProbe: mean { $0.map.averageProbe },
      tombstoneRatio: mean { $0.map.tombstoneRatio }, entries: entries,
      bytesPerEntry: entries > 0 ? mean { Double($0.map.memory.total) } / entries : .nan,
      meanNanoseconds: sampled > 0 ? Double(sum) / Double(sampled) : .nan,
      p99Nanoseconds: tails.isEmpty ? .nan : tails.reduce(0, +) / Double(tails.count),
      rate: mean { $0.instantRate })
  }
}
