import Synchronization

/// Changes to a graph that runs. All may be called from any thread; they take effect between two slices, at once when
/// nothing runs. What names a node or an edge that is not there throws before anything changes.
extension Scheduler {
  /// Stops handing data to a node; control messages still reach it.
  public func pause(_ node: String) throws(DataflowError) {
    let core = try graph.node(node)
    perform("pause", node) { core.isPaused = true }
  }

  /// Lets a paused node go on.
  public func resume(_ node: String) throws(DataflowError) {
    let core = try graph.node(node)
    perform("resume", node) { [self] in
      core.isPaused = false
      signalled(core, core.readyBand)
    }
  }

  /// Has a source that said it has nothing look again.
  public func wake(_ node: String) throws(DataflowError) {
    let core = try graph.node(node)
    wake(core)
  }

  func wake(_ core: NodeCore) {
    core.isWokenFlag.store(true, ordering: .relaxed)
    signalledFromOutside(core, core.ownBand.load(ordering: .relaxed))
  }

  /// Changes a node's own band.
  public func setBand(_ band: Band, ofNode node: String) throws(DataflowError) {
    let core = try graph.node(node)
    perform("band \(band.name)", node) { core.ownBand.store(band.rawValue, ordering: .relaxed) }
  }

  /// Changes an edge's band.
  public func setBand(_ band: Band, ofEdge id: String) throws(DataflowError) {
    let edge = try graph.connection(id).edge
    perform("band \(band.name)", id) { edge.band = band }
  }

  /// Changes an edge's capacity. An edge with more in it than fits is full until it has drained; nothing is lost.
  public func setCapacity(_ capacity: Int, ofEdge id: String) throws(DataflowError) {
    let edge = try graph.connection(id).edge
    guard (1...AnyEdge.largestCapacity).contains(capacity) else {
      throw .badValue(
        what: "capacity of \(id)", value: "\(capacity)", expected: "in 1...\(AnyEdge.largestCapacity)")
    }
    perform("capacity \(capacity)", id) {
      edge.setCapacity(capacity)
      edge.producer?.signalRoom()
    }
  }

  /// Changes an edge's policy; it decides from the next message on. Throws when the edge carries another type.
  public func setPolicy<Payload: Sendable>(
    _ policy: OverflowPolicy<Payload>, ofEdge id: String
  ) throws(DataflowError) {
    let known = try graph.connection(id)
    guard let edge = known.edge as? Edge<Payload> else {
      throw .badValue(
        what: "policy of \(id)", value: "for \(Payload.self)", expected: "for \(known.input.payloadType)")
    }
    perform("policy \(policy.kind.rawValue)", id) {
      edge.setPolicy(policy)
      edge.producer?.signalRoom()
    }
  }

  /// Changes how often a node ticks; nil stops its ticks.
  public func setTickInterval(_ nanoseconds: UInt64?, ofNode node: String) throws(DataflowError) {
    let core = try graph.node(node)
    if nanoseconds == 0 { throw .badValue(what: "tick interval", value: "0", expected: "at least 1 ns") }
    perform("tick interval", node) { [self] in
      core.settings.tickInterval = nanoseconds
      core.nextTick = nanoseconds.map { executor.now &+ $0 } ?? .max
      deadlineChanged(core)
    }
  }

  /// Allows an input `count` more messages; an input without demand takes nothing. See ``AnyInput/limitDemand()``.
  package func addCredit(_ count: Int, to input: AnyInput) {
    mail.post { [self] in
      input.credit = input.credit > Int.max - count ? Int.max : input.credit + count
      signalled(input.core, input.core.readyBand)
    }
    executor.wake()
  }

  /// Changes the graph itself through the same builder and validation as at first: add, remove and swap nodes and edges.
  /// `edit` runs on the caller's thread against the graph as it stands; nothing changes when the result is not valid.
  /// Removed nodes are stopped, their queued messages dropped and counted; new ones are started.
  public func change(_ edit: (GraphBuilder) -> Void) throws(DataflowError) {
    let builder = GraphBuilder(editing: graph)
    edit(builder)
    let changed = try builder.freeze()
    perform("graph", "") { [self] in install(changed) }
  }

  private func perform(_ what: String, _ subject: String, _ body: @escaping () -> Void) {
    mail.post { [self] in
      body()
      note(.changed, node: subject, detail: what)
    }
    executor.wake()
  }

  /// Puts a changed graph in the place of the one that runs. Nothing else runs meanwhile.
  private func install(_ changed: Graph) {
    for connection in graph.connections {
      let kept = changed.connections.first { $0.edge === connection.edge }
      if kept?.output !== connection.output || kept == nil { connection.output?.detach(connection.edge) }
      if kept?.input !== connection.input || kept == nil { connection.input.detach(connection.edge) }
      if kept == nil {
        connection.edge.close()
        _ = connection.edge.discardQueued()
      }
    }
    let old = graph
    graph = changed
    for node in old.nodes where !changed.nodes.contains(where: { $0 === node }) { retire(node) }
    for connection in changed.connections {
      let before = old.connections.first { $0.edge === connection.edge }
      if before?.output !== connection.output || before == nil { connection.output?.attach(connection.edge) }
      if before?.input !== connection.input || before == nil { connection.input.attach(connection.edge) }
    }
    for node in changed.order {
      if node.phase == .created, state == .running || state == .draining {
        begin(node)
      } else {
        adopt(node)
        signalled(node, node.readyBand)
      }
    }
  }

  private func retire(_ node: NodeCore) {
    withQueues {
      ready.remove(node)
      deadlines.set(node, .max)
    }
    if node.phase == .running || node.phase == .ending {
      live -= 1
      if let hook = node.hooks.stop { node.call(hook) }
    }
    node.phase = .ended
  }
}

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
      issues.append(.unknownNode(id, nearest: nearestName(to: id, among: connections.map(\.edge.id))))
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
    connections[index].output = new
  }
}
