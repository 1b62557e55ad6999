import Dataflow
import Documents

/// Reads a graph file and gathers every problem.
struct GraphFileReader {
  private let path: String
  private let bytes: [UInt8]
  private(set) var problems: [DocumentError] = []

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  mutating func read() -> GraphFile {
    var name = path.split(separator: "/").last.map(String.init) ?? "graph"
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
    var file = GraphFile(path: path, bytes: bytes, name: name)
    do throws(DocumentError) {
      guard let root = try document() else { return file }
      var fields = FieldReader(root, file: path, subject: "the graph")
      if let given = fields.text("name") { file.name = given.text }
      file.summary = fields.text("summary")?.text
      let nodes = tables("node", &fields)
      let edges = tables("edge", &fields)
      if nodes.isEmpty, fields.problems.isEmpty {
        fields.note("the graph has no node", at: root.position, hint: "begin with [[node]], or node: in YAML")
      }
      fields.finish()
      problems += fields.problems
      for table in nodes { readNode(table, into: &file) }
      for table in edges { readEdge(table, into: &file) }
      checkEnds(file, declared: nodes.compactMap { $0["name"]?.string })
    } catch {
      problems.append(error)
    }
    problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return file
  }

  private mutating func document() throws(DocumentError) -> DocumentTable? {
    guard GraphFile.isYAML(path) else { return try TOML.parse(bytes, file: path) }
    let value = try YAML.parse(bytes, file: path)
    if case .null(let position) = value { return DocumentTable(position: position) }
    if let table = value.table { return table }
    throw DocumentError(
      file: path, line: value.position.line, column: value.position.column,
      detail: "a graph file is a mapping with node and edge, not \(value.shown)")
  }

  private func tables(_ key: String, _ fields: inout FieldReader) -> [DocumentTable] {
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

  // MARK: Nodes

  private mutating func readNode(_ table: DocumentTable, into file: inout GraphFile) {
    var fields = FieldReader(table, file: path, subject: "a node")
    defer { problems += fields.problems }
    let name = fields.required("name")
    if let name { fields.subject = "node \(name.text)" }
    guard let typeName = fields.required("type") else { return }
    guard let type = NodeTypes.named(typeName.text) else {
      return fields.unknown("type", typeName.text, at: typeName.position, among: NodeTypes.all.map(\.name))
    }
    let options = NodeOptions(type, &fields)
    let settings = CommonSettings.read(&fields)
    fields.finish()
    guard let name else { return }
    file.nodes.append(
      GraphFile.NodeEntry(
        name: name.text, kind: type, options: options, settings: settings, position: table.position))
  }

  // MARK: Edges

  private mutating func readEdge(_ table: DocumentTable, into file: inout GraphFile) {
    var fields = FieldReader(table, file: path, subject: "an edge")
    defer { problems += fields.problems }
    let from = port("from", &fields)
    let to = port("to", &fields)
    if let from, let to { fields.subject = "edge \(from.text)->\(to.text)" }
    var capacity = 1024
    if case .integer(let given) = fields.plain("capacity", EdgeSettings.capacity) { capacity = given }
    let policy =
      fields.take("policy").flatMap { EdgeSettings.policy($0, &fields) }
      ?? EdgePolicy(name: "block", kind: .block)
    let timeout = EdgeSettings.nanoseconds(fields.plain("timeout_ms", EdgeSettings.timeout))
    if timeout != nil, policy.kind != .block, let place = table["timeout_ms"]?.position {
      fields.note(
        "timeout_ms of \(fields.subject) only applies to policy block", at: place, key: "timeout_ms",
        hint: "remove it, or the policy")
    }
    let band = fields.plain("band", CommonSettings.band)
    let drain = fields.plain("drain", EdgeSettings.drain)
    fields.finish()
    guard let from, let to else { return }
    file.edges.append(
      GraphFile.EdgeEntry(
        from: from.text, to: to.text, policyName: policy.name, merge: policy.merge, kind: policy.kind,
        capacity: capacity, timeout: timeout, band: CommonSettings.band(band),
        drain: EdgeSettings.drain(drain), position: table.position, fromPosition: from.position,
        toPosition: to.position))
  }

  private func port(
    _ key: String, _ fields: inout FieldReader
  ) -> (text: String, position: DocumentPosition)? {
    guard let found = fields.required(key) else { return nil }
    let parts = found.text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty { return found }
    let usual = key == "from" ? "out" : "in"
    fields.note(
      "\(key) of \(fields.subject) must be node.port, not \"\(found.text)\"", at: found.position, key: key,
      hint: "such as \"\(parts.first.map(String.init) ?? "node").\(usual)\"")
    return nil
  }

  private mutating func checkEnds(_ file: GraphFile, declared: [String]) {
    let known = Set(declared)
    for edge in file.edges {
      for (end, position) in [(edge.from, edge.fromPosition), (edge.to, edge.toPosition)] {
        let node = String(end.prefix { $0 != "." })
        if known.contains(node) { continue }
        problems.append(
          DocumentError(
            file: path, line: position.line, column: position.column, key: "edge",
            detail: "edge \(edge.id): there is no node \(node)",
            hint: Spelling.nearest(node, in: declared).map { "did you mean \($0)?" }))
      }
    }
  }
}
