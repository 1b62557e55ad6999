import Dataflow
import Documents

/// Edges, and the ports that subgraphs show.
extension GraphFileReader {
  /// What the ends of edges in one graph may name.
  struct Ends {
    /// Nodes by their local names.
    let nodes: [String]
    /// The ports of its subgraphs.
    var subgraphs: [String: [GraphFile.Exposure]] = [:]

    var names: [String] { nodes + subgraphs.keys.sorted() }
  }

  /// A `node.port` as written.
  struct WrittenPort {
    let text: String
    let place: GraphFile.Place

    var node: String { String(text.prefix { $0 != "." }) }
    var port: String { String(text.drop { $0 != "." }.dropFirst()) }
  }

  mutating func readEdge(_ table: DocumentTable, _ scope: Scope, _ ends: Ends) {
    var fields = FieldReader(table, file: scope.path, subject: "an edge")
    let from = port("from", &fields, scope)
    let to = port("to", &fields, scope)
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
    add(fields.problems)
    guard let from, let to else { return }
    let subject = fields.subject
    let source = inner(from, .output, subject, scope, ends)
    let target = inner(to, .input, subject, scope, ends)
    guard let source, let target else { return }
    file.edges.append(
      GraphFile.EdgeEntry(
        from: source.text, to: target.text, policyName: policy.name, merge: policy.merge, kind: policy.kind,
        capacity: capacity, timeout: timeout, band: CommonSettings.band(band),
        drain: EdgeSettings.drain(drain),
        place: GraphFile.Place(file: scope.path, position: table.position), fromPlace: source.place,
        toPlace: target.place))
  }

  private func port(_ key: String, _ fields: inout FieldReader, _ scope: Scope) -> WrittenPort? {
    guard let found = fields.required(key) else { return nil }
    return port(found, key, usual: key == "from" ? "out" : "in", &fields, scope)
  }

  private func port(
    _ found: (text: String, position: DocumentPosition), _ key: String, usual: String,
    _ fields: inout FieldReader, _ scope: Scope
  ) -> WrittenPort? {
    let parts = found.text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty {
      return WrittenPort(
        text: found.text, place: GraphFile.Place(file: scope.path, position: found.position))
    }
    fields.note(
      "\(key) of \(fields.subject) must be node.port, not \"\(found.text)\"", at: found.position, key: key,
      hint: "such as \"\(parts.first.map(String.init) ?? "node").\(usual)\"")
    return nil
  }

  /// The port of a node that a written port stands for, named from the top; nil, and a problem, when there is none.
  private mutating func inner(
    _ written: WrittenPort, _ side: GraphFile.Exposure.Side, _ subject: String, _ scope: Scope, _ ends: Ends
  ) -> WrittenPort? {
    let name = written.node
    if let shown = ends.subgraphs[name] {
      if let found = shown.first(where: { $0.name == written.port && $0.side == side }) {
        return WrittenPort(text: found.target, place: found.place)
      }
      let names = shown.filter { $0.side == side }.map(\.name)
      note(
        "\(subject): subgraph \(name) shows no \(side.rawValue) \(written.port)", at: written.place,
        hint: names.isEmpty
          ? "show one under \(side.rawValue)s of that graph" : "it has \(names.joined(separator: ", "))")
      return nil
    }
    if ends.nodes.contains(name) {
      return WrittenPort(
        text: (scope.group.isEmpty ? "" : "\(scope.group)/") + written.text, place: written.place)
    }
    note(
      "\(subject): there is no node \(name)", at: written.place,
      hint: Spelling.nearest(name, in: ends.names).map { "did you mean \($0)?" })
    return nil
  }

  mutating func note(_ detail: String, at place: GraphFile.Place, key: String = "edge", hint: String?) {
    add([
      DocumentError(
        file: place.file, line: place.position.line, column: place.position.column, key: key, detail: detail,
        hint: hint)
    ])
  }

  // MARK: Shown ports

  /// The tables `inputs` and `outputs` of a graph: names outside, and `node.port` inside.
  func shownPorts(
    _ fields: inout FieldReader, _ scope: Scope
  ) -> [(name: String, side: GraphFile.Exposure.Side, port: WrittenPort)] {
    var shown: [(name: String, side: GraphFile.Exposure.Side, port: WrittenPort)] = []
    for side in [GraphFile.Exposure.Side.input, .output] {
      let key = "\(side.rawValue)s"
      guard let value = fields.take(key) else { continue }
      guard let table = value.table else {
        let _: Never? = fields.wrong(
          key, value, "a table of names and ports, such as {\(side == .input ? "in" : "out") = \"node.port\"}"
        )
        continue
      }
      for member in table.members {
        guard let text = member.value.string else {
          let _: Never? = fields.wrong("\(key).\(member.key)", member.value, "a node.port")
          continue
        }
        if member.key.isEmpty || member.key.contains(".") {
          fields.note(
            "\(key) of \(fields.subject): \"\(member.key)\" is no name of a port", at: member.keyPosition,
            key: key, hint: "a name is not empty and has no dot")
        } else if let port = port(
          (text, member.value.position), "\(key).\(member.key)", usual: side == .input ? "in" : "out",
          &fields,
          scope)
        {
          shown.append((member.key, side, port))
        }
      }
    }
    return shown
  }

  mutating func resolve(
    _ shown: (name: String, side: GraphFile.Exposure.Side, port: WrittenPort), _ scope: Scope, _ ends: Ends
  ) -> GraphFile.Exposure? {
    guard
      let port = inner(shown.port, shown.side, "\(shown.side.rawValue)s.\(shown.name)", scope, ends)
    else { return nil }
    let exposure = GraphFile.Exposure(
      group: scope.group, name: shown.name, side: shown.side, target: port.text, place: port.place)
    if !scope.group.isEmpty { file.exposures.append(exposure) }
    return exposure
  }
}
