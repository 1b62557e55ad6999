import Base

/// One bar of several parts, each as long as its share of the whole.
struct ShareBar {
  /// One part.
  struct Part {
    let name: String
    let value: Double
    /// The value as the legend shows it.
    let shown: String
    let ink: Ink
    /// What the bar is made of there, so that parts differ without colours too.
    let fill: String
  }

  let parts: [Part]

  /// Draws the bar into the first line of an area and the legend into the second, where there is one.
  func draw(in area: Area, on screen: inout Screen) {
    guard area.rows >= 1 else { return }
    let total = parts.reduce(0) { $0 + $1.value }
    var end = 0.0
    var column = 0
    for part in parts where total > 0 {
      end += part.value
      var next = min(area.columns, Int((end / total * Double(area.columns)).rounded()))
      // What is there at all is seen, if only by one column.
      if part.value > 0, next == column, column < area.columns { next = column + 1 }
      while column < next {
        screen.write(part.fill, in: area, line: 0, at: column, ink: part.ink)
        column += 1
      }
    }
    drawLegend(in: area, on: &screen)
  }

  /// Names with their values, or the names alone where there is no room for both.
  private func drawLegend(in area: Area, on screen: inout Screen) {
    let present = parts.filter { $0.value > 0 }
    let full = present.map { " \($0.name) \($0.shown)  " }
    let width = full.reduce(0) { $0 + DisplayWidth.of($1) + 1 } - 2
    let texts = width <= area.columns ? full : present.map { " \($0.name)  " }
    var place = 0
    for (part, text) in zip(present, texts) {
      place += screen.write(part.fill, in: area, line: 1, at: place, ink: part.ink)
      place += screen.write(text, in: area, line: 1, at: place)
    }
  }
}
