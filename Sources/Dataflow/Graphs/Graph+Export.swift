import Base

/// A graph as text for other programs. The same graph gives the same bytes.
extension Graph {
  /// The graph as DOT, for Graphviz: nodes as boxes, subgraphs as clusters, edges with what is not usual about them.
  /// `types` may say what kind of node each name is.
  public func dot(types: [String: String] = [:]) -> String {
    let drawing = GraphDrawing(self, types)
    var lines = ["digraph \(quoted(name)) {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    drawing.walk { depth, item in
      let indent = String(repeating: "  ", count: depth + 1)
      switch item {
      case .begin(let group):
        lines.append("\(indent)subgraph \(quoted("cluster_" + group)) {")
        lines.append("\(indent)  label=\(quoted(group));")
      case .end: lines.append("\(indent)}")
      case .node(let node):
        lines.append("\(indent)\(quoted(node.name)) [label=\(quoted(drawing.label(node)))];")
      }
    }
    for edge in drawing.edges {
      let label = edge.label.isEmpty ? "" : " [label=\(quoted(edge.label))]"
      lines.append("  \(quoted(edge.from)) -> \(quoted(edge.to))\(label);")
    }
    return (lines + ["}"]).map { $0 + "\n" }.joined()
  }

  /// The graph as a Mermaid flowchart, as Markdown pages show it.
  public func mermaid(types: [String: String] = [:]) -> String {
    let drawing = GraphDrawing(self, types)
    var places: [String: Int] = [:]
    for (place, node) in nodes.enumerated() { places[node.name] = place }
    var lines = ["flowchart LR"]
    drawing.walk { depth, item in
      let indent = String(repeating: "  ", count: depth + 1)
      switch item {
      case .begin(let group): lines.append("\(indent)subgraph \(escaped(group))")
      case .end: lines.append("\(indent)end")
      case .node(let node):
        lines.append("\(indent)n\(places[node.name] ?? 0)[\"\(escaped(drawing.label(node)))\"]")
      }
    }
    for edge in drawing.edges {
      let arrow = edge.label.isEmpty ? "-->" : "-->|\"\(escaped(edge.label))\"|"
      lines.append("  n\(places[edge.from] ?? 0) \(arrow) n\(places[edge.to] ?? 0)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The graph as one JSON object: `schema_version`, `name`, `nodes`, `edges`, and `order`, producers first.
  public func json(types: [String: String] = [:]) -> String {
    var json = JSONWriter()
    json.beginObject()
    write(to: &json, types: types)
    json.endObject()
    return json.text
  }

  /// Writes the members of ``json(types:)`` into the object that is open.
  package func write(to json: inout JSONWriter, types: [String: String] = [:]) {
    json.field("schema_version", Dataflow.schemaVersion)
    json.field("name", name)
    json.array("nodes") { json in
      for node in nodes {
        json.beginObject()
        json.field("name", node.name)
        json.field("type", types[node.name])
        json.field("band", node.settings.band.name)
        json.array("inputs") { json in for input in node.inputs { json.string(input.name) } }
        json.array("outputs") { json in for output in node.outputs { json.string(output.name) } }
        json.endObject()
      }
    }
    json.array("edges") { json in
      for connection in connections {
        let edge = connection.edge
        json.beginObject()
        json.field("id", edge.id)
        json.field("from", connection.output?.path)
        json.field("to", connection.input.path)
        json.field("capacity", edge.capacity)
        json.field("policy", edge.kind.rawValue)
        json.field("timeout_ms", edge.timeout.map { Double($0) / 1e6 })
        json.field("band", edge.band.name)
        json.field("drain", edge.drain.rawValue)
        json.endObject()
      }
    }
    json.array("order") { json in for name in topologicalOrder { json.string(name) } }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : "\($0)" }.joined() + "\""
  }

  private func escaped(_ text: String) -> String {
    text.map { $0 == "\"" ? "#quot;" : $0 == "\n" ? "<br/>" : "\($0)" }.joined()
  }
}

/// What both drawings of a graph have in common.
private struct GraphDrawing {
  enum Item {
    case begin(group: String)
    case end
    case node(NodeCore)
  }

  struct Line {
    let from: String
    let to: String
    let label: String
  }

  private let graph: Graph
  private let types: [String: String]

  init(_ graph: Graph, _ types: [String: String]) {
    self.graph = graph
    self.types = types
  }

  /// Name and type of a node, on two lines.
  func label(_ node: NodeCore) -> String { types[node.name].map { "\(node.name)\n\($0)" } ?? node.name }

  /// Edges between nodes; doors from outside are left out. Labels tell ports and limits that are not the usual ones.
  var edges: [Line] {
    graph.connections.compactMap { connection in
      guard let output = connection.output else { return nil }
      var words: [String] = []
      if output.name != "out" || connection.input.name != "in" {
        words.append("\(output.name) → \(connection.input.name)")
      }
      let edge = connection.edge
      if edge.kind != .block { words.append(edge.kind.rawValue) }
      if edge.capacity != EdgeOptions<Never>().capacity { words.append("\(edge.capacity)") }
      if edge.band != .normal { words.append(edge.band.name) }
      return Line(from: output.node, to: connection.input.node, label: words.joined(separator: ", "))
    }
  }

  /// Goes through subgraphs and nodes, outer ones first, each with its depth.
  func walk(_ body: (Int, Item) -> Void) { walk("", 0, body) }

  private func walk(_ group: String, _ depth: Int, _ body: (Int, Item) -> Void) {
    let prefix = group.isEmpty ? "" : group + "/"
    func isDirect(_ name: String) -> Bool {
      name.hasPrefix(prefix) && !name.dropFirst(prefix.count).contains("/") && name != group
    }
    for node in graph.nodes where isDirect(node.name) { body(depth, .node(node)) }
    for inner in graph.groups where isDirect(inner) {
      body(depth, .begin(group: inner))
      walk(inner, depth + 1, body)
      body(depth, .end)
    }
  }
}
