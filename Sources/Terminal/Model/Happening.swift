import Base
import Telemetry

/// One line of the list of happenings: an event of the run or an entry of the ledger.
struct Happening: Equatable {
  let text: String
  let ink: Ink

  init(_ event: TickEvent) {
    var words = ["\(Figures.fixed(event.seconds, 3)) s", event.kind.rawValue]
    if let from = event.from, let to = event.to { words.append("\(from) → \(to)") }
    if let reason = event.reason { words.append(reason) }
    if let message = event.message { words.append(message) }
    words += Self.cost(entries: event.entries, nanoseconds: event.nanoseconds)
    words.append("op \(Figures.grouped(event.operation))")
    text = words.joined(separator: "  ")
    ink =
      switch event.kind {
      case .error: .critical
      case .interrupted, .stopped, .switchBegan, .switched, .reseed: .warning
      default: .plain
      }
  }

  init(_ entry: LedgerEntry, seconds: Double) {
    var words = ["\(Figures.fixed(seconds, 3)) s", entry.kind]
    words.append(entry.from == entry.to ? entry.to : "\(entry.from) → \(entry.to)")
    words += Self.cost(entries: entry.entries, nanoseconds: entry.nanoseconds)
    words.append(entry.reason)
    words.append("op \(Figures.grouped(entry.operation))")
    words.append("segment \(entry.segment)")
    text = words.filter { !$0.isEmpty }.joined(separator: "  ")
    ink = .layout(entry.from == entry.to ? "" : entry.to)
  }

  init(omitted: Int, seconds: Double) {
    text = "\(Figures.fixed(seconds, 3)) s  … \(Figures.grouped(omitted)) more in this frame"
    ink = .faint
  }

  private static func cost(entries: UInt64?, nanoseconds: UInt64?) -> [String] {
    var words: [String] = []
    if let entries { words.append("\(Figures.grouped(entries)) entries") }
    if let nanoseconds { words.append(Figures.duration(nanoseconds: Double(nanoseconds))) }
    return words
  }
}

extension Model {
  /// Happenings of the frames up to the one looked at, newest first, at most `limit`.
  func happenings(limit: Int) -> [Happening] {
    var found: [Happening] = []
    for frame in visible.reversed() {
      if happenings != .ledger {
        found += frame.events.reversed().map { Happening($0) }
      }
      if happenings != .events {
        found += frame.map.ledger.reversed().map { Happening($0, seconds: frame.seconds) }
        if frame.map.ledgerOmitted > 0 {
          found.append(Happening(omitted: frame.map.ledgerOmitted, seconds: frame.seconds))
        }
      }
      if found.count >= limit { return Array(found.prefix(limit)) }
    }
    return found
  }
}
