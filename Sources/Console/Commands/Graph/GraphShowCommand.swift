import Base
import Connectors
import Dataflow

/// `graph show FILE`.
enum GraphShowCommand {
  /// The forms a graph can be shown in.
  enum Format: String, FlagChoice {
    case text, dot, mermaid, json

    var help: String {
      switch self {
      case .text: "tables of nodes and edges"
      case .dot: "for Graphviz"
      case .mermaid: "for Markdown pages"
      case .json: "for programs"
      }
    }
  }

  static let format = Flag<Format>.choice("format", "FORMAT", default: .text, "The form to print.")

  static let spec = CommandSpec(
    name: "graph show",
    summary: "Print a graph from a file as text, DOT, Mermaid or JSON.",
    flags: [format.spec],
    positionals: [GraphFlags.file],
    examples: [
      Example(purpose: "read it", line: "hashmap-cli graph show examples/log_pipeline.toml"),
      Example(
        purpose: "draw it",
        line: "hashmap-cli graph show pipeline.toml --format dot | dot -Tsvg > pipeline.svg"),
    ],
    failures: GraphFlags.failures
  ) { arguments, session throws(Failure) in
    let file = try GraphFlags.read(arguments.words[0])
    let graph = try Failure.wrapping { () throws(ConnectorError) in
      try file.build(in: GraphWorld(seed: 0, isRealtime: true))
    }
    let types = file.typeNames
    let format = arguments[format]
    let text =
      switch format {
      case .text: text(file, graph)
      case .dot: graph.dot(types: types)
      case .mermaid: graph.mermaid(types: types)
      case .json: graph.json(types: types) + "\n"
      }
    try session.succeed(text: text) { json in
      json.field("format", format.rawValue)
      if format == .json {
        json.object("result") { json in graph.write(to: &json, types: types) }
      } else {
        json.field("result", text)
      }
    }
  }

  private static func text(_ file: GraphFile, _ graph: Graph) -> String {
    var nodes = TextTable("node", "type", "band", "on error")
    for node in file.nodes { nodes.add(node.name, node.type, node.bandName, node.errorPolicy) }
    var edges = TextTable("from", "to", ">capacity", "policy", "band")
    for edge in file.edges {
      edges.add(edge.from, edge.to, Figures.grouped(edge.capacity), edge.policyName, edge.bandName)
    }
    var lines = [file.name + (file.summary.map { ": \($0)" } ?? ""), ""]
    lines += nodes.lines() + [""]
    if !file.edges.isEmpty { lines += edges.lines() + [""] }
    lines.append("order \(graph.topologicalOrder.joined(separator: " "))")
    return lines.map { $0 + "\n" }.joined()
  }
}
