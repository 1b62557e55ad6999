/// A node with state of its own.
///
/// ``declare(_:)`` is called once, when the node is added to a graph: it declares ports and what to do with what
/// arrives. All handlers of one node run one at a time, never two together, though not always on the same thread.
public protocol Node: AnyObject {
  /// Declares the node's ports and handlers.
  func declare(_ node: NodeDeclaration)
  /// Before the first message of the graph. An error counts and is reported; the node runs all the same.
  func onStart(_ context: NodeContext) throws
  /// At the node's tick interval, and when asked for by `context.wake`.
  func onTick(_ context: NodeContext) throws
  /// After the last message, while outputs are still open: the place to emit what was gathered.
  func onEnd(_ context: NodeContext) throws
  /// When the graph has stopped, consumers before producers. Nothing can be emitted any more.
  func onStop(_ context: NodeContext) throws
}

extension Node {
  /// Does nothing.
  public func onStart(_ context: NodeContext) throws {}
  /// Does nothing.
  public func onTick(_ context: NodeContext) throws {}
  /// Does nothing.
  public func onEnd(_ context: NodeContext) throws {}
  /// Does nothing.
  public func onStop(_ context: NodeContext) throws {}
}

/// A node with one input, called `in`, and one output, called `out`.
public protocol Stage: Node {
  /// What comes in.
  associatedtype In: Sendable
  /// What goes out.
  associatedtype Out: Sendable
  /// Handles one payload; emits as many as it likes.
  func onMessage(_ payload: In, _ out: Output<Out>, _ context: NodeContext) throws
}

extension Stage {
  /// Declares `in` and `out`.
  @inlinable
  public func declare(_ node: NodeDeclaration) {
    let out = node.output("out", Out.self)
    node.input("in", In.self) { [unowned(unsafe) self] payload, context in
      try self.onMessage(payload, out, context)
    }
  }
}
