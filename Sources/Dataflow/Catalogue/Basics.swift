/// The nodes that most graphs begin with.
extension GraphBuilder {
  /// A source that emits a sequence's elements one after the other and ends with it.
  @inlinable
  public func source<S: Sequence>(
    _ name: String, _ elements: S, _ settings: NodeSettings = NodeSettings()
  ) -> Output<S.Element> where S.Element: Sendable {
    var iterator = elements.makeIterator()
    return source(name, settings) { _ in iterator.next().map { .next($0) } ?? .end }
  }

  /// A source that asks `next` whenever there is room.
  @inlinable
  public func source<Payload: Sendable>(
    _ name: String, _ settings: NodeSettings = NodeSettings(),
    next: @escaping (NodeContext) throws -> SourceStep<Payload>
  ) -> Output<Payload> {
    node(name, settings) { node in
      let out = node.output("out", Payload.self)
      node.source(out, next: next)
      return out
    }
  }

  /// Transforms every payload.
  @inlinable
  public func map<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(), _ transform: @escaping (In) throws -> Out
  ) -> Output<Out> {
    stage(name, upstream, settings, options) { payload, out, _ in try out.emit(transform(payload)) }
  }

  /// Passes on the payloads for which `isIncluded` holds.
  @inlinable
  public func filter<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Payload> = EdgeOptions(), _ isIncluded: @escaping (Payload) throws -> Bool
  ) -> Output<Payload> {
    stage(name, upstream, settings, options) { payload, out, _ in
      if try isIncluded(payload) { try out.emit(payload) }
    }
  }

  /// Emits every element of what `transform` makes of a payload, in order.
  @inlinable
  public func flatMap<In: Sendable, Elements: Sequence>(
    _ name: String, _ upstream: Output<In>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(), _ transform: @escaping (In) throws -> Elements
  ) -> Output<Elements.Element> where Elements.Element: Sendable {
    stage(name, upstream, settings, options) { payload, out, _ in
      for element in try transform(payload) { try out.emit(element) }
    }
  }

  /// Hands every payload to `body`.
  @inlinable
  public func sink<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Payload> = EdgeOptions(), _ body: @escaping (Payload) throws -> Void
  ) {
    node(name, settings) { node in
      let input = node.input("in", Payload.self) { payload, _ in try body(payload) }
      connect(upstream, to: input, options)
    }
  }

  /// A node with one input and one output whose handler is a closure.
  @inlinable
  public func stage<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(),
    _ handler: @escaping (In, Output<Out>, NodeContext) throws -> Void
  ) -> Output<Out> {
    node(name, settings) { node in
      let out = node.output("out", Out.self)
      let input = node.input("in", In.self) { [unowned(unsafe) out] payload, context in
        try handler(payload, out, context)
      }
      connect(upstream, to: input, options)
      return out
    }
  }
}
