import Base

extension ProbePlayer {
  /// The least size at which there is room for a column.
  static let leastSize = Size(columns: 30, rows: 12)
  /// Columns of the screen that a layout needs.
  private static let leastWidth = 30

  /// The screen for a terminal of this size. O(steps + cells).
  package func view(_ size: Size) -> Screen {
    var screen = Screen(size)
    guard size.columns >= Self.leastSize.columns, size.rows >= Self.leastSize.rows else {
      screen.write("\(size.columns)x\(size.rows) is too small, q quits", row: 0, column: 0)
      return screen
    }
    var rest = screen.area
    drawHeader(in: rest.takeTop(1), on: &screen)
    drawScrubber(in: rest.takeTop(1), on: &screen)
    drawKeys(in: rest.takeBottom(1), on: &screen)
    drawMarks(in: rest.takeBottom(1), on: &screen)
    let columns = current.columns
    let places = rest.columns(max(1, min(columns.count, (rest.columns + 1) / (Self.leastWidth + 1))))
    // The same lines for slots in every column and at every step: nothing jumps while it plays.
    let rows = columns.map { $0.rows(after: $0.steps.count).count }.max() ?? 0
    for (index, place) in places.enumerated() {
      let number = places.count == columns.count ? index : (firstColumn + index) % columns.count
      draw(columns[number], rows: rows, in: place, on: &screen)
    }
    if showsHelp { screen.drawHelp(ProbeKeys.lines, note: ProbeKeys.note) }
    return screen
  }

  private func drawHeader(in line: Area, on screen: inout Screen) {
    screen.fill(line, ink: .bar)
    let state = isPlaying ? "playing" : isAtEnd ? "ended" : "paused"
    let place = "step \(position) of \(current.length) │ \(state) │ \(Self.pace(speed)) "
    let many = reel.scenes.count > 1 ? " │ \(scene + 1) of \(reel.scenes.count)" : ""
    let room = Area(
      row: line.row, column: line.column, columns: max(0, line.columns - place.count - 1), rows: 1)
    screen.write(" probe │ \(current.title)\(many)", in: room, ink: .bar)
    screen.writeRight(place, in: line, ink: .bar)
  }

  private static func pace(_ speed: Double) -> String {
    speed < 1 ? "1 step in \(plain(1 / speed)) s" : "\(plain(speed)) steps/s"
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? Figures.fixed(value, 0) : Figures.fixed(value, 1)
  }

  /// How far the scene has come, as long as the line.
  private func drawScrubber(in line: Area, on screen: inout Screen) {
    let width = line.columns - 2
    let done = current.length == 0 ? width : width * position / current.length
    screen.write(String(repeating: "━", count: done), in: line, at: 1, ink: .focus)
    screen.write(String(repeating: "─", count: width - done), in: line, at: 1 + done, ink: .faint)
  }

  private func drawKeys(in line: Area, on screen: inout Screen) {
    screen.fill(line, ink: .bar)
    let scenes = reel.scenes.count > 1 ? "  n p key" : ""
    screen.write(
      " q quit  space \(isPlaying ? "pause" : "play")  ← → step  0-9 scrub  + - speed\(scenes)  tab layout  ? help",
      in: line, ink: .bar)
  }

  private func drawMarks(in line: Area, on screen: inout Screen) {
    screen.write(" \(ProbeKeys.note)", in: line, ink: .faint)
  }

  private func draw(_ column: ProbeReel.Column, rows: Int, in area: Area, on screen: inout Screen) {
    var rest = area
    let count = min(position, column.steps.count)
    let isDone = count == column.steps.count
    let heading = rest.takeTop(1)
    for place in 0..<heading.columns {
      screen.set(Cell(text: "─", ink: .faint), row: heading.row, column: heading.column + place)
    }
    screen.write(" \(column.layout) ", in: heading, at: 1, ink: .layout(column.layout))
    screen.writeRight(" \(count)/\(column.steps.count) ", in: heading, ink: .faint)
    for fact in column.facts { screen.write(fact, in: rest.takeTop(1), at: 1, ink: .faint) }
    screen.write(isDone ? column.outcome : "…", in: rest.takeTop(1), at: 1, ink: isDone ? .title : .faint)
    _ = rest.takeTop(1)
    drawRows(of: column, after: count, in: rest.takeTop(min(max(1, rows), rest.rows / 2)), on: &screen)
    _ = rest.takeTop(1)
    drawSteps(of: column, after: count, in: rest, on: &screen)
  }

  /// The slots that were touched, the present row marked by an arrow; the oldest rows give way.
  private func drawRows(
    of column: ProbeReel.Column, after count: Int, in area: Area, on screen: inout Screen
  ) {
    var rest = area
    let present = count > 0 ? column.steps[count - 1].row : nil
    let rows = column.rows(after: count)
    let labels = column.steps.map { "\(column.rowName) \($0.row * column.rowScale)".count }.max() ?? 0
    for row in rows.suffix(area.rows) {
      let line = rest.takeTop(1)
      let isPresent = row.number == present
      let name = "\(column.rowName) \(row.number * column.rowScale)"
      screen.write(isPresent ? "▸" : " ", in: line, ink: .focus)
      screen.write(name, in: line, at: 1, ink: isPresent ? .title : .plain)
      for (lane, mark) in row.marks.enumerated() {
        screen.write(
          mark.map { String($0.rawValue) } ?? " ", in: line, at: labels + 2 + lane,
          ink: mark?.ink ?? .plain)
      }
      screen.write("▏", in: line, at: labels + 2 + row.marks.count, ink: .faint)
    }
  }

  /// The steps so far, the present one whole and last.
  private func drawSteps(
    of column: ProbeReel.Column, after count: Int, in area: Area, on screen: inout Screen
  ) {
    guard count > 0, area.rows > 0 else { return }
    let present = Self.wrapped("\(count). \(column.steps[count - 1].text)", columns: area.columns - 2)
    let earlier = max(0, min(count - 1, area.rows - present.count))
    for (line, number) in (count - 1 - earlier..<count - 1).enumerated() {
      screen.write("\(number + 1). \(column.steps[number].text)", in: area, line: line, at: 1, ink: .faint)
    }
    for (line, text) in present.enumerated() {
      screen.write(text, in: area, line: earlier + line, at: 1, ink: .title)
    }
  }

  /// A text in lines of at most so many columns, broken at spaces; a word that is longer is cut where it is drawn.
  static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    for word in SafeText.shown(text).split(separator: " ") {
      if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(String(word)) <= columns {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension ProbeReel.Mark {
  /// How it is drawn.
  var ink: Ink {
    switch self {
    case .seen: .faint
    case .tagged: .warning
    case .other: .second
    case .found, .placed: .good
    case .moved, .overflow: .first
    case .freed, .tombstone: .critical
    }
  }
}
