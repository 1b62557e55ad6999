import Base
import Telemetry

/// A frame as lines of text, for terminals that cannot place a cursor, and for pipes.
package enum FrameLine {
  /// One line for the frame, then one for each alert and each event of the run in it.
  package static func lines(_ frame: Frame) -> [String] {
    let segments = frame.map.segments.filter { $0.count > 0 }
    let layouts = segments.map { "\($0.name) \(Figures.grouped($0.count))" }.joined(separator: " ")
    var words = [
      "frame \(frame.frame)", "\(Figures.fixed(frame.seconds, 3)) s", RunState(frame).word,
      "\(Figures.grouped(frame.counts.total)) ops", "\(Figures.scaled(frame.instantRate))/s",
    ]
    if frame.window.count > 0 {
      words.append("p50 \(Figures.duration(nanoseconds: Double(frame.window.quantiles[0])))")
      words.append("p99 \(Figures.duration(nanoseconds: Double(frame.window.quantiles[2])))")
    }
    words.append("load \(Figures.fixed(frame.map.loadFactor, 3))")
    words.append(layouts.isEmpty ? frame.map.backend : layouts)
    if let target = frame.map.migratingTo { words.append("→ \(target)") }
    var lines = [words.joined(separator: "  ")]
    lines += frame.alerts.map { "  ! \($0.severity): \($0.message)" }
    lines += frame.events.map { "  \(Happening($0).text)" }
    return lines.map { SafeText.line($0, columns: 400) }
  }
}
