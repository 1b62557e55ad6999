import Base
import Connectors
import Dataflow

/// The report of `graph run` for people.
struct GraphRunReport {
  private static let shownValues = 20
  private let file: GraphFile
  private let outcome: GraphOutcome

  init(_ file: GraphFile, _ outcome: GraphOutcome) {
    self.file = file
    self.outcome = outcome
  }

  func text() -> String {
    let report = outcome.report
    var lines = [
      "\(file.name): \(report.outcome.rawValue) after \(Figures.grouped(report.steps)) \(report.steps == 1 ? "step" : "steps")",
      "",
    ]
    lines += nodes().lines()
    lines += [""] + edges().lines()
    for kept in outcome.received { lines += ["", "\(kept.node) received \(shown(kept.values))"] }
    if !report.leftovers.isEmpty { lines.append("") }
    for left in report.leftovers {
      lines.append("left on \(left.edge): \(left.queued) queued, \(left.waiting) waiting for room")
    }
    lines += ["", "digest \(outcome.digest), seed \(outcome.options.seed)"]
    return lines.map { $0 + "\n" }.joined()
  }

  private func nodes() -> TextTable {
    var table = TextTable("node", "type", ">in", ">out", ">errors")
    let types = file.typeNames
    for node in outcome.report.nodes {
      table.add(
        node.name, types[node.name] ?? "", grouped(node.handled), grouped(node.emitted), grouped(node.errors))
    }
    return table
  }

  private func edges() -> TextTable {
    var table = TextTable(
      "edge", ">offered", ">delivered", ">lost", ">merged", ">blocked", ">queued", ">deepest")
    for edge in outcome.report.edges {
      let counted = edge.statistics
      table.add(
        edge.id, grouped(counted.offered), grouped(counted.delivered),
        grouped(counted.dropped + counted.replaced + counted.rejected), grouped(counted.coalesced),
        grouped(counted.blocked), grouped(counted.queued), grouped(counted.maxDepth))
    }
    return table
  }

  private func shown(_ values: [Value]) -> String {
    if values.isEmpty { return "nothing" }
    let first = values.prefix(Self.shownValues).map(\.description).joined(separator: ", ")
    let rest = values.count - Self.shownValues
    return "\(grouped(values.count)): \(first)\(rest > 0 ? ", and \(rest) more" : "")"
  }

  private func grouped(_ number: some BinaryInteger) -> String { Figures.grouped(number) }
}
