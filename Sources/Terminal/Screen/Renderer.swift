/// Turns a screen into the bytes that make a terminal show it, given what it shows already.
///
/// Only cells that changed are written, between the marks of a synchronised update, which other terminals ignore. After
/// anything but ASCII and braille the cursor is placed anew: a terminal that takes a character for wider or narrower than we
/// do shifts nothing but that character.
package struct Renderer {
  private let depth: ColorDepth
  private var shown: Screen?

  /// A renderer for a terminal whose content is unknown.
  package init(depth: ColorDepth) {
    self.depth = depth
  }

  /// Forgets what the terminal shows: the next screen is drawn whole.
  package mutating func invalidate() { shown = nil }

  /// The bytes that lead from what is shown to `next`; empty where nothing changed. O(cells).
  package mutating func bytes(for next: Screen) -> [UInt8] {
    var pen = Pen(depth: depth)
    var before = shown
    if before?.size != next.size {
      before = nil
      pen.clear()
    }
    for row in 0..<next.size.rows { draw(row, of: next, over: before, with: &pen) }
    shown = next
    return pen.finish()
  }

  private func draw(_ row: Int, of next: Screen, over before: Screen?, with pen: inout Pen) {
    var column = 0
    while column < next.size.columns {
      let cell = next[row, column]
      defer { column += max(1, Int(cell.columns)) }
      if let before {
        if before[row, column] == cell, cell.columns < 2 || before[row, column + 1].isContinuation {
          continue
        }
      } else if cell == Cell() {
        continue
      }
      pen.put(cell, row: row, column: column)
    }
  }
}

/// Writes cells at places with as few bytes as it can.
private struct Pen {
  let depth: ColorDepth
  private var bytes: [UInt8] = []
  /// Where the terminal's cursor is, where that is certain.
  private var cursor: (row: Int, column: Int)?
  private var ink: Ink?

  init(depth: ColorDepth) {
    self.depth = depth
  }

  mutating func clear() {
    append("\u{1B}[0m\u{1B}[2J")
    ink = nil
  }

  mutating func put(_ cell: Cell, row: Int, column: Int) {
    if cursor == nil || cursor! != (row, column) { append("\u{1B}[\(row + 1);\(column + 1)H") }
    if ink != cell.ink {
      append(Palette.sequence(cell.ink, depth))
      ink = cell.ink
    }
    append(cell.text)
    cursor = isCertain(cell.text) ? (row, column + 1) : nil
  }

  /// Whether every terminal draws it one column wide: ASCII and the patterns of braille.
  private func isCertain(_ text: String) -> Bool {
    if text.utf8.count == 1 { return true }
    return text.unicodeScalars.allSatisfy { (0x2800...0x28FF).contains($0.value) }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Everything as one synchronised update.
  consuming func finish() -> [UInt8] {
    if bytes.isEmpty { return [] }
    return Array("\u{1B}[?2026h".utf8) + bytes + Array("\u{1B}[0m\u{1B}[?2026l".utf8)
  }
}
