import Connectors

/// `docs/graph_files.md`: the format of graph files and everything they can name, in Markdown.
struct GraphFileReference {
  private let program: Program

  init(_ program: Program) {
    self.program = program
  }

  func markdown() -> String {
    var lines = GraphFileGuide.opening(program.name)
    lines += ["", "## Nodes", "", "Every node has these settings, and those of its type.", ""]
    lines += table(CommonSettings.reference)
    lines += ["", "## Edges", ""] + table(EdgeSettings.reference)
    lines += GraphFileGuide.policies + GraphFileGuide.subgraphs
    lines += ["", "## Types of nodes"]
    for group in NodeType.Group.allCases {
      let types = NodeTypes.all.filter { $0.group == group }
      if !types.isEmpty { lines += ["", "### \(group.rawValue)"] }
      for type in types { lines += section(type) }
    }
    lines += formulas("Functions of `map`", Formulas.mappings)
    lines += formulas("Predicates of `filter`", Formulas.predicates)
    lines += formulas("Expansions of `flat_map`", Formulas.expansions)
    lines += formulas("Merges of `coalesce`", Formulas.merges)
    lines += GraphFileGuide.running(program.name) + GraphFileGuide.measuring(program.name)
    lines += GraphFileGuide.web(program.name) + GraphFileGuide.examples(program.name)
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(
    _ rows: [(key: String, rule: String, fallback: String, help: String)]
  ) -> [String] {
    ["| key | allowed | default | |", "|---|---|---|---|"]
      + rows.map { "| `\($0.key)` | \($0.rule) | \($0.fallback) | \($0.help) |" }
  }

  private func section(_ type: NodeType) -> [String] {
    var lines = ["", "#### `\(type.name)`", "", type.help]
    let ports =
      type.inputs.map { "in `\($0.name)`: \($0.help)" } + type.outputs.map { "out `\($0.name)`: \($0.help)" }
    lines += ["", "Ports: \(ports.joined(separator: "; "))."]
    if type.settings.isEmpty { return lines }
    return lines + [""] + table(type.settings.map { ($0.name, $0.rule, fallback($0), $0.help) })
  }

  private func fallback(_ setting: NodeSetting) -> String {
    if setting.isRequired { return "required" }
    return setting.fallback?.shown ?? "none"
  }

  private func formulas<F>(_ title: String, _ formulas: [Formula<F>]) -> [String] {
    ["", "## \(title)", "", "| name | |", "|---|---|"] + formulas.map { "| `\($0.usage)` | \($0.help) |" }
  }
}
