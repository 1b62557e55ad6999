import Base
import Dataflow
import Documents

/// Graphs inside graphs.
extension GraphFileReader {
  /// The `[[graph]]` tables of a file, by name: graphs that its subgraphs are made of.
  mutating func graphs(_ fields: inout FieldReader) -> [String: DocumentTable] {
    var graphs: [String: DocumentTable] = [:]
    for table in tables("graph", &fields) {
      guard let value = table["name"], let name = value.string, !name.isEmpty else {
        fields.note("a graph needs name, a text", at: table["name"]?.position ?? table.position, key: "name")
        continue
      }
      if graphs.updateValue(table, forKey: name) != nil {
        fields.note("there is another graph \(name)", at: value.position, key: "name", hint: "rename one")
      }
    }
    return graphs
  }

  /// Lays out one `[[subgraph]]`: a graph of this file, or another file.
  mutating func readSubgraph(_ table: DocumentTable, _ scope: Scope, _ ends: inout Ends) {
    guard count(table.position, scope) else { return }
    var fields = FieldReader(table, file: scope.path, subject: "a subgraph")
    let name = fields.required("name")
    if let name { fields.subject = "subgraph \(name.text)" }
    let graph = fields.text("graph")
    let path = fields.text("file")
    if graph == nil, path == nil, fields.problems.isEmpty {
      fields.note(
        "\(fields.subject) needs graph or file", at: table.position,
        hint: "graph names a [[graph]] of this file, file another graph file")
    }
    if graph != nil, let path {
      fields.note(
        "\(fields.subject) has both graph and file", at: path.position, key: "file", hint: "remove one")
    }
    fields.finish()
    if let name {
      if !GraphBuilder.isName(name.text) {
        fields.note(
          "\"\(name.text)\" is no name of a subgraph", at: name.position, key: "name",
          hint: "names have no blank, dot, slash, quote or >")
      } else if ends.nodes.contains(name.text) || ends.subgraphs[name.text] != nil {
        fields.note(
          "there is another node or subgraph \(name.text)", at: name.position, key: "name", hint: "rename one"
        )
      }
    }
    guard let name, fields.problems.isEmpty else { return add(fields.problems) }
    let group = (scope.group.isEmpty ? "" : "\(scope.group)/") + name.text
    // Known even when it cannot be read, so that edges to it are not called wrong too.
    var shown: [GraphFile.Exposure]?
    if let graph {
      shown = readGraph(graph, group, scope, &fields)
    } else if let path {
      shown = readFile(path, group, scope, &fields)
    }
    add(fields.problems)
    guard let shown else { return }
    file.groups.append(group)
    ends.subgraphs[name.text] = shown
  }

  private mutating func readGraph(
    _ graph: (text: String, position: DocumentPosition), _ group: String, _ scope: Scope,
    _ fields: inout FieldReader
  ) -> [GraphFile.Exposure]? {
    guard let table = scope.graphs[graph.text] else {
      fields.unknown("graph", graph.text, at: graph.position, among: scope.graphs.keys.sorted())
      return nil
    }
    let key = "\(scope.path) \(graph.text)"
    guard mayNest(key, graph.position, scope, &fields) else { return nil }
    var inner = FieldReader(table, file: scope.path, subject: "graph \(graph.text)")
    _ = inner.take("name")
    _ = inner.text("summary")
    return readBody(
      &inner, Scope(path: scope.path, group: group, graphs: scope.graphs, around: scope.around + [key]))
  }

  private mutating func readFile(
    _ written: (text: String, position: DocumentPosition), _ group: String, _ scope: Scope,
    _ fields: inout FieldReader
  ) -> [GraphFile.Exposure]? {
    let path = GraphFile.resolve(written.text, in: GraphFile.folder(of: scope.path))
    guard mayNest(path, written.position, scope, &fields), let root = document(path, written, &fields) else {
      return nil
    }
    var inner = FieldReader(root, file: path, subject: "the graph")
    _ = inner.text("name")
    _ = inner.text("summary")
    let graphs = graphs(&inner)
    return readBody(
      &inner, Scope(path: path, group: group, graphs: graphs, around: scope.around + [path]))
  }

  /// Whether a graph may stand where it is named: not in itself, and not too deep.
  private func mayNest(
    _ key: String, _ position: DocumentPosition, _ scope: Scope, _ fields: inout FieldReader
  ) -> Bool {
    if scope.around.contains(key) {
      fields.note(
        "\(fields.subject) would hold itself", at: position, hint: "a graph cannot be a part of itself")
      return false
    }
    guard scope.around.count <= GraphFile.deepest else {
      fields.note("\(fields.subject) stands more than \(GraphFile.deepest) deep", at: position)
      return false
    }
    return true
  }

  /// An included file, read once however often it is named.
  private mutating func document(
    _ path: String, _ written: (text: String, position: DocumentPosition), _ fields: inout FieldReader
  ) -> DocumentTable? {
    if let known = documents[path] { return known }
    documents.updateValue(nil, forKey: path)
    guard file.includes.count < GraphFile.mostFiles else {
      fields.note("the graph includes more than \(GraphFile.mostFiles) files", at: written.position)
      return nil
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try load(path)
    } catch {
      fields.note("\(fields.subject): \(error.description)", at: written.position, key: "file")
      return nil
    }
    file.includes.append((path, bytes))
    do throws(DocumentError) {
      let root = try Self.document(bytes, path)
      documents.updateValue(root, forKey: path)
      return root
    } catch {
      add([error])
      return nil
    }
  }
}
