/// Everything that can go wrong in a graph: what happened, where, and what to do.
public enum DataflowError: Error, Equatable, Sendable {
  /// A payload does not match the schema of the port it was sent to.
  case schemaMismatch(edge: String, port: String, expected: String, found: String)
  /// A message found an edge full whose policy is `fail`.
  case edgeOverflow(edge: String, capacity: Int)
  /// A merge of policy `coalesce` threw; the queued value is unharmed.
  case mergeFailed(edge: String, reason: String)
  /// A message waited on a full edge longer than its timeout.
  case waitTimedOut(edge: String, nanoseconds: UInt64)
  /// One call of a handler emitted more into blocked outputs than may wait.
  case emissionLimit(node: String, port: String, limit: Int)
  /// A handler threw, and its node's error policy is to stop the graph.
  case handlerFailed(node: String, reason: String)
  /// The graph cannot run: every issue that validation found.
  case invalidGraph([GraphIssue])
  /// A command names a node that does not exist; `nearest` is the closest name, where there is one.
  case unknownNode(String, nearest: String?)
  /// A command names an edge that does not exist.
  case unknownEdge(String, nearest: String?)
  /// A value outside its range, such as a capacity of zero.
  case badValue(what: String, value: String, expected: String)
  /// The scheduler runs already, or has run.
  case notStartable(state: String)
  /// Nothing can run, though messages wait: producers on these edges wait for one another.
  case deadlock(edges: [String])
  /// The host had fewer threads than workers were asked for; the run went on with those.
  case missingWorkers(wanted: Int, started: Int)
  /// A recorded schedule does not fit the graph it is replayed on.
  case replayDiverged(step: Int, expected: String, found: String)
}

extension DataflowError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .schemaMismatch(let edge, let port, let expected, let found):
      "edge \(edge): port \(port) expects \(expected), found \(found)"
    case .edgeOverflow(let edge, let capacity):
      "edge \(edge): full at capacity \(capacity) under policy fail"
    case .mergeFailed(let edge, let reason):
      "edge \(edge): the merge of policy coalesce failed: \(reason)"
    case .waitTimedOut(let edge, let nanoseconds):
      "edge \(edge): no room within \(nanoseconds / 1_000_000) ms"
    case .emissionLimit(let node, let port, let limit):
      "node \(node): more than \(limit) messages emitted into blocked port \(port) by one call of its handler"
    case .handlerFailed(let node, let reason):
      "node \(node): \(reason)"
    case .invalidGraph(let issues):
      "invalid graph: " + issues.map(\.description).joined(separator: "; ")
    case .unknownNode(let name, let nearest):
      "no node \(name)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .unknownEdge(let id, let nearest):
      "no edge \(id)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .badValue(let what, let value, let expected):
      "\(what): \(value) is not \(expected)"
    case .notStartable(let state):
      "the scheduler cannot start: it is \(state)"
    case .deadlock(let edges):
      "deadlock: every producer waits for room on \(edges.joined(separator: ", "))"
    case .missingWorkers(let wanted, let started):
      "\(wanted) workers were asked for, the system started \(started)"
    case .replayDiverged(let step, let expected, let found):
      "replay diverged at step \(step): expected \(expected), found \(found)"
    }
  }
}
