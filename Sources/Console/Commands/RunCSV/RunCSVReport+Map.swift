import Base
import HashMaps
import Telemetry
import Workloads

extension RunCSVReport {
  /// The map at the end and what makes the run repeatable.
  var map: [String] {
    let statistics = result.statistics
    let segments = statistics.segmentsByLayout.reduce(0, +)
    var lines = [
      "\(Figures.counted(statistics.entries, "entry", "entries")) in "
        + "\(Figures.counted(segments, "segment")), load factor \(Figures.fixed(statistics.loadFactor, 3))",
      "layout \(statistics.layout.name), \(course)",
      "hash \(statistics.hash.name), seed \(result.settings.seed)",
    ]
    if let digest = outcome.wholeInputDigest { lines.append("input digest \(digest)") }
    if let trace = outcome.trace { lines += TraceReportText.lines(trace) }
    if let digest = result.contentDigest { lines.append("content digest \(digest)") }
    if case .success(let written) = result.snapshot {
      lines.append("snapshot \(written.path), \(Figures.counted(written.entries, "entry", "entries"))")
    }
    for alert in result.alerts { lines.append(emphasis.warning("alert: \(alert.message)")) }
    return [emphasis.strong("map")] + lines.map { "  " + $0 }
  }

  /// How the layout came about.
  private var course: String {
    guard result.settings.map.isAdaptive else { return "fixed" }
    let ended = result.ledger.events.filter { $0.kind == .migrationEnded }
    let began = result.ledger.total(.migrationBegan).events
    guard began > 0 else { return "adaptive without a migration" }
    let path = ended.prefix(4).map { "\($0.from.name) to \($0.to.name) (\($0.reason.name))" }
    let more = began > path.count ? "\(began) migrations begun" : ""
    return "adaptive: " + (path + [more]).filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension String {
  /// The text without spaces at its end.
  var trimmedRight: String { String(reversed().drop { $0 == " " }.reversed()) }
}
