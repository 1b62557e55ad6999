import Telemetry

/// `/api/metrics/history.csv`: the course of a run as a table for spreadsheets.
package enum HistoryTable {
  /// The names of the columns.
  package static let columns = [
    "t", "ops", "ops_per_second_ema", "ops_per_second_instant", "load_factor", "avg_probe_estimate",
    "tombstone_ratio", "backend", "state", "events",
  ]

  /// The newest frames as CSV (RFC 4180, lines end with a line feed), oldest first.
  package static func csv(_ feed: FrameFeed?, limit: Int) -> [UInt8] {
    var text = columns.joined(separator: ",") + "\n"
    for published in feed?.frames(since: 0, limit: .max).frames.suffix(limit) ?? [] {
      let frame = published.frame
      let events = frame.events.map { "\($0.kind.rawValue)@\($0.seconds)" }.joined(separator: ";")
      let cells = [
        "\(frame.seconds)", "\(frame.counts.total)", "\(frame.smoothedRate)", "\(frame.instantRate)",
        "\(frame.map.loadFactor)", "\(frame.map.averageProbe)", "\(frame.map.tombstoneRatio)",
        quoted(frame.map.backend), frame.isIdle ? "idle" : "running", quoted(events),
      ]
      text += cells.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  /// A cell of foreign text: quoted where it must be, and never a formula.
  private static func quoted(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let harmless = isFormula ? "'" + text : text
    guard harmless.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return harmless }
    return "\"" + harmless.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
