import Base

/// How large a terminal is, in columns and rows.
package struct Size: Equatable, Sendable {
  /// Columns, at least 1.
  package var columns: Int
  /// Rows, at least 1.
  package var rows: Int

  /// A size; each side is held between 1 and 1000.
  package init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 1), 1000)
    self.rows = min(max(rows, 1), 1000)
  }
}

/// One place of a screen.
package struct Cell: Equatable, Sendable {
  /// What stands there; empty in the right half of a wide character.
  package var text = " "
  /// How it is drawn.
  package var ink = Ink.plain
  /// Columns the text takes: 1 or 2; 0 marks the right half of a wide character.
  package var columns: UInt8 = 1

  /// Whether it is the right half of what stands to its left.
  var isContinuation: Bool { columns == 0 }
}

/// A grid of cells: what a terminal of some size shows.
package struct Screen: Equatable, Sendable {
  /// Its size.
  package let size: Size
  /// The cells, row by row.
  private(set) var cells: [Cell]

  /// An empty screen.
  package init(_ size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: size.columns * size.rows)
  }

  /// The cell at a place that exists.
  subscript(row: Int, column: Int) -> Cell { cells[row * size.columns + column] }

  /// The whole screen as an area.
  var area: Area { Area(row: 0, column: 0, columns: size.columns, rows: size.rows) }

  /// Writes text from a place to the right, made safe, at most `limit` columns and never beyond the screen; an ellipsis
  /// ends what was cut. Gives back the columns it took.
  @discardableResult
  mutating func write(_ text: String, row: Int, column: Int, limit: Int = .max, ink: Ink = .plain) -> Int {
    guard row >= 0, row < size.rows, column >= 0, column < size.columns, limit > 0 else { return 0 }
    let room = min(limit, size.columns - column)
    var (glyphs, isWhole) = SafeText.glyphs(text, columns: room)
    if !isWhole {
      var used = glyphs.reduce(0) { $0 + $1.columns }
      while used > room - 1, let last = glyphs.popLast() { used -= last.columns }
      glyphs.append(("…", 1))
    }
    var place = column
    for glyph in glyphs {
      set(Cell(text: glyph.text, ink: ink, columns: UInt8(glyph.columns)), row: row, column: place)
      place += glyph.columns
    }
    return place - column
  }

  /// Puts one cell, which the caller knows to fit; halves of wide characters it cuts become spaces.
  mutating func set(_ cell: Cell, row: Int, column: Int) {
    let place = row * size.columns + column
    for index in place..<place + Int(cell.columns) {
      if cells[index].isContinuation, index == place, column > 0 { cells[index - 1] = Cell() }
      if cells[index].columns == 2, column + (index - place) + 1 < size.columns { cells[index + 1] = Cell() }
    }
    cells[place] = cell
    if cell.columns == 2 { cells[place + 1] = Cell(text: "", ink: cell.ink, columns: 0) }
  }

  /// Fills an area with spaces of an ink.
  mutating func fill(_ area: Area, ink: Ink = .plain) {
    for row in area.row..<area.row + area.rows {
      for column in area.column..<area.column + area.columns { set(Cell(ink: ink), row: row, column: column) }
    }
  }

  /// The text alone, a line for each row, without spaces at the ends of lines.
  package var text: String {
    (0..<size.rows).map { row in
      var line = cells[row * size.columns..<(row + 1) * size.columns].map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

/// A rectangle of a screen.
struct Area: Equatable {
  var row: Int
  var column: Int
  var columns: Int
  var rows: Int

  /// Takes some rows off the top.
  mutating func takeTop(_ count: Int) -> Area {
    let taken = Area(row: row, column: column, columns: columns, rows: min(max(0, count), rows))
    row += taken.rows
    rows -= taken.rows
    return taken
  }

  /// Takes some rows off the bottom.
  mutating func takeBottom(_ count: Int) -> Area {
    let height = min(max(0, count), rows)
    rows -= height
    return Area(row: row + rows, column: column, columns: columns, rows: height)
  }

  /// Side by side in equal parts with a column between them; what does not divide goes to the last.
  func columns(_ count: Int) -> [Area] {
    let each = (columns - (count - 1)) / count
    return (0..<count).map { index in
      let start = index * (each + 1)
      return Area(
        row: row, column: column + start, columns: index == count - 1 ? columns - start : each, rows: rows)
    }
  }
}

extension Screen {
  /// Writes a line of an area, cut at its right edge; gives back the columns it took.
  @discardableResult
  mutating func write(
    _ text: String, in area: Area, line: Int = 0, at column: Int = 0, ink: Ink = .plain
  ) -> Int {
    guard line >= 0, line < area.rows, column < area.columns else { return 0 }
    return write(
      text, row: area.row + line, column: area.column + column, limit: area.columns - column, ink: ink)
  }

  /// Writes text that ends at the right edge of a line of an area, if it fits.
  mutating func writeRight(_ text: String, in area: Area, line: Int = 0, ink: Ink = .plain) {
    let width = DisplayWidth.of(text)
    if width <= area.columns { write(text, in: area, line: line, at: area.columns - width, ink: ink) }
  }
}
