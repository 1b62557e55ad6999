import Base
import CHaru

extension ReportDocument {
  /// The report in PDF, A4: the same bytes for the same report.
  package func pdf() throws(LaboratoryError) -> [UInt8] {
    let pages = try PDFPages(title: title, creator: creator)
    pages.heading(title, size: 17)
    for (index, block) in blocks.enumerated() where !isBare(index) { pages.draw(block) }
    return try pages.finished()
  }

  /// Whether a block is a heading of nothing: of logs alone that pages leave out.
  private func isBare(_ index: Int) -> Bool {
    guard case .heading = blocks[index] else { return false }
    for block in blocks[(index + 1)...] {
      switch block {
      case .heading: return true
      case .log(_, _, hasFailed: false): continue
      default: return false
      }
    }
    return true
  }

  /// Fails now where ``pdf()`` would fail for want of a library.
  package static func checkPDF() throws(LaboratoryError) { try PDFFile.check() }
}

/// Blocks laid out one below the other, on as many pages as they need.
private final class PDFPages {
  private static let edge = 40.0
  private static let bottom = PDFFile.height - 48
  private static let room = PDFFile.width - 2 * edge

  private let file: PDFFile
  private let title: String
  private var y = 0.0
  private var pages = 0

  init(title: String, creator: String) throws(LaboratoryError) {
    file = try PDFFile(title: title, creator: creator)
    self.title = title
    turn()
  }

  func finished() throws(LaboratoryError) -> [UInt8] { try file.finished() }

  private func turn() {
    file.addPage()
    pages += 1
    file.text(title, x: Self.edge, y: PDFFile.height - 24, size: 8, ink: .gray)
    let number = "\(pages)"
    file.text(
      number, x: PDFFile.width - Self.edge - file.width(number, size: 8), y: PDFFile.height - 24, size: 8,
      ink: .gray)
    y = Self.edge
  }

  /// Begins a page unless so much is left of this one.
  private func need(_ height: Double) {
    if y + height > Self.bottom { turn() }
  }

  func heading(_ text: String, size: Double) {
    need(size * 4)
    y += size * 1.6
    file.text(
      file.cut(text, to: Self.room, size: size, font: pdf_font_bold), x: Self.edge, y: y, size: size,
      font: pdf_font_bold)
    y += size * 0.6
  }

  func draw(_ block: ReportDocument.Block) {
    switch block {
    case .heading(let text): heading(text, size: 13)
    case .paragraph(let text): write(text, size: 9)
    case .facts(let facts):
      for fact in facts {
        write("\(fact.label): \(fact.text)", size: 9, font: fact.isCode ? pdf_font_mono : pdf_font_plain)
      }
    case .table(let table): draw(table)
    case .bars(let chart):
      // In parts that fit on a page.
      for start in stride(from: 0, to: chart.bars.count, by: 40) {
        let part = Array(chart.bars[start..<min(start + 40, chart.bars.count)])
        // One scale for all parts.
        draw(Drawing(BarChart(title: chart.title, bars: part), of: chart), x: Self.edge, width: Self.room)
      }
    case .courses(let charts): draw(charts)
    case .log(let name, let text, let hasFailed):
      guard hasFailed else { return }
      write(name, size: 9, font: pdf_font_bold)
      write(text, size: 7, font: pdf_font_mono)
    }
  }

  /// Two courses a row.
  private func draw(_ charts: [CourseChart]) {
    let width = (Self.room - 16) / 2
    for start in stride(from: 0, to: charts.count, by: 2) {
      let left = Drawing(charts[start])
      need(left.height * width / left.width + 10)
      let top = y
      draw(left, x: Self.edge, width: width)
      if start + 1 < charts.count {
        y = top
        draw(Drawing(charts[start + 1]), x: Self.edge + width + 16, width: width)
      }
    }
  }

