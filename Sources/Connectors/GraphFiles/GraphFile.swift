import Base
import Dataflow
import Documents

/// A graph as a file describes it: read, checked against the table of node types, and ready to be built any number of
/// times. Subgraphs are laid out: their nodes stand among the others under names that begin with the subgraph's.
///
/// TOML or, by the ending `.yaml` or `.yml`, YAML; both have the same structure. See `docs/graph_files.md`.
package struct GraphFile: Sendable {
  /// The most bytes a graph file may have.
  package static let largestSize = 1 << 20
  /// The most nodes and subgraphs that a file may come to, with everything it includes.
  package static let mostNodes = 1 << 14
  /// The most files that one may include.
  package static let mostFiles = 64
  /// How deep subgraphs may stand in one another.
  package static let deepest = 32

  /// Reads the bytes of an included file.
  package typealias Loader = (_ path: String) throws(SystemError) -> [UInt8]

  /// Where something stands, in this file or an included one.
  struct Place: Sendable {
    let file: String
    let position: DocumentPosition
  }

  /// One `[[node]]`.
  package struct NodeEntry: Sendable {
    /// Its name from the top: `outer/inner/node`.
    package var name: String { group.isEmpty ? localName : "\(group)/\(localName)" }
    /// Its type's name.
    package var type: String { kind.name }
    /// The subgraph it belongs to, from the top; empty for none.
    let group: String
    let localName: String
    let kind: NodeType
    let options: NodeOptions
    let settings: NodeSettings
    let place: Place

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
    /// `node.port` it comes from, whatever subgraph shows that port.
    package let from: String
    /// `node.port` it leads to, whatever subgraph shows that port.
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
    let place: Place
    /// Where its ends were written: for the port of a subgraph, where that port was shown.
    let fromPlace: Place
    let toPlace: Place

    var id: String { "\(from)->\(to)" }

    /// The name of its band.
    package var bandName: String { band.name }
  }

  /// A port that a subgraph shows.
  struct Exposure: Sendable {
    /// Which way messages go.
    enum Side: String { case input, output }

    /// The subgraph, from the top.
    let group: String
    /// The name outside.
    let name: String
    let side: Side
    /// `node.port` that it stands for.
    let target: String
    let place: Place
  }

  /// Where it was read from.
  package let path: String
  /// Its text.
  package let bytes: [UInt8]
  /// The files it includes, with their texts, in the order they were met.
  package internal(set) var includes: [(path: String, bytes: [UInt8])] = []
  /// The graph's name: what the file says, else the file's own name.
  package internal(set) var name: String
  /// What the graph is for, where the file says so.
  package internal(set) var summary: String?
  /// Its nodes in the file's order, those of subgraphs where the subgraph stands.
  package internal(set) var nodes: [NodeEntry] = []
  /// Its edges in the file's order, those of subgraphs before those around them.
  package internal(set) var edges: [EdgeEntry] = []
  /// Ports that subgraphs show, and that the file itself shows to those that include it.
  var exposures: [Exposure] = []
  /// Names of the subgraphs, from the top.
  package internal(set) var groups: [String] = []

  init(path: String, bytes: [UInt8], name: String) {
    self.path = path
    self.bytes = bytes
    self.name = name
  }

  /// Reads a file.
  package static func read(path: String) throws(ConnectorError) -> GraphFile {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try load(path)
    } catch {
      throw .system(error)
    }
    return try parse(bytes, path: path)
  }

  /// Reads a text; `path` decides the format and stands in messages, `load` brings the files it includes. Throws every
  /// problem at once.
  package static func parse(
    _ bytes: [UInt8], path: String, load: @escaping Loader = GraphFile.load
  ) throws(ConnectorError) -> GraphFile {
    var reader = GraphFileReader(path: path, bytes: bytes, load: load)
    let file = reader.read()
    if !reader.problems.isEmpty { throw .invalidGraphFile(reader.problems) }
    return file
  }

  /// Reads a file's bytes from the disk.
  package static func load(_ path: String) throws(SystemError) -> [UInt8] {
    try FileBytes.read(path: path, limit: largestSize)
  }

  /// The folder a file stands in, from which relative paths in it begin; empty for the working directory.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path written in a file, as the system knows it.
  static func resolve(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
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
