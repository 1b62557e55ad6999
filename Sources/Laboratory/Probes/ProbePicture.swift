import Base
import HashMaps

/// Traces as an SVG picture: a column for each layout, a row for each step, the slots it looks at drawn as boxes.
///
/// Needs nothing but itself: no font, no script; what is told by colour is told by shape and words, too.
package struct ProbePicture {
  private let traces: [ProbeTrace]

  /// A picture of one trace, or of several side by side.
  package init(_ traces: [ProbeTrace]) { self.traces = traces }

  private static let columnWidth = 460
  private static let rowHeight = 46
  private static let headHeight = 64

  /// The content of the file.
  package var svg: String {
    let rows = traces.map(\.steps.count).max() ?? 0
    let width = Self.columnWidth * max(traces.count, 1)
    let height = Self.headHeight + Self.rowHeight * max(rows, 1) + 16
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" "
        + "role=\"img\" font-family=\"sans-serif\" font-size=\"12\">",
      "<title>\(XML.escaped(traces.map { "\($0.operationWord) \($0.key) in \($0.layout.name)" }.joined(separator: "; ")))</title>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    for (index, trace) in traces.enumerated() { lines += column(trace, left: index * Self.columnWidth + 16) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func column(_ trace: ProbeTrace, left: Int) -> [String] {
    let narration = trace.narration
    var lines = [
      text(narration[0], left, 22, weight: "bold"), text(narration[1], left, 42, size: 10),
    ]
    for (index, step) in trace.steps.enumerated() {
      let top = Self.headHeight + index * Self.rowHeight
      lines.append("<g>")
      lines.append("<title>\(XML.escaped(trace.words(step)))</title>")
      lines.append(text("\(index + 1). \(trace.words(step))", left, top + 12))
      lines += boxes(trace, step, left, top + 18)
      lines.append("</g>")
    }
    return lines
  }

  /// The slots of the unit: a thick border for those whose tag matches, a cross for another key, filled for the key.
  private func boxes(_ trace: ProbeTrace, _ step: ProbeTrace.Step, _ left: Int, _ top: Int) -> [String] {
    let marked = trace.layout == .robinhood && step.action != .read ? 0 : step.lane
    return (0..<trace.lanes).flatMap { lane -> [String] in
      let x = left + lane * 22
      let isHere = step.action != .read && lane == marked
      let matches = step.matches.contains(lane)
      let fill = !isHere ? "#f2f2f2" : step.isEqual == false ? "#ffffff" : "#1f6f43"
      let stroke = matches || isHere ? "#111111\" stroke-width=\"2.5" : "#999999\" stroke-width=\"1"
      var lines = [
        "<rect x=\"\(x)\" y=\"\(top)\" width=\"18\" height=\"18\" rx=\"2\" fill=\"\(fill)\" stroke=\"\(stroke)\"/>"
      ]
      if isHere, step.isEqual == false {
        lines.append(
          "<path d=\"M\(x + 4) \(top + 4)l10 10m0 -10l-10 10\" stroke=\"#111111\" stroke-width=\"1.5\"/>")
      }
      return lines
    }
  }

  private func text(_ text: String, _ x: Int, _ y: Int, size: Int = 12, weight: String = "normal") -> String {
    "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" font-weight=\"\(weight)\">\(XML.escaped(text))</text>"
  }
}

/// Texts of unknown origin inside XML and HTML.
package enum XML {
  /// The text with markup escaped and characters that XML does not allow replaced.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
