import Base
import Telemetry

extension Model {
  /// Counts of the run and measures of the map, in columns; what matters most comes first.
  func drawSummary(of frame: Frame, in area: Area, on screen: inout Screen) {
    let map = frame.map
    let latency = frame.latency.overall.quantiles
    let gets = frame.counts.gets
    let pairs: [(String, String)] = [
      ("ops", Figures.grouped(frame.counts.total)), ("entries", Figures.grouped(map.entries)),
      ("memory", Figures.bytes(map.memory.total)), ("load", Figures.fixed(map.loadFactor, 4)),
      ("migrations", Figures.grouped(map.migrations)), ("compactions", Figures.grouped(map.compactions)),
      ("p50", duration(latency[0])), ("p99", duration(latency[2])),
      ("avg probe", Figures.fixed(map.averageProbe, 3)), ("tombstones", Figures.percent(map.tombstoneRatio)),
      ("hits", gets == 0 ? "-" : Figures.percent(Double(frame.counts.hits) / Double(gets))),
      ("max group", Figures.grouped(map.maxGroupLength)),
      ("puts", Figures.grouped(frame.counts.puts)), ("gets", Figures.grouped(gets)),
      ("dels", Figures.grouped(frame.counts.deletes)), ("p99.9", duration(latency[3])),
      ("max", duration(latency[5])), ("alerts", Figures.grouped(frame.alertsRaised)),
    ]
    let columns = area.columns(max(1, min(4, area.columns / 19)))
    for (index, pair) in pairs.enumerated() where index / columns.count < area.rows {
      let cell = columns[index % columns.count]
      let line = index / columns.count
      let used = screen.write(pair.0, in: cell, line: line, ink: .faint)
      if used + pair.1.count < cell.columns {
        screen.writeRight(pair.1, in: cell, line: line)
      } else {
        screen.write(pair.1, in: cell, line: line, at: used + 1)
      }
    }
  }

  /// Segments by layout, memory by what it holds, and how full the regions of the map are.
  func drawLayout(of frame: Frame, in area: Area, on screen: inout Screen) {
    var rest = area
    let segments = frame.map.segments.map { layout in
      ShareBar.Part(
        name: layout.name, value: Double(layout.count), shown: Figures.grouped(layout.count),
        ink: .layout(layout.name), fill: Self.fill(of: layout.name))
    }
    ShareBar(parts: segments).draw(in: rest.takeTop(2), on: &screen)
    if rest.rows >= 2 { memoryBar(frame.map.memory).draw(in: rest.takeTop(2), on: &screen) }
    if rest.rows >= 2, let regions = frame.map.regions, !regions.regions.isEmpty {
      drawRegions(regions, of: frame.map, in: rest.takeTop(2), on: &screen)
    }
    if rest.rows >= 2, let heatmap = frame.map.heatmap {
      _ = rest.takeTop(1)
      drawHeatmap(heatmap, in: rest, on: &screen)
    }
  }

  /// The map from its first hash to its last: every cell as full as its regions, in the ink of their layout.
  private func drawRegions(_ map: MapRegions, of reading: MapReading, in area: Area, on screen: inout Screen)
  {
    let regions = map.regions
    let other = reading.segments.first { $0.name != reading.backend && $0.count > 0 }?.name ?? reading.backend
    for column in 0..<area.columns {
      let first = column * regions.count / area.columns
      let end = max(first + 1, (column + 1) * regions.count / area.columns)
      let own = regions[first..<min(end, regions.count)]
      let settled = own.reduce(0) { $0 + $1.settled } * 2 >= own.reduce(0) { $0 + $1.segments }
      let load = Self.load(own.reduce(0) { $0 + $1.entries }, own.reduce(0) { $0 + $1.slots })
      let shade = min(Self.shades.count - 1, Int((load * Double(Self.shades.count - 1)).rounded(.up)))
      screen.write(
        Self.shades[shade], in: area, line: 0, at: column,
        ink: .layout(settled ? reading.backend : other))
    }
    let loads = regions.map { Self.load($0.entries, $0.slots) }
    let range = "\(Figures.fixed(loads.min() ?? 0, 2)) to \(Figures.fixed(loads.max() ?? 0, 2))"
    let text = regions.count == 1 ? "load \(range)" : "load \(range) in \(regions.count) shares of the hashes"
    screen.write(text, in: area, line: 1, ink: .faint)
  }

  private static let shades = ["·", "░", "▒", "▓", "█"]

  /// Entries by slots, at most 1.
  private static func load(_ entries: Int, _ slots: Int) -> Double {
    slots > 0 ? min(1, Double(entries) / Double(slots)) : 0
  }

  private static func fill(of layout: String) -> String {
    switch layout {
    case "grouped": "█"
    case "chaining": "▓"
    case "robinhood": "▒"
    default: "░"
    }
  }

  private func memoryBar(_ memory: MemoryReading) -> ShareBar {
    let kinds: [(String, Int, Ink, String)] = [
      ("keys", memory.keys, .first, "█"), ("values", memory.values, .third, "▓"),
      ("metadata", memory.metadata, .second, "▒"), ("arena", memory.arena, .robinhood, "▞"),
      ("free", memory.slack, .faint, "░"),
    ]
    return ShareBar(
      parts: kinds.map { name, bytes, ink, fill in
        ShareBar.Part(name: name, value: Double(bytes), shown: Figures.bytes(bytes), ink: ink, fill: fill)
      })
  }

  /// Regions in the order of the map, several under one cell where there are more than cells.
  private func drawHeatmap(_ heatmap: KeyHeatmap, in area: Area, on screen: inout Screen) {
    let cells = min(heatmap.cells.count, area.columns * area.rows)
    let counts = heatmap.cells.map(Double.init)
    let values = Sparkline.resampled(counts, to: cells)
    let greatest = values.max() ?? 0
    for (index, value) in values.enumerated() {
      let share = greatest > 0 ? value / greatest : 0
      let shade = min(Self.shades.count - 1, Int((share * Double(Self.shades.count - 1)).rounded(.up)))
      screen.write(
        Self.shades[shade], in: area, line: index / area.columns, at: index % area.columns, ink: .third)
    }
  }

  /// Events and ledger, newest first.
  func drawHappenings(in area: Area, on screen: inout Screen) {
    let offset = focus == .happenings ? scroll : 0
    let lines = happenings(limit: offset + area.rows)
    // Scrolled beyond the oldest one, that one stays.
    let start = max(0, min(offset, lines.count - 1))
    if lines.isEmpty { screen.write("nothing yet", in: area, at: 2, ink: .faint) }
    var row = 0
    for happening in lines.dropFirst(start) where row < area.rows {
      for text in happening.lines(columns: area.columns) {
        screen.write(text, in: area, line: row, ink: happening.ink)
        row += 1
      }
    }
  }

  /// The probe trace as it was read last.
  func drawProbe(in area: Area, on screen: inout Screen) {
    var rest = area
    if let traceProblem { screen.write(traceProblem, in: rest.takeTop(1), ink: .warning) }
    guard let trace else { return }
    screen.write(trace.name, in: rest.takeTop(1), ink: .faint)
    let offset = focus == .probe ? max(0, min(scroll, trace.lines.count - 1)) : 0
    for (line, text) in trace.lines.dropFirst(offset).prefix(rest.rows).enumerated() {
      screen.write(text, in: rest, line: line)
    }
  }
}
