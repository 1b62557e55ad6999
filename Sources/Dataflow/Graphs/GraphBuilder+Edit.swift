/// Editing a graph that stands: nodes and edges taken away or put in the place of others.
extension GraphBuilder {
  /// Takes a node and its edges away.
  public func remove(node name: String) {
    guard let node = nodes.first(where: { $0.name == name }) else {
      return issues.append(.unknownNode(name, nearest: nearestName(to: name, among: nodes.map(\.name))))
    }
    nodes.removeAll { $0 === node }
    connections.removeAll { $0.input.core === node || $0.output?.core === node }
    names.remove(name)
    edgeIDs = Set(connections.map(\.edge.id))
  }

  /// Takes an edge away.
  public func remove(edge id: String) {
    if !connections.contains(where: { $0.edge.id == id }) {
      issues.append(.unknownEdge(id, nearest: nearestName(to: id, among: connections.map(\.edge.id))))
    }
    connections.removeAll { $0.edge.id == id }
    edgeIDs.remove(id)
  }

  /// Puts another node in a node's place: same name, and ports of the same names and types take over the edges with
  /// what is queued in them.
  public func swap<R>(
    node name: String, _ settings: NodeSettings = NodeSettings(), declare: (NodeDeclaration) -> R
  ) -> R? {
    guard let position = nodes.firstIndex(where: { $0.name == name }) else {
      issues.append(.unknownNode(name, nearest: nearestName(to: name, among: nodes.map(\.name))))
      return nil
    }
    let old = nodes[position]
    let core = NodeCore(name: name, settings: settings)
    let declaration = NodeDeclaration(core)
    let result = declare(declaration)
    issues += declaration.issues
    nodes[position] = core
    for index in connections.indices {
      if connections[index].input.core === old { takeOver(index, input: core) }
      if connections[index].output?.core === old { takeOver(index, output: core) }
    }
    return result
  }

  private func takeOver(_ index: Int, input core: NodeCore) {
    let old = connections[index].input
    guard let new = core.inputs.first(where: { $0.name == old.name }) else {
      return issues.append(.unknownPort(node: core.name, port: old.name, known: core.inputs.map(\.name)))
    }
    guard new.payloadType == old.payloadType else {
      return issues.append(
        .typeMismatch(
          edge: connections[index].edge.id, expected: "\(new.payloadType)", found: "\(old.payloadType)"))
    }
    old.shareLock(with: new)
    connections[index].input = new
  }

  private func takeOver(_ index: Int, output core: NodeCore) {
    guard let old = connections[index].output else { return }
    guard let new = core.outputs.first(where: { $0.name == old.name }) else {
      return issues.append(.unknownPort(node: core.name, port: old.name, known: core.outputs.map(\.name)))
    }
    guard new.payloadType == old.payloadType else {
      return issues.append(
        .typeMismatch(
          edge: connections[index].edge.id, expected: "\(old.payloadType)", found: "\(new.payloadType)"))
    }
    guard new.fanOut == old.fanOut else {
      return issues.append(
        .badSetting(
          node: core.name, what: "fan-out of \(new.name)", value: "\(new.fanOut)",
          expected: "\(old.fanOut), as before"))
    }
    connections[index].output = new
  }
}
