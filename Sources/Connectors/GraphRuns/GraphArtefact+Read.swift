import Base
import Dataflow
import Documents

/// Reading an artefact back.
extension GraphArtefact {
  /// Reads an artefact that `graph run` wrote.
  package static func read(path: String) throws(ConnectorError) -> GraphArtefact {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: largestSize)
    } catch {
      throw .system(error)
    }
    do throws(DocumentError) {
      return try GraphArtefact(JSON.parse(bytes, file: path), file: path)
    } catch {
      throw .invalidArtefact(error)
    }
  }

  private init(_ document: DocumentValue, file: String) throws(DocumentError) {
    let root = ArtefactMember(document, "the artefact", file)
    guard try root["kind"].text() == "graph-artefact" else {
      throw root.refused("is none: its kind is another", hint: "graph run writes artefacts when a run fails")
    }
    let version = try root["schema_version"].integer()
    guard version == Self.schemaVersion else {
      throw root.refused("has schema version \(version); this program reads \(Self.schemaVersion)")
    }
    let graph = try root["graph"]
    path = try graph["path"].text()
    text = try graph["text"].text()
    guard try graph["digest"].text() == Self.digest(text) else {
      throw try graph["digest"].refused("is not that of graph.text", hint: "the artefact was changed by hand")
    }
    // Artefacts of earlier versions have none.
    var includes: [(path: String, text: String)] = []
    if graph.value.table?["includes"] != nil {
      for include in try graph["includes"].elements() {
        includes.append((try include["path"].text(), try include["text"].text()))
      }
    }
    self.includes = includes
    var options = GraphRunOptions(seed: UInt64(try root["seed"].integer()))
    let given = try root["options"]
    options.steps = try given["steps"].optionalInteger().map(UInt64.init)
    options.isRealtime = try given["realtime"].flag()
    options.fuzzes = try given["shuffle"].flag()
    options.batch = max(1, Int(try given["batch"].integer()))
    self.options = options
    outcome = try root["outcome"].text()
    error = try root["error"].text()
    let recorded = try root["schedule"]
    let nodes = try recorded["nodes"].elements()
    let times = try recorded["times_ns"].elements()
    guard nodes.count == times.count else {
      throw recorded.refused("has \(nodes.count) nodes and \(times.count) times")
    }
    var schedule = ScheduleRecord(seed: options.seed)
    schedule.isComplete = try recorded["complete"].flag()
    for (node, time) in zip(nodes, times) {
      schedule.picks.append(.init(node: Int(try node.integer()), time: UInt64(try time.integer())))
    }
    self.schedule = schedule
  }
}

/// One value of an artefact with its path, which every refusal names.
private struct ArtefactMember {
  let value: DocumentValue
  let path: String
  let file: String

  init(_ value: DocumentValue, _ path: String, _ file: String) {
    self.value = value
    self.path = path
    self.file = file
  }

  subscript(key: String) -> ArtefactMember {
    get throws(DocumentError) {
      guard let member = value.table?[key] else { throw refused("has no member \(key)") }
      return ArtefactMember(member, path == "the artefact" ? key : "\(path).\(key)", file)
    }
  }

  func text() throws(DocumentError) -> String {
    guard let text = value.string else { throw refused("must be a text, not \(value.shown)") }
    return text
  }

  /// A whole number of at least 0.
  func integer() throws(DocumentError) -> Int64 {
    guard let integer = value.integer, integer >= 0 else {
      throw refused("must be a whole number of at least 0, not \(value.shown)")
    }
    return integer
  }

  func optionalInteger() throws(DocumentError) -> Int64? {
    if case .null = value { return nil }
    return try integer()
  }

  func flag() throws(DocumentError) -> Bool {
    guard let flag = value.bool else { throw refused("must be true or false, not \(value.shown)") }
    return flag
  }

  func elements() throws(DocumentError) -> [ArtefactMember] {
    guard let elements = value.array else { throw refused("must be a list, not \(value.shown)") }
    return elements.map { ArtefactMember($0, path, file) }
  }

  func refused(_ detail: String, hint: String? = nil) -> DocumentError {
    DocumentError(
      file: file, line: value.position.line, column: value.position.column, key: path,
      detail: "\(path) \(detail)", hint: hint)
  }
}
