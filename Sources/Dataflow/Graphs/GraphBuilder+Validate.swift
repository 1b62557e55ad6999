/// Everything that can be wrong with a graph.
extension GraphBuilder {
  /// All issues at once, in a fixed order; empty for a graph that can run.
  public func validate() -> [GraphIssue] {
    if nodes.isEmpty { return issues + [.empty] }
    return issues + settingIssues() + portIssues() + reachIssues() + cycleIssues()
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
    for node in nodes {
      for input in node.inputs {
        let edges = connections.filter { $0.input === input }.count
        if edges == 0 { found.append(.unconnectedInput(input.path)) }
        if edges > 1, !input.allowsFanIn { found.append(.fanIn(port: input.path, edges: edges)) }
      }
      for output in node.outputs
      where !output.isOptional && !connections.contains(where: { $0.output === output }) {
        found.append(.unconnectedOutput(output.path))
      }
      if node.settings.onError == .deadLetter,
        !connections.contains(where: { $0.output != nil && $0.output === node.deadLetters })
      {
        found.append(.unconnectedDeadLetters(node: node.name))
      }
    }
    return found
  }

  /// Whether a node can act without being sent anything.
  private func isOrigin(_ node: NodeCore) -> Bool {
    node.hooks.produce != nil || node.settings.tickInterval != nil
      || node.hooks.start != nil && node.owner == nil
      || connections.contains { $0.output == nil && $0.input.core === node }
  }

  private func reachIssues() -> [GraphIssue] {
    var found: [GraphIssue] = []
    var reached = Set(nodes.filter(isOrigin).map(ObjectIdentifier.init))
    var frontier = nodes.filter(isOrigin)
    while let node = frontier.popLast() {
      for next in successors(node) where reached.insert(ObjectIdentifier(next)).inserted {
        frontier.append(next)
      }
    }
    for node in nodes where !reached.contains(ObjectIdentifier(node)) {
      if node.inputs.isEmpty {
        // An object may produce from onStart or be woken from outside; a closure node without any hook cannot.
        if node.owner == nil { found.append(.idleNode(node.name)) }
      } else if connections.contains(where: { $0.input.core === node }) {
        found.append(.unreachable(node.name))
      }
    }
    return found
  }

  func successors(_ node: NodeCore) -> [NodeCore] {
    connections.filter { $0.output?.core === node }.map(\.input.core)
  }

  /// Rings whose edges all wait: found by taking every other edge away and looking for what is still a cycle.
  private func cycleIssues() -> [GraphIssue] {
    var state: [ObjectIdentifier: Bool] = [:]
    var found: [GraphIssue] = []
    var trail: [NodeCore] = []
    func visit(_ node: NodeCore) {
      state[ObjectIdentifier(node)] = false
      trail.append(node)
      for connection in connections where connection.output?.core === node && connection.edge.kind.waits {
        let next = connection.input.core
        switch state[ObjectIdentifier(next)] {
        case nil: visit(next)
        case false?:
          let begin = trail.firstIndex { $0 === next } ?? 0
          found.append(.blockingCycle(trail[begin...].map(\.name) + [next.name]))
        case true?: break
        }
      }
      trail.removeLast()
      state[ObjectIdentifier(node)] = true
    }
    for node in nodes where state[ObjectIdentifier(node)] == nil { visit(node) }
    return found
  }

  /// Producers before consumers; edges that close a cycle are left out of account.
  func topologicalOrder() -> [NodeCore] {
    var seen = Set<ObjectIdentifier>()
    var reversed: [NodeCore] = []
    func visit(_ node: NodeCore) {
      guard seen.insert(ObjectIdentifier(node)).inserted else { return }
      for next in successors(node).reversed() { visit(next) }
      reversed.append(node)
    }
    for node in nodes.reversed() where node.inputs.isEmpty { visit(node) }
    for node in nodes where !seen.contains(ObjectIdentifier(node)) { visit(node) }
    return reversed.reversed()
  }
}
