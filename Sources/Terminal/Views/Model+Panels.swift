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
    if rest.rows >= 2, let heatmap = frame.map.heatmap {
      _ = rest.takeTop(1)
      drawHeatmap(heatmap, in: rest, on: &screen)
    }
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
    let blocks = ["·", "░", "▒", "▓", "█"]
    for (index, value) in values.enumerated() {
      let share = greatest > 0 ? value / greatest : 0
      let block = blocks[min(blocks.count - 1, Int((share * Double(blocks.count - 1)).rounded(.up)))]
      screen.write(
        block, in: area, line: index / area.columns, at: index % area.columns, ink: .third)
    }
  }

  /// How often each duration or probe length occurs.
  func drawHistogram(of frame: Frame, in area: Area, on screen: inout Screen) {
    let bars = histogram == .latency ? latencyBars(frame) : probeBars(frame.map.probeHistogram)
    if bars.isEmpty {
      screen.write("nothing to count", in: area, line: area.rows / 2, at: 2, ink: .faint)
      return
    }
    let plot = BarPlot(bars: Self.folded(bars, to: area.rows), scale: .logarithmic)
    for (line, text) in plot.lines(width: area.columns).enumerated() {
      screen.write(text, in: area, line: line, ink: histogram == .latency ? .second : .first)
    }
  }

  private func latencyBars(_ frame: Frame) -> [BarPlot.Bar] {
    let cumulative = frame.latency.overall.cumulative
    let bounds = frame.buckets.bounds
    guard cumulative.count == bounds.count + 1 else { return [] }
    var before: UInt64 = 0
    var bars: [BarPlot.Bar] = []
    for (index, count) in cumulative.enumerated() {
      let name =
        index < bounds.count ? "≤ \(shortDuration(bounds[index]))" : "> \(shortDuration(bounds[index - 1]))"
      // A file may lie: counts that fall are shown as none.
      let own = count >= before ? count - before : 0
      before = count
      bars.append(BarPlot.Bar(label: name, value: Double(own), shown: Figures.grouped(own)))
    }
    while let last = bars.last, last.value == 0 { bars.removeLast() }
    return bars
  }

  /// A bound without decimals: all of them are whole numbers of microseconds.
  private func shortDuration(_ nanoseconds: UInt64) -> String {
    nanoseconds < 1_000_000 ? "\(nanoseconds / 1000) µs" : "\(nanoseconds / 1_000_000) ms"
  }

  private func probeBars(_ counts: [ProbeCount]) -> [BarPlot.Bar] {
    counts.map { probe in
      BarPlot.Bar(
        label: String(probe.distance), value: Double(probe.count), shown: Figures.grouped(probe.count))
    }
  }

  /// At most so many bars: empty ones at the front go first, then the rest is added up in the last.
  private static func folded(_ bars: [BarPlot.Bar], to rows: Int) -> [BarPlot.Bar] {
    guard bars.count > rows, rows > 0 else { return bars }
    let empty = bars.prefix { $0.value == 0 }.count
    let kept = Array(bars.dropFirst(min(empty, bars.count - rows)))
    guard kept.count > rows else { return kept }
    let rest = kept[(rows - 1)...].reduce(0) { $0 + $1.value }
    return kept[..<(rows - 1)]
      + [BarPlot.Bar(label: "more", value: rest, shown: Figures.grouped(UInt64(min(rest, 9e18))))]
  }

  /// Events and ledger, newest first.
  func drawHappenings(in area: Area, on screen: inout Screen) {
    let offset = focus == .happenings ? scroll : 0
    let lines = happenings(limit: offset + area.rows)
    // Scrolled beyond the oldest one, that one stays.
    let start = max(0, min(offset, lines.count - 1))
    if lines.isEmpty { screen.write("nothing yet", in: area, at: 2, ink: .faint) }
    for (line, happening) in lines.dropFirst(start).prefix(area.rows).enumerated() {
      screen.write(happening.text, in: area, line: line, ink: happening.ink)
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
