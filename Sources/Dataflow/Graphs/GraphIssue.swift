/// One reason why a graph cannot run; each says what to do.
public enum GraphIssue: Equatable, Sendable {
  /// Two nodes have one name.
  case duplicateNode(String)
  /// A name is empty or contains a character that ids need: `.`, `>` or a blank.
  case badName(String)
  /// A node declares two ports of one name and direction.
  case duplicatePort(node: String, port: String)
  /// Two edges join the same ports.
  case duplicateEdge(String)
  /// A subgraph exposes two ports under one name.
  case duplicateExposure(String)
  /// An edge names a node that is not there.
  case unknownNode(String, nearest: String?)
  /// A change names an edge that is not there.
  case unknownEdge(String, nearest: String?)
  /// An edge names a port that its node does not have.
  case unknownPort(node: String, port: String, known: [String])
  /// The payload types at the ends of an edge differ.
  case typeMismatch(edge: String, expected: String, found: String)
  /// A capacity outside the allowed range.
  case badCapacity(edge: String, capacity: Int)
  /// An input nothing leads to.
  case unconnectedInput(String)
  /// An output that leads nowhere and is not optional.
  case unconnectedOutput(String)
  /// More than one edge into an input that takes one.
  case fanIn(port: String, edges: Int)
  /// Nodes in a ring of edges that all wait for room: it can come to a standstill.
  case blockingCycle([String])
  /// A node that no source, inlet or ticking node can ever reach.
  case unreachable(String)
  /// A node without inputs that neither produces nor ticks.
  case idleNode(String)
  /// The error policy buries messages, but the dead-letter port leads nowhere.
  case unconnectedDeadLetters(node: String)
  /// A setting outside its range.
  case badSetting(node: String, what: String, value: String, expected: String)
  /// There is no node at all.
  case empty
}

extension GraphIssue: CustomStringConvertible {
  /// One sentence for people, with the remedy.
  public var description: String {
    switch self {
    case .duplicateNode(let name): "two nodes are called \(name); give one another name"
    case .badName(let name): "\"\(name)\" cannot be a name: use letters, digits, - and _"
    case .duplicatePort(let node, let port): "node \(node) declares port \(port) twice"
    case .duplicateEdge(let id): "edge \(id) exists twice; remove one"
    case .duplicateExposure(let name): "two ports are exposed as \(name)"
    case .unknownNode(let name, let nearest):
      "there is no node \(name)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .unknownEdge(let id, let nearest):
      "there is no edge \(id)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .unknownPort(let node, let port, let known):
      "node \(node) has no port \(port); it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
    case .typeMismatch(let edge, let expected, let found):
      "edge \(edge) carries \(found) into a port for \(expected); put a map between them"
    case .badCapacity(let edge, let capacity):
      "edge \(edge): capacity \(capacity) is not in 1...\(AnyEdge.largestCapacity)"
    case .unconnectedInput(let port): "nothing leads to input \(port); connect an edge"
    case .unconnectedOutput(let port): "output \(port) leads nowhere; connect an edge or mark it optional"
    case .fanIn(let port, let edges):
      "input \(port) takes one edge, \(edges) lead to it; put a merger before it"
    case .blockingCycle(let names):
      "the cycle \(names.joined(separator: " -> ")) has only waiting edges and can come to a standstill; "
        + "give one of them another policy"
    case .unreachable(let name): "no source leads to node \(name)"
    case .idleNode(let name): "node \(name) has no input, produces nothing and never ticks"
    case .unconnectedDeadLetters(let node):
      "node \(node) buries failed messages, but its dead-letter port leads nowhere"
    case .badSetting(let node, let what, let value, let expected):
      "node \(node): \(what) \(value) is not \(expected)"
    case .empty: "the graph has no node"
    }
  }
}
