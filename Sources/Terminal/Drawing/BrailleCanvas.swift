/// Dots, two columns and four rows in each cell (Unicode braille patterns, U+2800).
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  private var inks: [Ink]

  /// An empty canvas of so many cells.
  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    dots = Array(repeating: 0, count: self.columns * self.rows)
    inks = Array(repeating: .plain, count: self.columns * self.rows)
  }

  /// Dots from left to right.
  var width: Int { columns * 2 }
  /// Dots from top to bottom.
  var height: Int { rows * 4 }

  /// Sets a dot, `y` counted from below; one outside is left out. A cell has the ink of its last dot.
  mutating func set(x: Int, y: Int, ink: Ink) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let fromTop = height - 1 - y
    let cell = fromTop / 4 * columns + x / 2
    dots[cell] |= Self.bits[x % 2][fromTop % 4]
    inks[cell] = ink
  }

  /// A straight line between two dots (Bresenham 1965).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), ink: Ink) {
    var (x, y) = start
    let across = abs(end.x - x)
    let down = -abs(end.y - y)
    var error = across + down
    while true {
      set(x: x, y: y, ink: ink)
      if x == end.x, y == end.y { return }
      let twice = 2 * error
      if twice >= down {
        error += down
        x += x < end.x ? 1 : -1
      }
      if twice <= across {
        error += across
        y += y < end.y ? 1 : -1
      }
    }
  }

  /// The cells that hold a dot, drawn into an area.
  func draw(on screen: inout Screen, row: Int, column: Int) {
    for index in dots.indices where dots[index] != 0 {
      guard let pattern = Unicode.Scalar(0x2800 + UInt32(dots[index])) else { continue }
      screen.set(
        Cell(text: String(pattern), ink: inks[index]), row: row + index / columns,
        column: column + index % columns)
    }
  }

  /// The bit of each dot by column and row, as the standard numbers them.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
}