  private func draw(_ drawing: Drawing, x left: Double, width: Double) {
    let scale = width / drawing.width
    need(drawing.height * scale + 10)
    let top = y + 6
    for mark in drawing.marks {
      switch mark {
      case .box(let x, let y, let width, let height, let ink):
        file.box(
          x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale, ink: ink)
      case .line(let x1, let y1, let x2, let y2, let width, let ink):
        file.line(
          x1: left + x1 * scale, y1: top + y1 * scale, x2: left + x2 * scale, y2: top + y2 * scale,
          width: width * scale, ink: ink)
      case .text(let whole, let x, let y, let size, let anchor, let ink, let room):
        // What the fonts lack is longer here than it was drawn for.
        let text = room.map { file.cut(whole, to: $0 * scale, size: size * scale) } ?? whole
        let wide = file.width(text, size: size * scale)
        let shift = anchor == .start ? 0 : anchor == .end ? wide : wide / 2
        file.text(text, x: left + x * scale - shift, y: top + y * scale, size: size * scale, ink: ink)
      }
    }
    y = top + drawing.height * scale + 4
  }

  /// A text in lines that fit, broken between words where that is possible.
  private func write(_ text: String, size: Double, font: PDFFile.Font = pdf_font_plain) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var rest = Substring(line)
      repeat {
        let part = fitting(rest, size: size, font: font)
        need(size * 1.4)
        y += size * 1.4
        file.text(String(part), x: Self.edge, y: y, size: size, font: font)
        rest = rest[part.endIndex...].drop { $0 == " " }
      } while !rest.isEmpty
    }
    y += 3
  }

  /// As much of a text as fits into a line; at least one character.
  private func fitting(_ text: Substring, size: Double, font: PDFFile.Font) -> Substring {
    if file.width(String(text), size: size, font: font) <= Self.room { return text }
    var (fits, tooLong) = (1, text.count)
    while fits + 1 < tooLong {
      let middle = (fits + tooLong) / 2
      if file.width(String(text.prefix(middle)), size: size, font: font) <= Self.room {
        fits = middle
      } else {
        tooLong = middle
      }
    }
    let part = text.prefix(fits)
    guard let space = part.lastIndex(of: " "), space > part.startIndex else { return part }
    return part[..<space]
  }

  // MARK: Tables

  private static let size = 7.5
  private static let lineHeight = 13.0

  private func draw(_ table: ReportDocument.Table) {
    let widths = widths(table)
    need(Self.lineHeight * 3)
    if let fold = table.fold { write(fold, size: 9, font: pdf_font_bold) }
    head(table, widths)
    for row in table.rows {
      if y + Self.lineHeight > Self.bottom {
        turn()
        head(table, widths)
      }
      cells(row.map { ($0.text, $0.tone == .bad ? .red : .black) }, table, widths, font: pdf_font_plain)
    }
    y += 6
  }

  private func head(_ table: ReportDocument.Table, _ widths: [Double]) {
    cells(table.headings.map { ($0, .black) }, table, widths, font: pdf_font_bold)
  }

  private func cells(
    _ cells: [(text: String, ink: Drawing.Ink)], _ table: ReportDocument.Table, _ widths: [Double],
    font: PDFFile.Font
  ) {
    y += Self.lineHeight
    var left = Self.edge
    for (index, cell) in cells.enumerated() {
      let text = file.cut(cell.text, to: widths[index] - 8, size: Self.size, font: font)
      let shift =
        table.leansRight(index) ? widths[index] - 8 - file.width(text, size: Self.size, font: font) : 0
      file.text(text, x: left + shift, y: y - 4, size: Self.size, font: font, ink: cell.ink)
      left += widths[index]
    }
    file.line(x1: Self.edge, y1: y, x2: left - 8, y2: y, width: 0.4, ink: .pale)
  }

  /// Columns as wide as their widest cell; where that is too wide together, the widest are cut.
  private func widths(_ table: ReportDocument.Table) -> [Double] {
    var widths = table.headings.map { file.width($0, size: Self.size, font: pdf_font_bold) + 8 }
    for row in table.rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], file.width(cell.text, size: Self.size) + 8)
      }
    }
    var excess = widths.reduce(0, +) - Self.room
    while excess > 0.5, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) {
      let next = widths.indices.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
      let taken = min(excess, max(widths[widest] - next, 4))
      widths[widest] -= taken
      excess -= taken
    }
    return widths
  }
}
