import Dataflow
import Documents

/// From a file to a graph that can run.
extension GraphFile {
  /// Builds the graph anew; what the nodes share with their host goes through `world`. Throws every issue of the graph,
  /// each with its place in the file.
  package func build(in world: GraphWorld) throws(ConnectorError) -> Graph {
    let builder = GraphBuilder(name)
    for node in nodes {
      builder.within(node.group) { builder in
        node.kind.make(
          NodePlan(
            builder: builder, localName: node.localName, name: node.name, options: node.options,
            settings: node.settings, folder: Self.folder(of: node.place.file), world: world))
      }
    }
    for exposure in exposures {
      builder.within(exposure.group) { builder in
        switch exposure.side {
        case .input: builder.expose(input: exposure.target, as: exposure.name)
        case .output: builder.expose(output: exposure.target, as: exposure.name)
        }
      }
    }
    for edge in edges {
      builder.connect(from: edge.from, to: edge.to, carrying: Value.self, edge.edgeOptions)
    }
    if let name = world.realtimeNodes.first, let node = nodes.first(where: { $0.name == name }) {
      throw .invalidGraphFile([
        DocumentError(
          file: node.place.file, line: node.place.position.line, column: node.place.position.column,
          detail: "node \(name) waits for the world, which virtual time does not",
          hint: "run it with --realtime")
      ])
    }
    do throws(DataflowError) {
      return try builder.build()
    } catch {
      guard case .invalidGraph(let issues) = error else { throw .runtime(error) }
      var places = IssuePlaces(file: self)
      // One wrong port of a subgraph is wrong for all who use it.
      var seen = Set<String>()
      let problems = issues.map { places.locate($0) }.filter { seen.insert($0.description).inserted }
      throw .invalidGraphFile(
        problems.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) })
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
      case .dropAll: .dropAll
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
      file: place?.file ?? file.path, line: place?.position.line ?? 0, column: place?.position.column ?? 0,
      detail: String(parts.first ?? ""),
      hint: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : nil)
  }

  private func candidates(_ issue: GraphIssue) -> [GraphFile.Place] {
    switch issue {
    case .duplicateNode(let name): Array(nodes(name).dropFirst())
    case .badName(let name): file.nodes.filter { $0.localName == name }.map(\.place)
    case .unknownNode(let name, _), .unreachable(let name), .idleNode(let name):
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

  private func nodes(_ name: String) -> [GraphFile.Place] {
    file.nodes.filter { $0.name == name }.map(\.place)
  }

  private func edges(_ id: String) -> [GraphFile.Place] {
    file.edges.filter { $0.id == id }.map(\.place)
  }

  private func ends(_ path: String) -> [GraphFile.Place] {
    file.exposures.filter { $0.target == path }.map(\.place)
      + file.edges.flatMap { edge in
        (edge.from == path ? [edge.fromPlace] : []) + (edge.to == path ? [edge.toPlace] : [])
      }
  }
}
