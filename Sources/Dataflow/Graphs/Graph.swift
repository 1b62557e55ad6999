/// A validated graph, ready to run once. Made by ``GraphBuilder/build()``; only a valid one comes to exist.
public final class Graph {
  /// The graph's name.
  public let name: String
  let nodes: [NodeCore]
  let connections: [Connection]
  /// Nodes with producers before consumers; inside a cycle, as they were added.
  let order: [NodeCore]
  let exposures: [String: Exposure]
  /// How many nodes of each subgraph there are, by its path.
  let groups: [String]

  init(
    name: String, nodes: [NodeCore], connections: [Connection], order: [NodeCore],
    exposures: [String: Exposure],
    groups: [String]
  ) {
    self.name = name
    self.nodes = nodes
    self.connections = connections
    self.order = order
    self.exposures = exposures
    self.groups = groups
  }

  /// Gives the nodes their places in this graph; only while none of them runs.
  func number() {
    for (index, node) in nodes.enumerated() { node.index = index }
  }

  /// The names of its nodes, in the order they were added.
  public var nodeNames: [String] { nodes.map(\.name) }

  /// Its edges, in the order they were connected.
  public var edges: [AnyEdge] { connections.map(\.edge) }

  /// The edge with this id.
  public func edge(_ id: String) -> AnyEdge? { connections.first { $0.edge.id == id }?.edge }

  /// The names of its nodes, producers before consumers.
  public var topologicalOrder: [String] { order.map(\.name) }

  func node(_ name: String) throws(DataflowError) -> NodeCore {
    if let node = nodes.first(where: { $0.name == name }) { return node }
    throw .unknownNode(name, nearest: nearestName(to: name, among: nodeNames))
  }

  func connection(_ id: String) throws(DataflowError) -> Connection {
    if let known = connections.first(where: { $0.edge.id == id }) { return known }
    throw .unknownEdge(id, nearest: nearestName(to: id, among: connections.map(\.edge.id)))
  }
}

/// One edge and the ports it joins; without an output where messages come from outside the graph.
struct Connection {
  let edge: AnyEdge
  var output: AnyOutput?
  var input: AnyInput
}

/// A port of an inner node that its subgraph shows to the outside.
enum Exposure {
  case input(AnyInput)
  case output(AnyOutput)
}

/// The candidate closest to a mistyped name: at most a third of its letters differ.
func nearestName(to name: String, among candidates: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(Array(name.utf8), Array(candidate.utf8))
    if distance <= max(1, name.utf8.count / 3), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// Levenshtein's distance between two strings of bytes.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let cost = a[i] == b[j] ? diagonal : 1 + min(diagonal, row[j], row[j + 1])
      diagonal = row[j + 1]
      row[j + 1] = cost
    }
  }
  return row[b.count]
}
