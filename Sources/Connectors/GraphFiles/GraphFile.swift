import Base
import Dataflow
import Documents

/// A graph as a file describes it: read, checked against the table of node types, and ready to be built any number of
/// times.
///
/// TOML or, by the ending `.yaml` or `.yml`, YAML; both have the same structure. See `docs/graph_files.md`.
package struct GraphFile: Sendable {
  /// The most bytes a graph file may have.
  package static let largestSize = 1 << 20

  /// One `[[node]]`.
  package struct NodeEntry: Sendable {
    /// Its name.
    package let name: String
    /// Its type's name.
    package var type: String { kind.name }
    let kind: NodeType
    let options: NodeOptions
    let settings: NodeSettings
    let position: DocumentPosition

    /// The name of its own band.
    package var bandName: String { settings.band.name }

    /// What happens when it fails, as files say it.
    package var errorPolicy: String {
      switch settings.onError {
      case .continue: "continue"
      case .retry(let attempts, _): "retry, \(attempts) attempts"
      case .deadLetter: "dead_letter"
      case .stopGraph: "stop"
      }
    }
  }

  /// One `[[edge]]`.
  package struct EdgeEntry: Sendable {
    /// `node.port` it comes from.
    package let from: String
    /// `node.port` it leads to.
    package let to: String
    /// The policy as written.
    package let policyName: String
    let merge: Merge?
    let kind: OverflowKind
    /// How many messages may wait.
    package let capacity: Int
    let timeout: UInt64?
    let band: Band
    let drain: DrainRule
    let position: DocumentPosition
    let fromPosition: DocumentPosition
    let toPosition: DocumentPosition

    var id: String { "\(from)->\(to)" }

    /// The name of its band.
    package var bandName: String { band.name }
  }

  /// Where it was read from.
  package let path: String
  /// Its text.
  package let bytes: [UInt8]
  /// The graph's name: what the file says, else the file's own name.
  package internal(set) var name: String
  /// What the graph is for, where the file says so.
  package internal(set) var summary: String?
  /// Its nodes in the file's order.
  package internal(set) var nodes: [NodeEntry] = []
  /// Its edges in the file's order.
  package internal(set) var edges: [EdgeEntry] = []

  /// Reads a file.
  package static func read(path: String) throws(ConnectorError) -> GraphFile {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: largestSize)
    } catch {
      throw .system(error)
    }
    return try parse(bytes, path: path)
  }

  /// Reads a text; `path` decides the format and stands in messages. Throws every problem at once.
  package static func parse(_ bytes: [UInt8], path: String) throws(ConnectorError) -> GraphFile {
    var reader = GraphFileReader(path: path, bytes: bytes)
    let file = reader.read()
    if !reader.problems.isEmpty { throw .invalidGraphFile(reader.problems) }
    return file
  }

  /// The folder it stands in, from which relative paths of its nodes begin; empty for the working directory.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether a path's ending says YAML.
  static func isYAML(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  /// The type's name of every node, by the node's name.
  package var typeNames: [String: String] {
    var names: [String: String] = [:]
    for node in nodes { names[node.name] = node.type }
    return names
  }
}
