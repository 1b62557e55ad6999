import Base
import Telemetry

extension Model {
  /// How often each duration or probe length occurs.
  func drawHistogram(of frame: Frame, in area: Area, on screen: inout Screen) {
    let bars =
      histogram == .latency ? latencyBars(frame, rows: area.rows) : probeBars(frame.map.probeHistogram)
    if bars.isEmpty {
      screen.write("nothing to count", in: area, line: area.rows / 2, at: 2, ink: .faint)
      return
    }
    let plot = BarPlot(bars: Self.folded(bars, to: area.rows), scale: .logarithmic)
    for (line, text) in plot.lines(width: area.columns).enumerated() {
      screen.write(text, in: area, line: line, ink: histogram == .latency ? .second : .first)
    }
  }

  /// The fine classes from the shortest to the longest duration, as many of them in one bar as the rows ask for; bars
  /// end at powers of ten.
  private func latencyBars(_ frame: Frame, rows: Int) -> [BarPlot.Bar] {
    let classes = frame.latency.overall.classes.map { one in
      (
        place: DurationClass.bounds.firstIndex { $0 >= one.bound } ?? DurationClass.bounds.count - 1,
        count: one.count
      )
    }
    guard let first = classes.map(\.place).min(), let last = classes.map(\.place).max() else {
      return coarseBars(frame)
    }
    let widths = [1, 2, 5, 10, 20, 60]
    func bar(of place: Int, _ width: Int) -> Int { (place + (width - 10 % width) % width) / width }
    let width =
      widths.first { bar(of: last, $0) - bar(of: first, $0) < max(rows, 1) } ?? widths[widths.count - 1]
    var counts = [Double](repeating: 0, count: bar(of: last, width) - bar(of: first, width) + 1)
    for one in classes { counts[bar(of: one.place, width) - bar(of: first, width)] += Double(one.count) }
    return counts.enumerated().map { index, count in
      let end = (bar(of: first, width) + index + 1) * width - (width - 10 % width) % width - 1
      let bound = DurationClass.bounds[min(end, DurationClass.bounds.count - 1)]
      return BarPlot.Bar(
        label: "≤ \(Self.briefly(bound))", value: count, shown: Figures.grouped(UInt64(min(count, 9e18))))
    }
  }

  /// The few bounds that frames of earlier programs have.
  private func coarseBars(_ frame: Frame) -> [BarPlot.Bar] {
    let cumulative = frame.latency.overall.cumulative
    let bounds = frame.buckets.bounds
    guard cumulative.count == bounds.count + 1 else { return [] }
    var before: UInt64 = 0
    var bars: [BarPlot.Bar] = []
    for (index, count) in cumulative.enumerated() {
      let name =
        index < bounds.count ? "≤ \(Self.briefly(bounds[index]))" : "> \(Self.briefly(bounds[index - 1]))"
      // A file may lie: counts that fall are shown as none.
      let own = count >= before ? count - before : 0
      before = count
      bars.append(BarPlot.Bar(label: name, value: Double(own), shown: Figures.grouped(own)))
    }
    while let last = bars.last, last.value == 0 { bars.removeLast() }
    return bars
  }

  /// A bound of a class without the zeros that say nothing: bounds have three digits at most.
  private static func briefly(_ nanoseconds: UInt64) -> String {
    let units = ["ns", "µs", "ms", "s"]
    var (unit, divisor): (Int, UInt64) = (0, 1)
    while unit < units.count - 1, nanoseconds >= divisor * 1000 {
      (unit, divisor) = (unit + 1, divisor * 1000)
    }
    var text = Figures.fixed(Double(nanoseconds) / Double(divisor), 2)
    while text.contains("."), text.last == "0" || text.last == "." {
      let wasPoint = text.last == "."
      text.removeLast()
      if wasPoint { break }
    }
    return "\(text) \(units[unit])"
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
}
