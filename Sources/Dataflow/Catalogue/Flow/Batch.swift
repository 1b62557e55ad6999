/// Gathers payloads into batches: so many together, or all that came within a time.
///
/// Holds at most `count` payloads. A batch goes out when it is full, when its oldest payload has waited `within`
/// nanoseconds, on the command `flush`, and at the end. It carries the headers of its first payload.
public final class Batch<In: Sendable, Out: Sendable>: Relay {
  @usableFromInline let count: Int
  @usableFromInline let within: UInt64?
  @usableFromInline let make: ([In]) throws -> Out
  @exclusivity(unchecked) @usableFromInline var items: [In] = []
  @exclusivity(unchecked) @usableFromInline var headers = Headers()
  @exclusivity(unchecked) @usableFromInline var due: UInt64 = 0

  /// Batches of up to `count` payloads (1 to 1,048,576); `make` turns one into what is sent on.
  public init(count: Int, within nanoseconds: UInt64? = nil, make: @escaping ([In]) throws -> Out) {
    self.count = count
    within = nanoseconds
    self.make = make
  }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>) {
    node.require("count", count, in: 1...1 << 20)
    let out = node.output("out", Out.self)
    node.onTick { [self] context in
      // The request for this tick may have been an earlier batch's.
      if !items.isEmpty, due > context.now { return context.wake(at: due) }
      try send(out)
    }
    node.onEnd { [self] _ in try send(out) }
    node.onFlush { [self] _ in try send(out) }
    let input = node.input("in", In.self) { [self] payload, context in
      if items.isEmpty { begin(context) }
      items.append(payload)
      if items.count >= count { try send(out) }
    }
    return (input, out)
  }

  @usableFromInline
  func begin(_ context: NodeContext) {
    headers = context.headers
    guard let within else { return }
    due = context.now &+ within
    context.wake(at: due)
  }

  /// Sends what there is. When `make` throws, the batch is lost and its error is the node's.
  @usableFromInline
  func send(_ out: Output<Out>) throws {
    guard !items.isEmpty else { return }
    let batch = items
    items = []
    items.reserveCapacity(min(count, batch.count))
    try out.emit(make(batch), headers: headers)
  }
}

extension GraphBuilder {
  /// Gathers payloads into arrays: `count` together, or those that came within `nanoseconds` of the first.
  @inlinable
  public func batch<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, count: Int, within nanoseconds: UInt64? = nil,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<[Payload]> {
    place(
      name, Batch(count: count, within: nanoseconds) { $0 }, after: upstream, settings, options)
  }

  /// Sends on every element of what arrives, in order. What one payload brings that finds no room waits with the node,
  /// at most ``AnyOutput/emissionLimit`` elements.
  @inlinable
  public func unbatch<Elements: Sequence & Sendable>(
    _ name: String, _ upstream: Output<Elements>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Elements> = EdgeOptions()
  ) -> Output<Elements.Element> where Elements.Element: Sendable {
    stage(name, upstream, settings, options) { elements, out, _ in
      for element in elements { try out.emit(element) }
    }
  }
}
