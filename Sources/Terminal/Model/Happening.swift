import Base
import Telemetry

/// One line of the list of happenings: an event of the run or an entry of the ledger.
struct Happening: Equatable {
  let text: String
  let ink: Ink
  /// Whether it goes on in further lines where one is too short: what it says stands in a sentence.
  var wraps = false

  init(_ event: TickEvent) {
    var words = ["\(Figures.fixed(event.seconds, 3)) s", event.kind.rawValue]
    if let from = event.from, let to = event.to { words.append("\(from) → \(to)") }
    // A forecast says in its message of what it is, and where; the operation at which it was made is of no interest.
    let isForecast = event.kind == .forecast && event.message != nil
    if let reason = event.reason, !isForecast { words.append(reason) }
    if let message = event.message { words.append(message) }
    words += Self.cost(entries: event.entries, nanoseconds: event.nanoseconds)
    if !isForecast { words.append("op \(Figures.grouped(event.operation))") }
    text = words.joined(separator: "  ")
    switch event.kind {
    case .forecast, .command, .error, .stopped: wraps = event.message != nil
    default: break
    }
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

  /// Entries of one frame that differ only in segment and cost, as one line.
  init(_ entries: [LedgerEntry], seconds: Double) {
    let first = entries[0]
    var words = ["\(Figures.fixed(seconds, 3)) s", first.kind]
    words.append(first.from == first.to ? first.to : "\(first.from) → \(first.to)")
    words.append(Figures.counted(entries.count, "segment"))
    // Counts of a file may be absurd; their sums must not trap.
    words += Self.cost(
      entries: entries.reduce(0) { $0 &+ $1.entries }, nanoseconds: entries.reduce(0) { $0 &+ $1.nanoseconds }
    )
    words.append(first.reason)
    words.append("op \(Figures.grouped(entries[entries.count - 1].operation))")
    text = words.filter { !$0.isEmpty }.joined(separator: "  ")
    ink = .layout(first.from == first.to ? "" : first.to)
  }

  init(omitted: Int, seconds: Double) {
    text = "\(Figures.fixed(seconds, 3)) s  … \(Figures.grouped(omitted)) more in this frame"
    ink = .faint
  }

  /// The most lines one takes.
  static let mostLines = 4

  /// Its lines where there is room for so many columns; all but the first are set in. What does not fit the last one is cut
  /// where it is drawn.
  func lines(columns: Int) -> [String] {
    guard wraps, DisplayWidth.of(text) > columns else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if lines.count + 1 < Self.mostLines, DisplayWidth.of(longer) > columns, !line.isEmpty {
        lines.append(line)
        line = "  \(word)"
      } else {
        line = longer
      }
    }
    return lines + [line]
  }

  private static func cost(entries: UInt64?, nanoseconds: UInt64?) -> [String] {
    var words: [String] = []
    if let entries { words.append(Figures.counted(entries, "entry", "entries")) }
    if let nanoseconds { words.append(Figures.duration(nanoseconds: Double(nanoseconds))) }
    return words
  }
}

extension Model {
  /// Happenings of the frames up to the one looked at, newest first, at most `limit`.
  ///
  /// Beside the events the ledger is summed up, one line for each kind of change in a frame; by itself it is shown entry
  /// by entry.
  func happenings(limit: Int) -> [Happening] {
    var found: [Happening] = []
    for frame in visible.reversed() {
      if happenings != .ledger {
        found += frame.events.reversed().map { Happening($0) }
      }
      if happenings != .events {
        found += ledger(of: frame)
        if frame.map.ledgerOmitted > 0 {
          found.append(Happening(omitted: frame.map.ledgerOmitted, seconds: frame.seconds))
        }
      }
      if found.count >= limit { return Array(found.prefix(limit)) }
    }
    return found
  }

  private func ledger(of frame: Frame) -> [Happening] {
    if happenings == .ledger {
      return frame.map.ledger.reversed().map { Happening($0, seconds: frame.seconds) }
    }
    var groups: [[LedgerEntry]] = []
    for entry in frame.map.ledger.reversed() {
      let place = groups.firstIndex { group in
        let first = group[0]
        return (first.kind, first.from, first.to, first.reason) == (
          entry.kind, entry.from, entry.to, entry.reason
        )
      }
      // Put in front, so that the last of a group is its newest.
      if let place { groups[place].insert(entry, at: 0) } else { groups.append([entry]) }
    }
    return groups.map { group in
      group.count == 1
        ? Happening(group[0], seconds: frame.seconds) : Happening(group, seconds: frame.seconds)
    }
  }
}
