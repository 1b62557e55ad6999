/// Everything that can be wrong with a graph.
extension GraphBuilder {
  /// All issues at once, in a fixed order; empty for a graph that can run.
  public func validate() -> [GraphIssue] {
    if nodes.isEmpty { return issues + [.empty] }
    return issues + settingIssues() + portIssues() + reachIssues(Arrows(connections)) + cycleIssues()
  }

  private func settingIssues() -> [GraphIssue] {
    var found: [GraphIssue] = []
    for node in nodes {
      func check(_ what: String, _ value: UInt64?, _ least: UInt64) {
        guard let value, value < least else { return }
        found.append(
          .badSetting(node: node.name, what: what, value: "\(value)", expected: "at least \(least)"))
      }
      check("tick interval", node.settings.tickInterval, 1)
      if let batch = node.settings.batch, batch < 1 {
        found.append(.badSetting(node: node.name, what: "batch", value: "\(batch)", expected: "at least 1"))
      }
      if case .retry(let attempts, _) = node.settings.onError, attempts < 1 {
        found.append(
          .badSetting(node: node.name, what: "attempts", value: "\(attempts)", expected: "at least 1"))
      }
    }
    return found
  }

  private func portIssues() -> [GraphIssue] {
    var found: [GraphIssue] = []
    let arrivals = Dictionary(grouping: connections) { ObjectIdentifier($0.input) }.mapValues(\.count)
    let departures = Set(connections.compactMap { $0.output.map(ObjectIdentifier.init) })
    for node in nodes {
      for input in node.inputs {
        let edges = arrivals[ObjectIdentifier(input)] ?? 0
        if edges == 0 { found.append(.unconnectedInput(input.path)) }
        if edges > 1, !input.allowsFanIn { found.append(.fanIn(port: input.path, edges: edges)) }
      }
      for output in node.outputs
      where !output.isOptional && !departures.contains(ObjectIdentifier(output)) {
        found.append(.unconnectedOutput(output.path))
      }
      if node.settings.onError == .deadLetter,
        !connections.contains(where: { $0.output?.core === node && $0.output?.isForDeadLetters == true })
      {
        found.append(.unconnectedDeadLetters(node: node.name))
      }
    }
    return found
  }

  /// Whether a node can act without being sent anything.
  private func isOrigin(_ node: NodeCore, _ doors: Set<ObjectIdentifier>) -> Bool {
    node.hooks.produce != nil || node.settings.tickInterval != nil
      || node.hooks.start != nil && node.owner == nil
      || doors.contains(ObjectIdentifier(node))
  }

  private func reachIssues(_ arrows: Arrows) -> [GraphIssue] {
    var found: [GraphIssue] = []
    let doors = Set(connections.filter { $0.output == nil }.map { ObjectIdentifier($0.input.core) })
    var frontier = nodes.filter { isOrigin($0, doors) }
    var reached = Set(frontier.map(ObjectIdentifier.init))
    while let node = frontier.popLast() {
      for next in arrows.successors(node) where reached.insert(ObjectIdentifier(next)).inserted {
        frontier.append(next)
      }
    }
    for node in nodes where !reached.contains(ObjectIdentifier(node)) {
      if node.inputs.isEmpty {
        // An object may produce from onStart or be woken from outside; a closure node without any hook cannot.
        if node.owner == nil { found.append(.idleNode(node.name)) }
      } else if arrows.hasPredecessors(node) {
        found.append(.unreachable(node.name))
      }
    }
    return found
  }

  /// Rings whose edges all wait.
  private func cycleIssues() -> [GraphIssue] {
    let waiting = Arrows(connections.filter { $0.edge.kind.waits })
    return waiting.rings(nodes).map { .blockingCycle($0.map(\.name)) }
  }

  /// Producers before consumers; edges that close a cycle are left out of account.
  func topologicalOrder() -> [NodeCore] {
    let arrows = Arrows(connections)
    let sources = nodes.reversed().filter(\.inputs.isEmpty)
    return arrows.postorder(sources + nodes).reversed()
  }
}
