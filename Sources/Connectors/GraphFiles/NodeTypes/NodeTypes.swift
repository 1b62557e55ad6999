import Dataflow

/// All types that graph files can name.
package enum NodeTypes {
  /// In the order the documentation lists them.
  package static let all: [NodeType] = sources + transforms + sinks + faults

  /// The type with this name.
  package static func named(_ name: String) -> NodeType? { all.first { $0.name == name } }

  static let inPort = [NodeType.Port(name: "in", help: "what is worked on")]
  static let outPort = [NodeType.Port(name: "out", help: "the results")]
}

extension NodePlan {
  /// Adds a node that declares its own ports.
  func node(_ settings: NodeSettings? = nil, _ declare: (NodeDeclaration) -> Void) {
    builder.node(name, settings ?? self.settings) { node in declare(node) }
  }

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
}
