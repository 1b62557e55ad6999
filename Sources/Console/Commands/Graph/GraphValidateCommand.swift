import Base
import Connectors
import Documents

/// `graph validate FILE`.
enum GraphValidateCommand {
  static let spec = CommandSpec(
    name: "graph validate",
    summary: "Check a graph file and list everything wrong with it.",
    details: [
      """
      Checks the text, every name and setting, and the graph itself: types of ports, capacities, ports that lead \
      nowhere, nodes nothing leads to, cycles that can come to a standstill. Nothing runs.
      """
    ],
    positionals: [GraphFlags.file],
    examples: [
      Example(purpose: "before a run", line: "hashmap-cli graph validate examples/log_pipeline.toml"),
      Example(
        purpose: "every problem, for an editor",
        line: "hashmap-cli --json graph validate pipeline.toml | jq '.problems[]'"),
    ],
    failures: GraphFlags.failures
  ) { arguments, session throws(Failure) in
    let path = arguments.words[0]
    let file: GraphFile
    do throws(ConnectorError) {
      file = try GraphFile.read(path: path)
      try file.validate()
    } catch {
      if case .invalidGraphFile(let problems) = error { try list(problems, path, session) }
      throw error.failure
    }
    let nodes = file.nodes.count
    let edges = file.edges.count
    let text =
      "\(path): \(Figures.counted(nodes, "node")), \(Figures.counted(edges, "edge")), valid\n"
    try session.succeed(text: text) { json in
      json.field("file", path)
      json.field("nodes", nodes)
      json.field("edges", edges)
      json.array("problems") { _ in }
    }
  }

  private static func list(_ problems: [DocumentError], _ path: String, _ session: Session) throws(Failure) {
    let lines = problems.map { "\($0)\($0.hint.map { "; \($0)" } ?? "")\n" }
    try session.conclude(isOK: false, text: lines.joined()) { json in
      json.field("file", path)
      json.array("problems") { json in
        for problem in problems {
          json.beginObject()
          json.field("line", problem.line)
          json.field("column", problem.column)
          json.field("key", problem.key)
          json.field("detail", problem.detail)
          json.field("hint", problem.hint)
          json.endObject()
        }
      }
    }
  }
}
