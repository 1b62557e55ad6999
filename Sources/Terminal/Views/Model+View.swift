import Base
import Telemetry

extension Model {
  /// The least size at which there is room for panels.
  static let leastSize = Size(columns: 60, rows: 16)

  /// The screen for a terminal of this size: the same for the same model and size, always. O(frames kept + cells).
  package func view(_ size: Size) -> Screen {
    var screen = Screen(size)
    guard size.columns >= Self.leastSize.columns, size.rows >= Self.leastSize.rows else {
      drawTooSmall(on: &screen)
      return screen
    }
    var rest = screen.area
    drawHeader(in: rest.takeTop(1), on: &screen)
    drawSparklines(in: rest.takeTop(1), on: &screen)
    drawBanners(in: &rest, on: &screen)
    drawAdvice(in: &rest, on: &screen)
    drawFooter(in: rest.takeBottom(1), on: &screen)
    for place in PanelPlan(self, in: rest).places { draw(place, on: &screen) }
    if showsHelp { drawHelp(on: &screen) }
    return screen
  }

  private func draw(_ place: PanelPlan.Place, on screen: inout Screen) {
    var area = place.area
    let heading = area.takeTop(1)
    for column in 0..<heading.columns {
      screen.set(Cell(text: "─", ink: .faint), row: heading.row, column: heading.column + column)
    }
    let hasFocus = place.panel == focus
    drawDetail(detail(of: place.panel), in: heading, on: &screen)
    screen.write(" \(title(of: place.panel)) ", in: heading, at: 1, ink: hasFocus ? .focus : .title)
    guard let frame = current else {
      if place.panel == .probe { drawProbe(in: area, on: &screen) }
      return
    }
    switch place.panel {
    case .throughput: drawThroughput(in: area, on: &screen)
    case .latency: drawLatency(in: area, on: &screen)
    case .load: drawLoad(in: area, on: &screen)
    case .summary: drawSummary(of: frame, in: area, on: &screen)
    case .layout: drawLayout(of: frame, in: area, on: &screen)
    case .histogram: drawHistogram(of: frame, in: area, on: &screen)
    case .happenings: drawHappenings(in: area, on: &screen)
    case .probe: drawProbe(in: area, on: &screen)
    }
  }

  private func title(of panel: Panel) -> String {
    switch panel {
    case .histogram: histogram == .latency ? "latency histogram" : "probe lengths"
    case .happenings:
      switch happenings {
      case .all: panel.title
      case .events: "events"
      case .ledger: "ledger"
      }
    default: panel.title
    }
  }

  /// Parts of a line, each with its ink, up to its right end.
  private func drawDetail(_ parts: [(text: String, ink: Ink)], in line: Area, on screen: inout Screen) {
    let width = parts.reduce(1) { $0 + DisplayWidth.of($1.text) + 1 }
    guard !parts.isEmpty, width < line.columns else { return }
    var column = line.columns - width
    for part in parts {
      column += screen.write(" ", in: line, at: column)
      column += screen.write(part.text, in: line, at: column, ink: part.ink)
    }
    screen.write(" ", in: line, at: column)
  }

  /// What stands at the right of a heading; the parts of a chart have the inks of its lines.
  private func detail(of panel: Panel) -> [(text: String, ink: Ink)] {
    guard let frame = current else { return [] }
    if panel == .latency {
      return [
        ("p50 \(Self.shown(0, of: frame.window))", .third),
        ("p99 \(Self.shown(2, of: frame.window))", .second),
      ]
    }
    let text = text(of: panel, frame)
    return text.isEmpty ? [] : [(text, .title)]
  }

  private func text(of panel: Panel, _ frame: Frame) -> String {
    switch panel {
    case .throughput: return "\(Self.rate(frame).map { Figures.scaled($0) } ?? "-") ops/s"
    case .load: return Figures.fixed(frame.map.loadFactor, 3)
    case .layout:
      let count = frame.map.segments.reduce(0) { $0 + $1.count }
      return count == 1 ? "1 segment" : "\(Figures.grouped(count)) segments"
    case .histogram:
      return histogram == .latency
        ? Figures.counted(frame.latency.overall.count, "sample")
        : "mean \(Figures.fixed(frame.map.averageProbe, 2))"
    case .happenings: return scroll > 0 && focus == panel ? "from line \(scroll + 1)" : ""
    case .summary, .probe, .latency: return ""
    }
  }

  /// The rate of a frame; nil for the first, before which there is nothing to count from.
  static func rate(_ frame: Frame) -> Double? { frame.frame == 1 ? nil : frame.instantRate }

  /// A quantile in nanoseconds; nil where nothing was measured.
  static func quantile(_ place: Int, of summary: LatencySummary) -> Double? {
    summary.count == 0 ? nil : Double(summary.quantiles[place])
  }

  /// A quantile as people read it; a dash where nothing was measured.
  static func shown(_ place: Int, of summary: LatencySummary) -> String {
    quantile(place, of: summary).map { Figures.duration(nanoseconds: $0) } ?? "-"
  }

  func duration(_ nanoseconds: UInt64) -> String { Figures.duration(nanoseconds: Double(nanoseconds)) }

  /// A plain message, with what matters most as far as there is room.
  private func drawTooSmall(on screen: inout Screen) {
    let size = screen.size
    let least = Self.leastSize
    var lines = [
      "\(size.columns)x\(size.rows) is too small", "at least \(least.columns)x\(least.rows), q quits",
    ]
    if let frame = current {
      lines += [
        "frame \(frame.frame)  \(RunState(frame).word)", "ops \(Figures.grouped(frame.counts.total))",
        "\(Figures.scaled(frame.instantRate)) ops/s", "p99 \(Self.shown(2, of: frame.window))",
        "load \(Figures.fixed(frame.map.loadFactor, 3))",
      ]
      lines += frame.alerts.map { "! \($0.message)" }
    }
    for (line, text) in lines.enumerated() { screen.write(text, in: screen.area, line: line) }
  }
}
