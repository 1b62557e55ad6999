import Dataflow

/// All types that graph files can name.
package enum NodeTypes {
  /// In the order the documentation lists them.
  package static let all: [NodeType] =
    sources + transforms + flow + timed + stateful + sinks + files + web + faults

  /// The type with this name.
  package static func named(_ name: String) -> NodeType? { all.first { $0.name == name } }

  static let inPort = [NodeType.Port(name: "in", help: "what is worked on")]
  static let outPort = [NodeType.Port(name: "out", help: "the results")]
}

extension NodePlan {
  /// Adds a node that declares its own ports, with the port `dead` where its error policy needs one.
  func node(_ settings: NodeSettings? = nil, _ declare: (NodeDeclaration) -> Void) {
    builder.node(localName, settings ?? self.settings) { node in
      switch self.settings.onError {
      case .deadLetter, .retry:
        _ = node.deadLetters()
        node.convert("dead", from: DeadLetter.self, to: Value.self, Value.init)
      case .continue, .stopGraph: break
      }
      declare(node)
    }
  }

  /// Adds a node of the catalogue. Its handlers keep it alive; it must not rely on the hooks of its protocol.
  func add(_ entry: some Node, then adapt: (NodeDeclaration) -> Void = { _ in }) {
    node { node in
      entry.declare(node)
      adapt(node)
    }
  }

  /// Feeds what is random in the node: nodes of one graph draw different numbers.
  var seed: UInt64 { name.utf8.reduce(world.seed) { ($0 &* 0x100_0000_01B3) ^ UInt64($1) } }

  /// Adds a node with `in` and `out` whose handler is a closure.
  func stage(_ handler: @escaping (Value, Output<Value>, NodeContext) throws -> Void) {
    node { node in
      let out = node.output("out", Value.self)
      node.input("in", Value.self) { [unowned(unsafe) out] value, context in try handler(value, out, context)
      }
    }
  }

  /// Adds a node with `out` that is asked for the next value whenever there is room.
  func source(next: @escaping (NodeContext) throws -> SourceStep<Value>) {
    node { node in node.source(node.output("out", Value.self), next: next) }
  }

  /// The member of a value that a setting names; the value itself where it names none.
  func member(_ setting: String) -> @Sendable (Value) throws -> Value {
    guard let path = options.text(setting) else { return { $0 } }
    return { value in
      guard let member = value[path: path] else { throw ValueError("there is no member \(path)") }
      return member
    }
  }
}
