import Base

/// A table as lines of text: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  /// A column's heading and the side its cells lean to.
  struct Column {
    let title: String
    var leansRight = false
  }

  let columns: [Column]
  private(set) var rows: [[String]] = []

  /// Columns by title; a leading `>` makes one lean right: `TextTable("name", ">bytes")`.
  init(_ titles: String...) {
    self.init(titles: titles)
  }

  /// The same with the titles in a list.
  init(titles: [String]) {
    columns = titles.map { title in
      title.hasPrefix(">")
        ? Column(title: String(title.dropFirst()), leansRight: true) : Column(title: title)
    }
  }

  /// Adds a row; missing cells are empty.
  mutating func add(_ cells: String...) {
    add(cells: cells)
  }

  /// The same with the cells in a list.
  mutating func add(cells: [String]) {
    rows.append(Array(cells.prefix(columns.count)))
  }

  /// The table's lines, at most `width` columns wide: the widest columns that lean left are cut to make it fit.
  func lines(width: Int = .max) -> [String] {
    let widths = fit(natural, into: width)
    let heading = line(columns.map(\.title), widths)
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return [heading, rule] + rows.map { line($0, widths) }
  }

  private var natural: [Int] {
    columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { widest, row in
        index < row.count ? max(widest, DisplayWidth.of(row[index])) : widest
      }
    }
  }

  private func fit(_ natural: [Int], into width: Int) -> [Int] {
    var widths = natural
    let gaps = 2 * max(0, columns.count - 1)
    var excess = widths.reduce(gaps, +) - width
    while excess > 0 {
      let candidates = columns.indices.filter { !columns[$0].leansRight && widths[$0] > 6 }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = widths.indices.map { index in
      let cell = DisplayWidth.cut(index < cells.count ? cells[index] : "", to: widths[index])
      return DisplayWidth.pad(cell, to: widths[index], left: columns[index].leansRight)
    }
    let line = padded.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
