/// Where a node says what ports it has and what it does.
public final class NodeDeclaration {
  @usableFromInline let core: NodeCore
  var issues: [GraphIssue] = []
  /// What keeps the node's own object alive.
  var owner: AnyObject?

  init(_ core: NodeCore) { self.core = core }

  /// The node's name.
  public var name: String { core.name }

  /// Declares an input and what to do with every payload that arrives there. `spec` is checked on every edge into it.
  @inlinable
  @discardableResult
  public func input<Payload: Sendable>(
    _ name: String, _ type: Payload.Type = Payload.self, spec: PortSpec<Payload>? = nil,
    onMessage: @escaping (Payload, NodeContext) throws -> Void
  ) -> Input<Payload> {
    let input = Input<Payload>(name, core, spec)
    let context = self.context
    // Made here, where the payload's type is known, so that the loop is specialised for it.
    let port = Unmanaged.passUnretained(input)
    input.drainBody = { limit in
      port._withUnsafeGuaranteedRef { $0.drain(limit, context, onMessage) }
    }
    add(input)
    return input
  }

  /// Declares an output.
  public func output<Payload: Sendable>(
    _ name: String, _ type: Payload.Type = Payload.self, fanOut: FanOut = .atomic
  ) -> Output<Payload> {
    let output = Output<Payload>(name, core, fanOut)
    if core.outputs.contains(where: { $0.name == name }) {
      issues.append(.duplicatePort(node: core.name, port: name))
    }
    core.outputs.append(output)
    return output
  }

  /// The output to which messages go that the node could not handle; sets the error policy to match unless it retries.
  public func deadLetters(_ name: String = "dead") -> Output<DeadLetter> {
    if case .retry = core.settings.onError {} else { core.settings.onError = .deadLetter }
    if let known = core.deadLetters, known.name == name { return known }
    let output = letterBox(name)
    core.deadLetters = output
    return output
  }

  /// Makes the node a source: `next` is called whenever the outputs have room, until it says that it is at its end.
  @inlinable
  public func source<Payload: Sendable>(
    _ output: Output<Payload>, next: @escaping (NodeContext) throws -> SourceStep<Payload>
  ) {
    let context = self.context
    let port = Unmanaged.passUnretained(output)
    setProduce { limit in port._withUnsafeGuaranteedRef { $0.produce(limit, context, next) } }
  }

  /// What to do with control messages. Without this they are passed on to every output.
  public func onSignal(_ body: @escaping (Signal, NodeContext) throws -> Void) { core.hooks.signal = body }

  /// What to do before the first message.
  public func onStart(_ body: @escaping (NodeContext) throws -> Void) { core.hooks.start = body }

  /// What to do at ticks.
  public func onTick(every nanoseconds: UInt64? = nil, _ body: @escaping (NodeContext) throws -> Void) {
    core.hooks.tick = body
    if let nanoseconds { core.settings.tickInterval = nanoseconds }
  }

  /// What to do after the last message, while outputs are open.
  public func onEnd(_ body: @escaping (NodeContext) throws -> Void) { core.hooks.end = body }

  /// What to do when the graph has stopped.
  public func onStop(_ body: @escaping (NodeContext) throws -> Void) { core.hooks.stop = body }

  @usableFromInline var context: NodeContext { core.context }

  @usableFromInline
  func add(_ input: AnyInput) {
    if core.inputs.contains(where: { $0.name == input.name }) {
      issues.append(.duplicatePort(node: core.name, port: input.name))
    }
    core.inputs.append(input)
  }

  @usableFromInline
  func setProduce(_ body: @escaping (Int) -> Int) { core.hooks.produce = body }
}

/// What a source has to say when asked for more.
public enum SourceStep<Payload> {
  /// Here is the next payload.
  case next(Payload)
  /// Nothing now: ask again after a tick, a wake-up or a signal.
  case idle
  /// Nothing ever again.
  case end
}
