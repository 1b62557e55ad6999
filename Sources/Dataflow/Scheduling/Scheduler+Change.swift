import Base
import Synchronization

/// Changes to a graph that runs. All may be called from any thread; they take effect between two slices, at once when
/// nothing runs. What names a node or an edge that is not there throws before anything changes.
extension Scheduler {
  /// Stops handing data to a node; control messages still reach it.
  public func pause(_ node: String) throws(DataflowError) {
    let core = try known(node)
    perform("pause", node) { core.isPaused = true }
  }

  /// Lets a paused node go on.
  public func resume(_ node: String) throws(DataflowError) {
    let core = try known(node)
    perform("resume", node) { [self] in
      core.isPaused = false
      signalled(core, core.readyBand)
    }
  }

  /// Has a source that said it has nothing look again.
  public func wake(_ node: String) throws(DataflowError) {
    let core = try known(node)
    wake(core)
  }

  func wake(_ core: NodeCore) {
    core.isWokenFlag.store(true, ordering: .relaxed)
    mail.ring(core, core.ownBand.load(ordering: .relaxed))
  }

  /// The node of that name, in the graph as it stands or is about to.
  func known(_ node: String) throws(DataflowError) -> NodeCore {
    try planning.withLock { () throws(DataflowError) in try planned.node(node) }
  }

  func knownConnection(_ id: String) throws(DataflowError) -> Connection {
    try planning.withLock { () throws(DataflowError) in try planned.connection(id) }
  }

  /// Changes a node's own band.
  public func setBand(_ band: Band, ofNode node: String) throws(DataflowError) {
    let core = try known(node)
    perform("band \(band.name)", node) { core.ownBand.store(band.rawValue, ordering: .relaxed) }
  }

  /// Changes an edge's band.
  public func setBand(_ band: Band, ofEdge id: String) throws(DataflowError) {
    let edge = try knownConnection(id).edge
    perform("band \(band.name)", id) { edge.band = band }
  }

  /// Changes an edge's capacity. An edge with more in it than fits is full until it has drained; nothing is lost.
  public func setCapacity(_ capacity: Int, ofEdge id: String) throws(DataflowError) {
    let edge = try knownConnection(id).edge
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
    let known = try knownConnection(id)
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
    let core = try known(node)
    if nanoseconds == 0 { throw .badValue(what: "tick interval", value: "0", expected: "at least 1 ns") }
    perform("tick interval", node) { [self] in
      core.settings.tickInterval = nanoseconds
      core.nextTick = nanoseconds.map { executor.now &+ $0 } ?? .max
      deadlineChanged(core)
    }
  }

  /// Allows an input `count` more messages; an input without demand takes nothing. See ``limitDemand(of:)``.
  func addCredit(_ count: Int, to input: AnyInput) {
    mail.post { [self] in
      input.credit = input.credit > Int.max - count ? Int.max : input.credit + count
      signalled(input.core, input.core.readyBand)
    }
  }

  /// Changes the graph itself through the same builder and validation as at first: add, remove and swap nodes and edges.
  /// `edit` runs on the caller's thread against the graph as it stands; nothing changes when the result is not valid.
  /// Removed nodes are stopped, their queued messages dropped and counted; new ones are started.
  ///
  /// Changes build on one another in the order of the calls. Throws once the run is over.
  public func change(_ edit: (GraphBuilder) -> Void) throws(DataflowError) {
    try planning.withLock { () throws(DataflowError) in
      if state.rawValue >= State.stopping.rawValue { throw .notStartable(state: "\(state)") }
      let builder = GraphBuilder(editing: planned)
      edit(builder)
      let changed = try builder.freeze()
      planned = changed
      perform("graph", "") { [self] in install(changed) }
    }
  }

  private func perform(_ what: String, _ subject: String, _ body: @escaping () -> Void) {
    mail.post { [self] in
      body()
      note(.changed, node: subject, detail: what)
    }
  }
}
