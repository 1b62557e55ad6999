import Base

extension ReportDocument {
  /// The report as one file of HTML that needs nothing else: charts with their tables, logs, and the raw samples.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>\(XML.escaped(title))</title><style>\(Self.style)</style></head><body>
    <h1>\(XML.escaped(title))</h1>
    \(blocks.map(Self.element).joined(separator: "\n"))
    <script type="application/json" id="data">\(script)</script>
    </body></html>

    """
  }

  private static let style = """
    body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}\
    table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}\
    td.n{text-align:right;font-variant-numeric:tabular-nums}pre{background:#f4f4f4;padding:.6rem;overflow:auto}\
    .bad{font-weight:bold;color:#8a1f11}.good{color:#1f6f43}svg{max-width:100%;height:auto}dt{font-weight:bold}\
    dd{margin:0 0 .4rem}.scroll{overflow-x:auto}details{margin:.4rem 0 1rem}.courses{display:flex;flex-wrap:wrap;gap:1rem}code{overflow-wrap:anywhere}
    """

  private static func element(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "<h2>\(XML.escaped(text))</h2>"
    case .paragraph(let text): return "<p>\(XML.escaped(text))</p>"
    case .facts(let facts):
      let lines = facts.map { fact in
        let text = XML.escaped(fact.text)
        return "<dt>\(XML.escaped(fact.label))</dt><dd>\(fact.isCode ? "<code>\(text)</code>" : text)</dd>"
      }
      return "<dl>\n\(lines.joined(separator: "\n"))\n</dl>"
    case .table(let table):
      guard let fold = table.fold else { return element(table) }
      return "<details><summary>\(XML.escaped(fold))</summary>\n\(element(table))</details>"
    case .bars(let chart): return Drawing(chart).svg
    case .courses(let charts):
      return "<div class=\"courses\">\n\(charts.map { Drawing($0).svg }.joined(separator: "\n"))\n</div>"
    case .log(let name, let text, let hasFailed):
      return """
        <details\(hasFailed ? " open" : "")><summary>\(XML.escaped(name))</summary>
        <pre>\(XML.escaped(text))</pre></details>
        """
    }
  }

  private static func element(_ table: Table) -> String {
    let head = table.headings.map { "<th scope=\"col\">\(XML.escaped($0))</th>" }.joined()
    let rows = table.rows.map { cells in
      let columns = cells.enumerated().map { index, cell in
        let names = (table.leansRight(index) ? ["n"] : []) + (cell.tone == .plain ? [] : [cell.tone.name])
        let attribute = names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
        return "<td\(attribute)>\(XML.escaped(cell.text))</td>"
      }
      return "<tr>\(columns.joined())</tr>"
    }
    return """
      <div class="scroll"><table><thead><tr>\(head)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  /// The data inside a script element: `<` is written so that nothing can end it.
  private var script: String {
    String(decoding: data, as: UTF8.self).split(separator: "<", omittingEmptySubsequences: false)
      .joined(separator: "\\u003c")
  }
}

extension ReportDocument.Tone {
  /// Its class in HTML.
  fileprivate var name: String {
    switch self {
    case .plain: "plain"
    case .good: "good"
    case .bad: "bad"
    }
  }
}
