import Dataflow
import Documents

/// Reads a graph file with everything it includes, and gathers every problem.
struct GraphFileReader {
  /// What is being read: which file, which subgraph, and what `[[graph]]` the file has to offer.
  struct Scope {
    let path: String
    /// The subgraph from the top; empty for the graph itself.
    let group: String
    /// Graphs of this file that its subgraphs may name.
    let graphs: [String: DocumentTable]
    /// The files and graphs around this one: none may stand in itself.
    let around: [String]
  }

  let path: String
  private let bytes: [UInt8]
  let load: GraphFile.Loader
  private(set) var problems: [DocumentError] = []
  var file: GraphFile
  /// Files read so far; nil where one could not be.
  var documents: [String: DocumentTable?] = [:]
  /// Nodes and subgraphs met so far.
  var expanded = 0

  init(path: String, bytes: [UInt8], load: @escaping GraphFile.Loader) {
    self.path = path
    self.bytes = bytes
    self.load = load
    var name = path.split(separator: "/").last.map(String.init) ?? "graph"
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    file = GraphFile(path: path, bytes: bytes, name: name)
  }

  mutating func read() -> GraphFile {
    do throws(DocumentError) {
      if let root = try Self.document(bytes, path) {
        var fields = FieldReader(root, file: path, subject: "the graph")
        if let given = fields.text("name") { file.name = given.text }
        file.summary = fields.text("summary")?.text
        let graphs = graphs(&fields)
        _ = readBody(&fields, Scope(path: path, group: "", graphs: graphs, around: [path]))
      }
    } catch {
      add([error])
    }
    // A graph that stands in several places has its faults in each of them.
    var seen = Set<String>()
    problems = problems.filter { seen.insert($0.description).inserted }
    problems.sort { a, b in
      if a.file != b.file { return a.file == path || (b.file != path && a.file < b.file) }
      return (a.line, a.column) < (b.line, b.column)
    }
    return file
  }

  mutating func add(_ found: [DocumentError]) { problems += found }

  static func document(_ bytes: [UInt8], _ path: String) throws(DocumentError) -> DocumentTable? {
    guard GraphFile.isYAML(path) else { return try TOML.parse(bytes, file: path) }
    let value = try YAML.parse(bytes, file: path)
    if case .null(let position) = value { return DocumentTable(position: position) }
    if let table = value.table { return table }
    throw DocumentError(
      file: path, line: value.position.line, column: value.position.column,
      detail: "a graph file is a mapping with node and edge, not \(value.shown)")
  }

  func tables(_ key: String, _ fields: inout FieldReader) -> [DocumentTable] {
    guard let value = fields.take(key) else { return [] }
    guard let elements = value.array else {
      fields.note(
        "\(key) must be a list of tables, not \(value.shown)", at: value.position, key: key,
        hint: "write [[\(key)]] with two brackets")
      return []
    }
    var tables: [DocumentTable] = []
    for element in elements {
      if let table = element.table {
        tables.append(table)
      } else {
        fields.note("a \(key) is a table, not \(element.shown)", at: element.position, key: key)
      }
    }
    return tables
  }

  /// The nodes, subgraphs, edges and shown ports of a graph; gives back the ports it shows.
  mutating func readBody(_ fields: inout FieldReader, _ scope: Scope) -> [GraphFile.Exposure] {
    let nodes = tables("node", &fields)
    let subgraphs = tables("subgraph", &fields)
    let edges = tables("edge", &fields)
    if nodes.isEmpty, subgraphs.isEmpty, fields.problems.isEmpty {
      fields.note(
        "\(fields.subject) has no node", at: fields.table.position,
        hint: "begin with [[node]], or node: in YAML")
    }
    let shown = shownPorts(&fields, scope)
    fields.finish()
    add(fields.problems)
    for table in nodes { readNode(table, scope) }
    var ends = Ends(nodes: nodes.compactMap { $0["name"]?.string })
    for table in subgraphs { readSubgraph(table, scope, &ends) }
    for table in edges { readEdge(table, scope, ends) }
    return shown.compactMap { resolve($0, scope, ends) }
  }

  // MARK: Nodes

  private mutating func readNode(_ table: DocumentTable, _ scope: Scope) {
    guard count(table.position, scope) else { return }
    var fields = FieldReader(table, file: scope.path, subject: "a node")
    defer { add(fields.problems) }
    let name = fields.required("name")
    if let name { fields.subject = "node \(name.text)" }
    guard let typeName = fields.required("type") else { return }
    guard let type = NodeTypes.named(typeName.text) else {
      return fields.unknown("type", typeName.text, at: typeName.position, among: NodeTypes.all.map(\.name))
    }
    let options = NodeOptions(type, &fields)
    let settings = CommonSettings.read(&fields)
    fields.finish()
    type.check?(options, &fields)
    guard let name else { return }
    file.nodes.append(
      GraphFile.NodeEntry(
        group: scope.group, localName: name.text, kind: type, options: options, settings: settings,
        place: GraphFile.Place(file: scope.path, position: table.position)))
  }

  /// Counts a node or a subgraph; false when there are too many.
  mutating func count(_ position: DocumentPosition, _ scope: Scope) -> Bool {
    expanded += 1
    guard expanded > GraphFile.mostNodes else { return true }
    if expanded == GraphFile.mostNodes + 1 {
      add([
        DocumentError(
          file: scope.path, line: position.line, column: position.column,
          detail: "the graph has more than \(GraphFile.mostNodes) nodes and subgraphs",
          hint: "subgraphs that hold subgraphs multiply")
      ])
    }
    return false
  }
}
