import Base
import Telemetry

extension Model {
  /// Run, frame, layout, state and time; whether the view follows or stands still.
  func drawHeader(in line: Area, on screen: inout Screen) {
    screen.fill(line, ink: .bar)
    let position = position
    let room = Area(row: line.row, column: line.column, columns: line.columns - position.count - 1, rows: 1)
    var words = ["adhash"]
    if let frame = current {
      words.append("run \(line.columns >= 120 ? frame.runID : String(frame.runID.prefix(8)))")
      words.append("frame \(frame.frame)")
      words.append(Self.layout(of: frame.map))
      words.append(RunState(frame).word)
      words.append("\(Figures.fixed(frame.seconds, 3)) s")
    } else {
      words.append(isOver ? "no frame" : "waiting for the first frame")
    }
    screen.write(" " + words.joined(separator: " │ "), in: room, ink: .bar)
    screen.writeRight(position + " ", in: line, ink: .bar)
  }

  /// The layout in charge; during a migration, whose goal is in charge from its begin, the one it leaves before it.
  private static func layout(of map: MapReading) -> String {
    guard let target = map.migratingTo else { return map.backend }
    let left = map.segments.first { $0.name != target && $0.count > 0 }?.name
    return "\(map.backend == target ? left ?? target : map.backend) → \(target)"
  }

  private var position: String {
    guard let held else { return isOver ? "ended" : "live" }
    return "paused \(held)/\(frames.last?.frame ?? held)"
  }

  /// Throughput, latency and load factor in one line, whatever else is shown.
  func drawSparklines(in line: Area, on screen: inout Screen) {
    guard let frame = current else { return }
    let shown = windowed
    let parts: [(String, [Double], String, Ink)] = [
      (
        "ops/s", shown.map { Self.rate($0) ?? .nan }, Self.rate(frame).map { Figures.scaled($0) } ?? "-",
        .first
      ),
      (
        "p99", shown.map { Self.quantile(2, of: $0.window) ?? .nan }, Self.shown(2, of: frame.window), .second
      ),
      ("load", shown.map(\.map.loadFactor), Figures.fixed(frame.map.loadFactor, 3), .third),
    ]
    for (part, area) in zip(parts, line.columns(3)) {
      let (name, values, value, ink) = part
      var place = screen.write(" \(name) ", in: area, ink: .faint)
      let room = area.columns - place - DisplayWidth.of(value) - 2
      place += screen.write(Sparkline.line(values, width: min(room, 60)), in: area, at: place, ink: ink)
      screen.write(" \(value)", in: area, at: place, ink: .title)
    }
  }

  /// A line for each alert, the gravest first and not more than there is room for, and one for what is wrong with the
  /// source; none where all is well.
  func drawBanners(in rest: inout Area, on screen: inout Screen) {
    let alerts = current?.alerts ?? []
    let sorted = alerts.filter { $0.severity == "critical" } + alerts.filter { $0.severity != "critical" }
    let shown = min(sorted.count, max(1, rest.rows / 10))
    for (index, alert) in sorted.prefix(shown).enumerated() {
      let line = rest.takeTop(1)
      screen.fill(line, ink: .critical)
      let others = sorted.count - shown
      let more = index == shown - 1 && others > 0 ? "  (+\(others) more)" : ""
      let since = "since \(Figures.fixed(alert.since, 3)) s"
      screen.write(" ! \(alert.severity): \(alert.message)  \(since)\(more)", in: line, ink: .critical)
    }
    if let problem {
      let line = rest.takeTop(1)
      screen.write(" \(problem)", in: line, ink: .warning)
    }
  }

  /// A line for each recommendation, those first that the run contradicts, and not more than there is room for.
  func drawAdvice(in rest: inout Area, on screen: inout Screen) {
    let all = current?.recommendations ?? []
    let sorted = all.filter { $0.stance == .contradicts } + all.filter { $0.stance != .contradicts }
    let shown = min(sorted.count, max(1, rest.rows / 10))
    for (index, advice) in sorted.prefix(shown).enumerated() {
      let line = rest.takeTop(1)
      let ink: Ink =
        switch advice.stance {
        case .contradicts: .warning
        case .follows: .good
        case .open: .plain
        }
      let stance = advice.difference ?? (advice.stance == .follows ? "the run does so" : "")
      let due = advice.dueSeconds.map { ", due in \(Figures.fixed($0, 1)) s" } ?? ""
      let others = sorted.count - shown
      let more = index == shown - 1 && others > 0 ? "  (+\(others) more)" : ""
      var column = screen.write(" advice ", in: line, ink: .faint)
      column += screen.write("\(advice.source): \(advice.summary)", in: line, at: column, ink: ink)
      screen.write(
        "  \(advice.confidence)\(due)\(stance.isEmpty ? "" : ", \(stance)")\(more)", in: line, at: column,
        ink: .faint)
    }
  }

  /// Keys at the left, the source at the right.
  func drawFooter(in line: Area, on screen: inout Screen) {
    screen.fill(line, ink: .bar)
    let leave = isAttached && !isOver ? "q leave (the run goes on)  ^C stop it" : "q quit"
    let keys = " \(leave)  space pause  tab panel  enter zoom  ? help "
    let used = screen.write(keys, in: line, ink: .bar)
    var notes: [String] = []
    if earlierRuns > 0 { notes.append("run \(earlierRuns + 1)") }
    if lost > 0 { notes.append("\(Figures.counted(lost, "frame")) lost") }
    if refused > 0 { notes.append("\(Figures.grouped(refused)) bad lines") }
    notes.append(source)
    let room = line.columns - used - 1
    let text = SafeText.line(notes.joined(separator: "  "), columns: max(0, room - 1))
    if room >= 12 { screen.writeRight(text + " ", in: line, ink: .bar) }
  }

  /// The frames that charts show: those of the window before the one looked at.
  var windowed: ArraySlice<Frame> {
    let visible = visible
    guard let window, let last = visible.last else { return visible }
    let start = visible.firstIndex { $0.seconds >= last.seconds - window } ?? visible.startIndex
    return visible[start...]
  }
}
