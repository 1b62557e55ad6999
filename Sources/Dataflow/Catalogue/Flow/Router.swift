import Synchronization

/// Sends each payload to one of several outputs, chosen by a function. Holds nothing.
public final class Router<Payload: Sendable>: Node, @unchecked Sendable {
  @usableFromInline let routes: [String]
  @usableFromInline let fallback: String?
  @usableFromInline let route: (Payload) throws -> String?
  @usableFromInline let lost = Atomic<UInt64>(0)

  /// A router with one output a route. What the function names that is no route, or nil, goes to the route `fallback`
  /// when there is one, and is counted as unroutable when there is none.
  public init(
    to routes: [String], default fallback: String? = nil, by route: @escaping (Payload) throws -> String?
  ) {
    self.routes = routes
    self.fallback = fallback
    self.route = route
  }

  /// Payloads that no output took; may be read from any thread.
  public var unroutable: UInt64 { lost.load(ordering: .relaxed) }

  /// Declares `in` and an output a route.
  @inlinable
  public func declare(_ node: NodeDeclaration) { _ = ports(node) }

  /// Declares all ports and gives them back, outputs by route.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: [String: Output<Payload>]) {
    var outputs: [String: Output<Payload>] = [:]
    for name in routes { outputs[name] = node.output(name, Payload.self) }
    if let fallback, outputs[fallback] == nil { outputs[fallback] = node.output(fallback, Payload.self) }
    let known = outputs
    let input = node.input("in", Payload.self) { [self] payload, context in
      if let name = try route(payload), let output = known[name] {
        try output.emit(payload)
      } else if let fallback, let output = known[fallback] {
        try output.emit(payload)
      } else {
        lost.add(1, ordering: .relaxed)
      }
    }
    return (input, known)
  }
}

/// Copies each payload to every branch whose filter lets it pass. Holds nothing; a branch without room parks the node,
/// and no branch gets a payload twice.
public final class Splitter<Payload: Sendable>: Node {
  @usableFromInline let branches: [(name: String, filter: ((Payload) throws -> Bool)?)]

  /// A splitter with one output a branch; a branch without a filter gets everything.
  public init(_ branches: [(name: String, filter: ((Payload) throws -> Bool)?)]) { self.branches = branches }

  /// Declares `in` and an output a branch.
  @inlinable
  public func declare(_ node: NodeDeclaration) { _ = ports(node) }

  /// Declares all ports and gives them back, outputs in the order of the branches. All filters are asked before
  /// anything is sent: when one throws, no branch has the payload, and a retry sends nothing twice.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: [Output<Payload>]) {
    let outputs = branches.map { node.output($0.name, Payload.self) }
    node.require("branches", branches.count, in: 1...64)
    let input = node.input("in", Payload.self) { [self] payload, _ in
      var chosen: UInt64 = 0
      for (position, branch) in branches.enumerated() where try branch.filter?(payload) ?? true {
        chosen |= 1 << UInt64(position)
      }
      for (position, output) in outputs.enumerated() where chosen & 1 << UInt64(position) != 0 {
        try output.emit(payload)
      }
    }
    return (input, outputs)
  }
}

extension GraphBuilder {
  /// Sends each payload to the output that `route` names. See ``Router``.
  @inlinable
  public func router<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, to routes: [String], default fallback: String? = nil,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions(),
    by route: @escaping (Payload) throws -> String?
  ) -> (out: [String: Output<Payload>], router: Router<Payload>) {
    let router = Router(to: routes, default: fallback, by: route)
    return node(name, settings) { node in
      let ports = router.ports(node)
      connect(upstream, to: ports.in, options)
      return (ports.out, router)
    }
  }

  /// Copies each payload to every branch whose filter lets it pass. See ``Splitter``.
  @inlinable
  public func splitter<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Payload> = EdgeOptions(),
    branches: [(name: String, filter: ((Payload) throws -> Bool)?)]
  ) -> [Output<Payload>] {
    let splitter = Splitter(branches)
    return node(name, settings) { node in
      let ports = splitter.ports(node)
      connect(upstream, to: ports.in, options)
      return ports.out
    }
  }
}
