import Base

/// How one output serves several edges.
public enum FanOut: Sendable, Equatable {
  /// Every edge gets a message, or none does yet: one full edge holds all back, and nobody gets a message twice. The
  /// default.
  case atomic
  /// Every edge goes its own way: a full `block` edge keeps up to `backlog` messages waiting aside, further ones are
  /// dropped for that edge alone and counted there. Its siblings and the node never wait for it.
  case isolating(backlog: Int)
}

/// An output port seen without its payload's type.
public class AnyOutput {
  /// The most messages that one call of a handler may leave waiting at a blocked output.
  public static let emissionLimit = 1 << 16

  /// The port's name, unique among the node's outputs.
  public final let name: String
  /// The type of its payloads.
  public final let payloadType: any Any.Type
  /// How it serves several edges.
  public final let fanOut: FanOut
  /// Whether nobody needs to listen.
  @exclusivity(unchecked) public final var isOptional = false
  /// Whether only dead letters go here: commands and news of failures pass it by.
  @exclusivity(unchecked) final var takesDeadLetters = false
  @usableFromInline final unowned(unsafe) let core: NodeCore
  /// When the message that waits longest is given up; `.max` for never.
  @exclusivity(unchecked) final var blockedUntil = UInt64.max

  @usableFromInline
  init(_ name: String, _ core: NodeCore, _ type: any Any.Type, _ fanOut: FanOut) {
    self.name = name
    self.core = core
    self.fanOut = fanOut
    payloadType = type
  }

  /// `node.port`.
  public final var path: String { "\(core.name).\(name)" }

  /// The name of the node it belongs to.
  public final var node: String { core.name }

  /// Its edges, without their payload's type.
  @exclusivity(unchecked) final var anyEdges: ContiguousArray<AnyEdge> = []
  /// Messages that wait for room, in all its queues.
  var pending: Int { 0 }
  /// Whether the node stands still because of it.
  var holdsUp: Bool { false }
  /// Delivers what waits, as far as there is room.
  func flush() {}
  /// Gives up the message that has waited longest, on the edges that still have no room; returns those edges.
  func expire() -> [AnyEdge] { [] }
  /// Gives up everything that waits, counted as dropped.
  func abandon() {}
  /// Takes over what waits at the output that this one replaces: called before and after the edges change hands.
  func prepareHandover(to successor: AnyOutput) -> () -> Void { {} }
  func pass(_ failure: Failure) {}
  /// Sends a control message to every edge; it overtakes data.
  public func send(_ signal: Signal) {}
  func attach(_ edge: AnyEdge) {}
  func detach(_ edge: AnyEdge) {}
  /// Makes the edge to an input of the same payload type, with its default options; nil when the types differ.
  func makeEdge(to input: AnyInput, id: String) -> AnyEdge? { nil }

  /// The output that the node itself sends to, where this one stands for it with another type.
  @exclusivity(unchecked) final var origin: AnyOutput?

  /// Whether there were edges once and all are closed: nobody listens any more.
  final var isAbandoned: Bool {
    for edge in anyEdges where !edge.isClosed { return false }
    return !anyEdges.isEmpty
  }
}

/// Where messages of one type leave a node.
public final class Output<Payload: Sendable>: AnyOutput {
  @exclusivity(unchecked) @usableFromInline var edges: ContiguousArray<Edge<Payload>> = []
  /// The edge, when there is just one.
  @exclusivity(unchecked) @usableFromInline var only: Unmanaged<Edge<Payload>>?
  /// Messages that wait for room: one queue under `atomic`, one an edge under `isolating`.
  @exclusivity(unchecked) @usableFromInline var waiting: ContiguousArray<MessageQueue<Payload>> = []
  @exclusivity(unchecked) @usableFromInline var isBlocked = false
  /// Sends to the output that stands for this one.
  @exclusivity(unchecked) var conversion: ((Message<Payload>) throws(DataflowError) -> PutResult)?

  @usableFromInline
  init(_ name: String, _ core: NodeCore, _ fanOut: FanOut) {
    super.init(name, core, Payload.self, fanOut)
  }

  override var pending: Int { waiting.reduce(0) { $0 + $1.count } }

  override var holdsUp: Bool { isBlocked }

  var isIsolating: Bool { if case .isolating = fanOut { true } else { false } }

  /// Messages that wait for room on this edge.
  func waitingFor(_ edge: Edge<Payload>) -> Int { edge.waiting.load(ordering: .relaxed) }

