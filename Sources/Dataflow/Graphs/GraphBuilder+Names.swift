/// Building by name, for graphs that come from files.
extension GraphBuilder {
  /// The input at `node.port`, if it has that type. `node` may be a subgraph that exposes the port.
  public func input<Payload>(_ path: String, _ type: Payload.Type = Payload.self) -> Input<Payload>? {
    anyInput(path) as? Input<Payload>
  }

  /// The output at `node.port`, if it has that type.
  public func output<Payload>(_ path: String, _ type: Payload.Type = Payload.self) -> Output<Payload>? {
    anyOutput(path) as? Output<Payload>
  }

  /// Joins ports of payload `Payload` by their paths, `node.port` each. What does not fit becomes an issue of the
  /// graph: unknown nodes and ports, and ports of other types.
  public func connect<Payload: Sendable>(
    from source: String, to target: String, carrying type: Payload.Type, _ options: EdgeOptions<Payload>
  ) {
    let found = (find(source, anyOutput(source)), find(target, anyInput(target)))
    guard let from = found.0, let to = found.1 else { return }
    let id = "\(from.path)->\(to.path)"
    guard let output = from as? Output<Payload> else {
      return issues.append(
        .typeMismatch(edge: id, expected: "\(to.payloadType)", found: "\(from.payloadType)"))
    }
    guard let input = to as? Input<Payload> else {
      return issues.append(
        .typeMismatch(edge: id, expected: "\(to.payloadType)", found: "\(from.payloadType)"))
    }
    connect(output, to: input, options)
  }

  /// Joins two ports of whatever type they have, with default options.
  public func connect(_ output: AnyOutput, to input: AnyInput) {
    let id = "\(output.path)->\(input.path)"
    guard let edge = output.makeEdge(to: input, id: id) else {
      return issues.append(
        .typeMismatch(edge: id, expected: "\(input.payloadType)", found: "\(output.payloadType)"))
    }
    note(Connection(edge: edge, output: output, input: input))
  }

  /// Shows the input at a path as a port of the subgraph being built. An unknown path becomes an issue of the graph.
  public func expose(input path: String, as name: String) {
    if let input = find(path, anyInput(path)) { expose(input, as: name) }
  }

  /// Shows the output at a path as a port of the subgraph being built. An unknown path becomes an issue of the graph.
  public func expose(output path: String, as name: String) {
    if let output = find(path, anyOutput(path)) { expose(output, as: name) }
  }

  private func find<Port>(_ path: String, _ port: Port?) -> Port? {
    if let port { return port }
    let (node, name) = Self.split(path)
    guard let core = nodes.first(where: { $0.name == node }) else {
      let known = nodes.map(\.name) + groups
      issues.append(.unknownNode(node, nearest: nearestName(to: node, among: known)))
      return nil
    }
    let known = Port.self == AnyInput.self ? core.inputs.map(\.name) : core.outputs.map(\.name)
    issues.append(.unknownPort(node: node, port: name, known: known))
    return nil
  }

  private func anyInput(_ path: String) -> AnyInput? {
    if case .input(let input) = exposures[path] { return input }
    let (node, port) = Self.split(path)
    return nodes.first { $0.name == node }?.inputs.first { $0.name == port }
  }

  private func anyOutput(_ path: String) -> AnyOutput? {
    if case .output(let output) = exposures[path] { return output }
    let (node, port) = Self.split(path)
    return nodes.first { $0.name == node }?.outputs.first { $0.name == port }
  }

  /// `node.port` in its parts; without a dot, the port is called what ports are usually called: nothing.
  private static func split(_ path: String) -> (node: String, port: String) {
    guard let dot = path.lastIndex(of: ".") else { return (path, "") }
    return (String(path[..<dot]), String(path[path.index(after: dot)...]))
  }
}
