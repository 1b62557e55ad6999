import Base

/// The keys of the view, for the help overlay and the documentation.
package enum KeyTable {
  /// Each line: the keys and what they do.
  package static let lines: [(keys: String, meaning: String)] = [
    ("q", "leave; of an attached run only the view, the run goes on"),
    ("r", "look at the source now and draw everything anew"),
    ("space", "pause the view at this frame, and follow again"),
    ("[ ]  or  , .", "the frame before, the frame after"),
    ("home end", "the first frame that is kept, the newest"),
    ("tab, left, right", "the next panel, the one before"),
    ("up, down, page", "scroll events, ledger and probe trace; elsewhere change the panel"),
    ("enter, escape", "the panel over the whole screen, and back"),
    ("+ -", "a shorter, a longer part of the run in the charts"),
    ("h", "latency histogram or probe lengths"),
    ("e", "events and the ledger summed up, events, the ledger entry by entry"),
    ("p", "read the probe trace again (with --probe-json)"),
    ("?", "this help; any key closes it"),
    ("^C ^Z", "stop, suspend; the terminal is restored before"),
  ]

  /// The letters on time axes.
  package static let marks =
    "Time axes: m migration begins, M ends, C compaction, R reseed, c command, f forecast."
}

extension Model {
  /// The keys in a box over everything else.
  func drawHelp(on screen: inout Screen) { screen.drawHelp(KeyTable.lines, note: KeyTable.marks) }
}

extension Screen {
  /// Keys and what they do, with a note below, in a box over everything else.
  mutating func drawHelp(_ lines: [(keys: String, meaning: String)], note: String) {
    let keys = (lines.map { DisplayWidth.of($0.keys) }.max() ?? 0) + 2
    let texts = lines.map { DisplayWidth.pad($0.keys, to: keys) + $0.meaning } + ["", note]
    let width = min(size.columns, (texts.map { DisplayWidth.of($0) }.max() ?? 0) + 4)
    let height = min(size.rows, texts.count + 2)
    let box = Area(
      row: (size.rows - height) / 2, column: (size.columns - width) / 2, columns: width, rows: height)
    fill(box)
    let edge = String(repeating: "─", count: max(0, width - 2))
    write("┌\(edge)┐", in: box, ink: .faint)
    write(" help ", in: box, at: 2, ink: .focus)
    for line in 1..<max(1, height - 1) {
      write("│", in: box, line: line, ink: .faint)
      write("│", in: box, line: line, at: width - 1, ink: .faint)
      if line - 1 < texts.count {
        let inner = Area(row: box.row, column: box.column + 2, columns: width - 4, rows: box.rows)
        write(texts[line - 1], in: inner, line: line)
      }
    }
    write("└\(edge)┘", in: box, line: height - 1, ink: .faint)
  }
}