  override func flush() { flushWaiting() }

  override func expire() -> [AnyEdge] { expireOldest() }

  override func abandon() { abandonWaiting() }

  override func prepareHandover(to successor: AnyOutput) -> () -> Void {
    guard let successor = successor as? Output<Payload> else { return {} }
    let taken = takeWaiting()
    return { successor.restoreWaiting(taken) }
  }

  override func pass(_ failure: Failure) {
    do throws(DataflowError) {
      try forward(Message(.error(failure), headers: headers()))
    } catch {
      core.noteError(error.description)
    }
  }

  /// Sends a control message to every edge; it overtakes data. An edge whose control lane is full refuses it, counted.
  public override func send(_ signal: Signal) {
    core.add(core.emitted)
    putControl(Message(.control(signal), headers: headers()))
  }

  override func attach(_ edge: AnyEdge) {
    guard let edge = edge as? Edge<Payload> else { return }
    edge.producer = core
    edges.append(edge)
    anyEdges.append(edge)
    // What waits here waits for every edge, the new one too.
    if !isIsolating { edge.waiting.store(waiting.first?.count ?? 0, ordering: .relaxed) }
    findOnly()
  }

  private func findOnly() {
    only = edges.count == 1 && !isIsolating ? Unmanaged.passUnretained(edges[0]) : nil
  }

  override func detach(_ edge: AnyEdge) {
    guard let position = edges.firstIndex(where: { $0 === edge }) else { return }
    let count = edge.waiting.exchange(0, ordering: .relaxed)
    if count > 0 { edge.rejectWaiting(count) }
    edges.remove(at: position)
    anyEdges.remove(at: position)
    edge.producer = nil
    findOnly()
    if isIsolating, position < waiting.count { waiting.remove(at: position) }
    if edges.isEmpty, isBlocked {
      waiting[0].removeAll()
      unblock()
    }
  }

  override func makeEdge(to input: AnyInput, id: String) -> AnyEdge? {
    input is Input<Payload> ? Edge<Payload>(id: id) : nil
  }

  /// Sends a payload on. It carries the trace of the message being handled, or begins a new one.
  ///
  /// When an edge has no room the message waits with the node: `.blocked` is a note, not a loss. Throws when an edge
  /// refuses the payload (schema, merge, overflow under `fail`), or when more waits than one call may leave behind.
  @inlinable
  @inline(__always)
  @discardableResult
  public func emit(_ payload: Payload) throws(DataflowError) -> PutResult {
    try forward(Message(payload, headers: headers()))
  }

  /// Sends a payload on under headers of its own: event times, versions, content types.
  @inlinable
  @discardableResult
  public func emit(_ payload: Payload, headers: Headers) throws(DataflowError) -> PutResult {
    try forward(Message(payload, headers: headers))
  }

  @inlinable
  @inline(__always)
  func headers() -> Headers {
    core.current.trace.low == 0 && core.current.trace.high == 0 ? core.freshHeaders() : core.current
  }

  /// Sends a whole message on.
  @inlinable
  @inline(__always)
  @discardableResult
  public func forward(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    core.add(core.emitted)
    // Unmanaged: taking a reference from the array would cost a retain and a release a message.
    if let only, !isBlocked, only._withUnsafeGuaranteedRef({ $0.spec == nil && $0.putStraight(message) }) {
      return .accepted
    }
    return try forwardSlowly(message)
  }

  /// Asks `next` for up to `limit` payloads and sends them on, while there is room.
  @inlinable
  func produce(
    _ limit: Int, _ context: NodeContext, _ next: (NodeContext) throws -> SourceStep<Payload>
  ) -> Int {
    let core = self.core
    var count = 0
    while count < limit, core.mayHandle {
      core.current = Headers()
      do {
        switch try next(context) {
        case .next(let payload):
          count &+= 1
          emitOwn(payload)
        case .idle:
          core.sourceIdles = true
          return count
        case .end:
          core.wantsEnd = true
        }
      } catch {
        core.failed(error, endsOtherwise: true)
      }
    }
    return count
  }

  /// Sends on what a source made. A payload that an edge refuses is an error of the node, not the source's end.
  @inlinable
  @inline(__always)
  func emitOwn(_ payload: Payload) {
    do throws(DataflowError) { try emit(payload) } catch { core.failed(error, endsOtherwise: false) }
  }
}
