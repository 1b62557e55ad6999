import Base
import HashMaps
import Telemetry

/// Why a map changed its structure, what that cost, and what it brought: one event of a run, held against the frames
/// around it.
package struct EventExplanation: Sendable {
  /// What the frames on one side of an event say, each figure the mean over them.
  package struct Around: Sendable, Equatable {
    /// Frames in it.
    package let frames: Int
    /// Load factor, average probe distance and share of tombstones.
    package let loadFactor: Double
    /// Slots looked at beyond the first, on average.
    package let averageProbe: Double
    /// Tombstones among all slots.
    package let tombstoneRatio: Double
    /// Entries of the map.
    package let entries: Double
    /// Bytes of the map for each of them; NaN for an empty map.
    package let bytesPerEntry: Double
    /// Nanoseconds an operation took, the mean over those that were sampled; NaN when none was.
    package let meanNanoseconds: Double
    /// Nanoseconds that 99 of 100 sampled operations stayed below; NaN when none was sampled.
    package let p99Nanoseconds: Double
    /// Operations a second.
    package let rate: Double
  }

  /// Its place among the run's events, from 1.
  package let number: Int
  /// The event.
  package let event: TickEvent
  /// The frames before it, or before the work it ends began; nil when that was in the first one.
  package let before: Around?
  /// The frames after it; nil when it was in the last one.
  package let after: Around?
  /// Changes of single segments in the frame it was in.
  package let changes: Int
  /// The longest of them in nanoseconds: what a single operation paid.
  package let longestNanoseconds: UInt64

  /// Frames on either side that are looked at.
  package static let window = 5

  /// The reason in a sentence; the bare word for one that is not known.
  package var reason: String {
    guard let word = event.reason else { return "the file does not say why" }
    return EventReason.allCases.first { $0.name == word }?.explanation ?? word
  }

  /// The figure that decided and what it passed, in words; nil where the file tells none.
  package var decision: String? {
    guard let deciding = event.deciding else { return nil }
    let (value, threshold) = (Self.shown(deciding.value, deciding), Self.shown(deciding.threshold, deciding))
    let passed =
      switch deciding.statistic {
      case "regret_ns": "\(deciding.statistic) \(value), above the price of moving, \(threshold)"
      case "segment_entries": "\(deciding.statistic) \(value), below \(threshold)"
      default: "\(deciding.statistic) \(value), threshold \(threshold)"
      }
    guard let before = deciding.nanosecondsBefore, let expected = deciding.nanosecondsExpected else {
      return passed
    }
    return
      "\(passed); an operation took \(Figures.fixed(before, 1)) ns and was expected to take \(Figures.fixed(expected, 1)) ns"
  }

  private static func shown(_ value: Double, _ deciding: TickEvent.Deciding) -> String {
    switch deciding.statistic {
    case "regret_ns": Figures.duration(nanoseconds: value)
    case "held_bytes": Figures.bytes(UInt64(max(0, min(value, 1e18))))
    case _ where value == value.rounded() && deciding.threshold == deciding.threshold.rounded():
      Figures.grouped(Int(max(-1e15, min(value, 1e15))))
    default: Figures.fixed(value, 3)
    }
  }

  /// What it brought, figure by figure that changed; nil when there are no frames on one side.
  package var brought: String? {
    guard let before, let after else { return nil }
    var parts: [String] = []
    func add(_ name: String, _ digits: Int, relative: Bool = true, _ value: (Around) -> Double) {
      let (old, new) = (value(before), value(after))
      guard old.isFinite, new.isFinite, old > 0 || new > 0 else { return }
      let share = relative && old > 0 ? " (\(PairedShift.signed(100 * (new / old - 1))))" : ""
      parts.append("\(name) \(Figures.fixed(old, digits)) to \(Figures.fixed(new, digits))\(share)")
    }
    add("mean ns an operation", 1) { $0.meanNanoseconds }
    add("p99 ns", 0) { $0.p99Nanoseconds }
    add("average probe", 3, relative: false) { $0.averageProbe }
    add("bytes an entry", 1) { $0.bytesPerEntry }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Nanoseconds an operation became cheaper by; negative when it became dearer, NaN when either side is unknown.
  package var savedNanoseconds: Double {
    (before?.meanNanoseconds ?? .nan) - (after?.meanNanoseconds ?? .nan)
  }

  /// Operations until what the event took was earned back; NaN when nothing was saved.
  package var payback: Double {
    guard savedNanoseconds > 0, let cost = event.nanoseconds else { return .nan }
    return Double(cost) / savedNanoseconds
  }
}

extension EventReason {
  /// What it means, for people: the statistic that decided, and the setting it was held against.
  package var explanation: String {
    switch self {
    case .growth: "a segment was full"
    case .worn: "deletions had left too many traces in a segment: overflow marks or tombstones"
    case .command: "somebody asked for it"
    case .cost:
      "what the layout cost above another one, added up over windows of operations (the regret), had come to exceed the price of moving the entries"
    case .memory: "memory was short, and another layout needs less"
    case .loadFactor: "the load factor passed the setting max_lf_chaining"
    case .groupLength: "the longest group passed the setting max_group_len"
    case .averageProbe: "the average probe distance passed the setting max_avg_probe_robinhood"
    case .tombstones: "the share of tombstones passed the setting max_tombstone_ratio"
    case .replayed: "a file of decisions asked for it at this operation"
    case .longProbe: "a probe was longer than an honest hash allows: the keys may be hostile to the seed"
    case .refusedByLayout: "the layout refused a key although its segment had room"
    case .crowdedSegment: "keys shared more bits of their hashes than an honest hash gives"
    }
  }
}
