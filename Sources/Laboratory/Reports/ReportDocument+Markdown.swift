import Base

extension ReportDocument {
  /// The report in Markdown; texts of unknown origin cannot end a cell or begin markup.
  ///
  /// Folded tables are left out: Markdown cannot fold, and courses say the same shorter.
  package var markdown: String {
    let lines =
      ["# \(Markdown.escaped(title))"]
      + blocks.flatMap { block -> [String] in
        if case .table(let table) = block, table.fold != nil { return [] }
        return [""] + Self.lines(block)
      }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ block: Block) -> [String] {
    switch block {
    case .heading(let text): return ["## \(Markdown.escaped(text))"]
    case .paragraph(let text): return [Markdown.escaped(text)]
    case .facts(let facts):
      return facts.map { "* \($0.label): \($0.isCode ? code($0.text) : Markdown.escaped($0.text))" }
    case .table(let table): return lines(table)
    case .bars(let chart):
      let plot = BarPlot(
        bars: chart.bars.map { BarPlot.Bar(label: $0.label, value: $0.value, shown: $0.shown) })
      return fenced(plot.lines(width: 100).joined(separator: "\n"))
    case .courses(let charts): return lines(courses: charts)
    case .log(let name, let text, _): return ["### \(Markdown.escaped(name))", ""] + fenced(text)
    }
  }

  private static func lines(_ table: Table) -> [String] {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rules = table.titles.indices.map { table.leansRight($0) ? "---:" : "---" }
    return [row(table.headings.map(Markdown.escaped)), "|" + rules.joined(separator: "|") + "|"]
      + table.rows.map { cells in
        row(
          cells.map { cell in
            let text = Markdown.escaped(cell.text)
            switch cell.tone {
            case .plain: return text
            case .good: return "✅ \(text)"
            case .bad: return "❌ \(text)"
            }
          })
      }
  }

  private static func lines(courses charts: [CourseChart]) -> [String] {
    lines(
      Table(
        ["What", "Course", ">First", ">Last", ">Change"],
        charts.map { chart in
          let values = chart.points.map(\.value)
          return [
            Cell(chart.title), Cell(Sparkline.line(values, width: 30, floor: nil)),
            Cell(values.first.map(chart.shown) ?? "-"), Cell(values.last.map(chart.shown) ?? "-"),
            Cell(chart.change.map(ComparisonReport.signed) ?? "-"),
          ]
        }))
  }

  private static func code(_ text: String) -> String {
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + pad + text.replacing("\n", with: " ") + pad + fence
  }

  /// A fence longer than any run of backticks inside.
  private static func fenced(_ text: String) -> [String] {
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
    return [fence + "text", String(text[..<end]), fence]
  }

  private static func longestRun(in text: String) -> Int {
    var (longest, current) = (0, 0)
    for each in text {
      current = each == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
