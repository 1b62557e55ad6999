import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Series over time as lines of braille, with the bounds of the scale to their left and a time axis below.
struct Chart {
  /// How values become heights.
  enum Scale {
    /// From 0 to the greatest value, or to a fixed one.
    case linear(top: Double?)
    /// By the logarithm, from the least positive value to the greatest.
    case logarithmic
  }

  /// One line.
  struct Series {
    let ink: Ink
    /// Values in the order of the times; one that is not finite is a gap.
    let values: [Double]
  }

  /// A letter on the time axis.
  struct Mark {
    let seconds: Double
    let letter: String
    let ink: Ink
  }

  /// Seconds of the points, ascending.
  let times: [Double]
  let series: [Series]
  var marks: [Mark] = []
  var scale = Scale.linear(top: nil)
  /// How a bound of the scale is written.
  let label: (Double) -> String

  /// Columns of the labels at the left.
  private static let gutter = 9

  /// Draws into an area; one of less than 2 rows or 16 columns stays empty.
  func draw(in area: Area, on screen: inout Screen) {
    guard area.rows >= 2, area.columns >= 16 else { return }
    guard let range = bounds, let first = times.first, let last = times.last else {
      screen.write("nothing measured yet", in: area, line: area.rows / 2, at: 2, ink: .faint)
      return
    }
    var plot = area
    if area.rows >= 4 { drawAxis(in: plot.takeBottom(1), from: first, to: last, on: &screen) }
    screen.writeRight(label(range.upper), in: gutter(plot), line: 0, ink: .faint)
    screen.writeRight(label(range.lower), in: gutter(plot), line: plot.rows - 1, ink: .faint)
    var canvas = BrailleCanvas(columns: plot.columns - Self.gutter, rows: plot.rows)
    for one in series {
      let points = points(one.values, width: canvas.width, from: first, to: last)
      var before: (x: Int, y: Int)?
      for (x, value) in points.enumerated() {
        guard let value else { continue }
        let here = (x, height(of: value, in: range, dots: canvas.height))
        canvas.line(from: before ?? here, to: here, ink: one.ink)
        before = here
      }
    }
    canvas.draw(on: &screen, row: plot.row, column: plot.column + Self.gutter)
  }

  private func gutter(_ plot: Area) -> Area {
    Area(row: plot.row, column: plot.column, columns: Self.gutter - 1, rows: plot.rows)
  }

  private var bounds: (lower: Double, upper: Double)? {
    let finite = series.flatMap(\.values).filter(\.isFinite)
    guard let greatest = finite.max() else { return nil }
    switch scale {
    case .linear(let top): return (0, top ?? max(greatest, .leastNormalMagnitude))
    case .logarithmic:
      guard let least = finite.filter({ $0 > 0 }).min() else { return nil }
      return (least, greatest)
    }
  }

  /// The mean of the values that fall into each column of dots; nil where none does.
  private func points(_ values: [Double], width: Int, from first: Double, to last: Double) -> [Double?] {
    var sums = Array(repeating: (sum: 0.0, count: 0), count: width)
    for (seconds, value) in zip(times, values) where value.isFinite {
      let x = place(seconds, width: width, from: first, to: last)
      sums[x].sum += value
      sums[x].count += 1
    }
    return sums.map { $0.count == 0 ? nil : $0.sum / Double($0.count) }
  }

  private func place(_ seconds: Double, width: Int, from first: Double, to last: Double) -> Int {
    guard last > first, seconds.isFinite else { return width - 1 }
    let share = (seconds - first) / (last - first)
    return share.isFinite ? min(width - 1, max(0, Int(share * Double(width - 1) + 0.5))) : width - 1
  }

  private func height(of value: Double, in range: (lower: Double, upper: Double), dots: Int) -> Int {
    let share: Double
    switch scale {
    case .linear: share = (value - range.lower) / (range.upper - range.lower)
    case .logarithmic:
      let span = log2(range.upper / range.lower)
      share = span > 0 && value > 0 ? log2(value / range.lower) / span : 0
    }
    return share.isFinite ? min(dots - 1, max(0, Int(share * Double(dots - 1) + 0.5))) : 0
  }

  private func drawAxis(in line: Area, from first: Double, to last: Double, on screen: inout Screen) {
    let width = line.columns - Self.gutter
    let start = line.column + Self.gutter
    for column in 0..<width {
      screen.set(Cell(text: "─", ink: .faint), row: line.row, column: start + column)
    }
    for mark in marks where mark.seconds >= first && mark.seconds <= last {
      let column = place(mark.seconds, width: width, from: first, to: last)
      screen.set(Cell(text: mark.letter, ink: mark.ink), row: line.row, column: start + column)
    }
    let span = Area(row: line.row, column: line.column, columns: Self.gutter - 1, rows: 1)
    screen.writeRight(Figures.duration(nanoseconds: (last - first) * 1e9), in: span, ink: .faint)
  }
}
