import Base

/// The report as one file of HTML that needs nothing else: a chart with its table, logs, and the raw samples.
extension BatchReport {
  /// The content of the HTML report.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Batch report</title><style>\(Self.style)</style></head><body>
    <h1>Adaptive Hash Map Batch Report</h1>
    <p>Generated \(XML.escaped(generatedAt)) from <code>\(XML.escaped(spec))</code> on \(XML.escaped(machine)).</p>
    <p>Again: <code>\(XML.escaped(command))</code></p>
    <h2>Jobs</h2>
    \(jobTable)
    \(ranking.isEmpty ? "" : "<h2>Operations per second</h2>\n\(chart)\n\(rankingTable)")
    <h2>Logs</h2>
    \(logs)
    <script type="application/json" id="data">\(data)</script>
    </body></html>

    """
  }

  private var machine: String {
    "\(MachineFacts.cpuModel), \(MachineFacts.cores) cores, \(MachineFacts.os)"
  }

  private static let style = """
    body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}\
    table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}\
    td.n{text-align:right;font-variant-numeric:tabular-nums}pre{background:#f4f4f4;padding:.6rem;overflow:auto}\
    .failed{font-weight:bold;color:#8a1f11}svg{max-width:100%}
    """

  private var jobTable: String {
    let rows = outcomes.map { outcome in
      """
      <tr><td>\(XML.escaped(outcome.job.name))</td><td>\(outcome.job.command)</td>\
      <td\(outcome.isOK ? "" : " class=\"failed\"")>\(outcome.status.rawValue)</td><td class="n">\(outcome.exit)</td>\
      <td class="n">\(outcome.runs.count)</td><td class="n">\(Figures.fixed(outcome.seconds, 2))</td>\
      <td class="n">\(Self.rate(outcome))</td><td>\(XML.escaped(outcome.runs.last?.backend ?? "-"))</td></tr>
      """
    }
    return """
      <table><thead><tr><th>Job</th><th>Command</th><th>Status</th><th>Exit</th><th>Runs</th><th>Seconds</th>\
      <th>Ops/s</th><th>Backend</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private var rankingTable: String {
    let best = ranking.first?.rate ?? 1
    let rows = ranking.map { outcome, rate in
      """
      <tr><td>\(XML.escaped(outcome.job.name))</td><td class="n">\(Self.rate(outcome))</td>\
      <td class="n">\(Figures.fixed(100 * (rate / best - 1), 1)) %</td>\
      <td class="n">\(outcome.tail.map { Figures.fixed($0, 4) } ?? "-")</td></tr>
      """
    }
    return """
      <table><thead><tr><th>Job</th><th>Ops/s</th><th>Against the fastest</th><th>p99 (ms)</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private var chart: String {
    let best = ranking.first?.rate ?? 1
    let bars = ranking.enumerated().map { index, entry in
      let top = index * 28
      let width = Figures.fixed(max(1, 420 * entry.rate / best), 1)
      return """
        <text x="0" y="\(top + 17)">\(XML.escaped(String(entry.outcome.job.name.prefix(40))))</text>\
        <rect x="290" y="\(top + 4)" width="\(width)" height="18" fill="#2b6cb0"/>\
        <text x="716" y="\(top + 17)">\(Self.rate(entry.outcome))</text>
        """
    }
    return """
      <svg viewBox="0 0 820 \(ranking.count * 28)" width="820" font-size="13" role="img" \
      aria-label="Operations per second by job; the table below has the figures">
      \(bars.joined(separator: "\n"))
      </svg>
      """
  }

  private var logs: String {
    outcomes.map { outcome in
      """
      <details><summary>\(XML.escaped(outcome.job.name))</summary>
      <pre>\(XML.escaped(outcome.runs.last?.log ?? ""))</pre></details>
      """
    }.joined(separator: "\n")
  }

  /// Everything that was measured, as JSON inside a script element: `<` is written so that nothing can end it.
  private var data: String {
    var json = JSONWriter()
    json.beginObject()
    json.field("spec", spec)
    json.field("generated_at", generatedAt)
    json.field("command", command)
    json.field("machine", machine)
    json.array("jobs") { list in for outcome in outcomes { outcome.render(into: &list) } }
    json.endObject()
    return json.text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
  }
}
