import Dataflow
import Documents

/// From a file to a graph that can run.
extension GraphFile {
  /// Builds the graph anew; what the nodes share with their host goes through `world`. Throws every issue of the graph,
  /// each with its place in the file.
  package func build(in world: GraphWorld) throws(ConnectorError) -> Graph {
    let builder = GraphBuilder(name)
    for node in nodes {
      node.kind.make(
        NodePlan(
          builder: builder, name: node.name, options: node.options, settings: node.settings, world: world))
    }
    for edge in edges {
      builder.connect(from: edge.from, to: edge.to, carrying: Value.self, edge.edgeOptions)
    }
    if let name = world.realtimeNodes.first, let node = nodes.first(where: { $0.name == name }) {
      throw .invalidGraphFile([
        DocumentError(
          file: path, line: node.position.line, column: node.position.column,
          detail: "node \(name) waits for the world, which virtual time does not",
          hint: "run it with --realtime")
      ])
    }
    do throws(DataflowError) {
      return try builder.build()
    } catch {
      guard case .invalidGraph(let issues) = error else { throw .runtime(error) }
      var places = IssuePlaces(file: self)
      let problems = issues.map { places.locate($0) }
      throw .invalidGraphFile(problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
  }

  /// Checks everything about the graph without running it.
  package func validate() throws(ConnectorError) {
    _ = try build(in: GraphWorld(seed: 0, isRealtime: true))
  }
}

extension GraphFile.EdgeEntry {
  fileprivate var edgeOptions: EdgeOptions<Value> {
    let policy: OverflowPolicy<Value> =
      switch kind {
      case .block: .block
      case .dropNewest: .dropNewest
      case .dropOldest: .dropOldest
      case .latest: .latest
      case .fail: .fail
      case .coalesce: merge.map { .coalesce(merge: $0) } ?? .latest
      }
    return EdgeOptions(capacity: capacity, policy: policy, timeout: timeout, band: band, drain: drain)
  }
}

/// Finds the places in a file that issues of its graph are about.
private struct IssuePlaces {
  let file: GraphFile
  /// How many issues of the same words were placed already: the second one is about the second place.
  private var seen: [String: Int] = [:]

  init(file: GraphFile) { self.file = file }

  mutating func locate(_ issue: GraphIssue) -> DocumentError {
    let places = candidates(issue)
    let words = issue.description
    let turn = seen[words, default: 0]
    seen[words] = turn + 1
    let place = places.isEmpty ? nil : places[min(turn, places.count - 1)]
    // Issues say what to do behind a semicolon.
    let parts = words.split(separator: ";", maxSplits: 1)
    return DocumentError(
      file: file.path, line: place?.line ?? 0, column: place?.column ?? 0, detail: String(parts.first ?? ""),
      hint: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : nil)
  }

  private func candidates(_ issue: GraphIssue) -> [DocumentPosition] {
    switch issue {
    case .duplicateNode(let name): Array(nodes(name).dropFirst())
    case .badName(let name), .unknownNode(let name, _), .unreachable(let name), .idleNode(let name):
      nodes(name)
    case .duplicatePort(let node, _), .unconnectedDeadLetters(let node), .badSetting(let node, _, _, _):
      nodes(node)
    case .duplicateEdge(let id): Array(edges(id).dropFirst())
    case .typeMismatch(let id, _, _), .badCapacity(let id, _), .unknownEdge(let id, _): edges(id)
    case .unknownPort(let node, let port, _): ends("\(node).\(port)")
    case .unconnectedInput(let path), .unconnectedOutput(let path), .duplicateExposure(let path),
      .fanIn(let path, _):
      nodes(String(path.prefix { $0 != "." }))
    case .blockingCycle(let names): names.first.map(nodes) ?? []
    case .empty: []
    }
  }

  private func nodes(_ name: String) -> [DocumentPosition] {
    file.nodes.filter { $0.name == name }.map(\.position)
  }

  private func edges(_ id: String) -> [DocumentPosition] {
    file.edges.filter { $0.id == id }.map(\.position)
  }

  private func ends(_ path: String) -> [DocumentPosition] {
    file.edges.flatMap { edge in
      (edge.from == path ? [edge.fromPosition] : []) + (edge.to == path ? [edge.toPosition] : [])
    }
  }
}
