import Foundation

/// The table of goals in docs/performance.md, between two marks, from the rows of bench.json.
struct PerformancePage {
  let rows: [Row]
  let meta: URL
  let page: URL

  private static let begin = "<!-- table: begin -->"
  private static let end = "<!-- table: end -->"

  func write() throws {
    var text = try String(contentsOf: page, encoding: .utf8)
    guard let from = text.range(of: Self.begin), let to = text.range(of: Self.end),
      from.upperBound < to.lowerBound
    else { throw BenchmarkFailure("\(page.path): the marks around the table are missing") }
    text.replaceSubrange(from.upperBound..<to.lowerBound, with: "\n" + (try table()) + "\n")
    try text.write(to: page, atomically: true, encoding: .utf8)
  }

  private func table() throws -> String {
    let facts = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: meta))
    let judged = rows.filter { $0.goal != nil }
    let met = judged.filter { $0.pass == true }.count
    let short = judged.filter { $0.pass == false && ($0.ratio ?? 0) <= ($0.goal ?? 0) * Check.tolerance }
      .count
    func fact(_ name: String) -> String { facts[name] ?? "unknown" }
    var lines = [
      "\(fact("cpu")), \(fact("cores")) cores; \(fact("os")); \(fact("toolchain")); revision \(fact("revision")), seed "
        + "\(fact("seed")); load average \(fact("load_average_before")) before and \(fact("load_average_after")) after.",
      "",
      "\(met) of \(judged.count) goals met, \(short) within a quarter of theirs, \(judged.count - met - short) beyond.",
      "", "| row | map | measured | against | ratio | goal | |", "|---|---|---|---|---|---|---|",
    ]
    for row in judged {
      let verdict =
        row.pass == true
        ? "met" : (row.ratio ?? 0) <= (row.goal ?? 0) * Check.tolerance ? "short" : "**missed**"
      let measured =
        row.ns.map { Report.format($0) + " ns" } ?? row.bytesPerEntry.map { Report.format($0) + " bytes" }
        ?? ""
      lines.append(
        "| \(row.row) | \(row.map) | \(measured) | \(row.peer ?? "") | "
          + String(format: "%.2f | %.2f | ", row.ratio ?? 0, row.goal ?? 0) + verdict + " |")
    }
    return lines.joined(separator: "\n")
  }
}
