import Base

/// A node of the catalogue with one input, called `in`, and one main output, called `out`.
///
/// It declares its ports itself, so that it can be added by name (``GraphBuilder/add(_:_:_:)``) as well as chained.
public protocol Relay: Node {
  /// What comes in.
  associatedtype In: Sendable
  /// What goes out.
  associatedtype Out: Sendable
  /// Declares all ports and handlers; gives back the two main ports. Called once.
  func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>)
}

extension Relay {
  /// Declares all ports.
  @inlinable
  public func declare(_ node: NodeDeclaration) { _ = ports(node) }
}

extension GraphBuilder {
  /// Adds a relay behind an output.
  @inlinable
  public func place<R: Relay>(
    _ name: String, _ relay: R, after upstream: Output<R.In>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<R.In> = EdgeOptions()
  ) -> Output<R.Out> {
    node(name, settings) { node in
      let ports = relay.ports(node)
      connect(upstream, to: ports.in, options)
      return ports.out
    }
  }
}

extension NodeDeclaration {
  /// Notes an issue unless a setting lies in its range: a graph with it cannot be built.
  @usableFromInline
  func require<Value: Comparable>(_ what: String, _ value: Value?, in range: ClosedRange<Value>) {
    guard let value, !range.contains(value) else { return }
    issues.append(.badSetting(node: core.name, what: what, value: "\(value)", expected: "in \(range)"))
  }

  /// Declares the output for what the node itself could not do, unless there is one of that name already. Nobody needs to
  /// listen; commands and news of failures pass it by.
  @usableFromInline
  func letterBox(_ name: String) -> Output<DeadLetter> {
    if let known = core.deadLetters, known.name == name { return known }
    let output = optionalOutput(name, DeadLetter.self)
    output.takesDeadLetters = true
    return output
  }

  /// Declares an output that nobody needs to listen to, unless there is one of that name and type already.
  @usableFromInline
  func optionalOutput<Payload: Sendable>(_ name: String, _ type: Payload.Type) -> Output<Payload> {
    if let known = core.outputs.first(where: { $0.name == name }) as? Output<Payload> { return known }
    let output = self.output(name, type)
    output.isOptional = true
    return output
  }

  /// Says of an output by its name that nobody needs to listen to it.
  public func makeOptional(_ output: String) {
    core.outputs.first { $0.name == output }?.isOptional = true
  }

  /// What to do at the beginning of every slice in which the node may handle data, and when an input has ended.
  @usableFromInline
  func onSlice(_ body: @escaping (NodeContext) throws -> Void) { core.hooks.slice = body }

  /// What to do with news of a failure, instead of passing it on.
  public func onFailure(_ body: @escaping (Failure, NodeContext) throws -> Void) { core.hooks.failure = body }

  /// Asked when nothing can happen any more by itself: true when the node now has something to do.
  @usableFromInline
  func onStandstill(_ body: @escaping () -> Bool) {
    core.hooks.standstill = { [unowned(unsafe) core] in
      guard body() else { return false }
      core.signal(core.ownBand.load(ordering: .relaxed))
      return true
    }
  }

  /// Has the command `flush` call `body`; it and every other command then go on to every output.
  @usableFromInline
  func onFlush(_ body: @escaping (NodeContext) throws -> Void) {
    core.hooks.signal = { [unowned(unsafe) core] signal, context in
      if signal.name == "flush" { try body(context) }
      for output in core.outputs { output.send(signal) }
    }
  }
}

extension NodeContext {
  /// Counts an error that no message of this call caused, tells the observer, and stops the graph where the node's
  /// policy says so.
  public func report(_ error: any Error) {
    core.call { _ in throw error }
  }
}

extension AnyInput {
  /// Whether nothing more can come and nothing waits.
  @usableFromInline final var hasEnded: Bool { isExhausted }

  /// Whether a message waits that may be taken.
  @usableFromInline final var isServable: Bool { hasData }

  /// Whether every edge that leads here is closed.
  @usableFromInline final var isClosed: Bool { anyEdges.allSatisfy(\.isClosed) }
}
