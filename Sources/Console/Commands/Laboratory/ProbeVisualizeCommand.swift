import Base
import HashMaps
import Laboratory

/// `probe-visualize`.
enum ProbeVisualizeCommand {
  static let operation = Flag<ProbeTrace.Operation?>.choice("operation", "OP", "What is traced.").with {
    $0.isRequired = true
  }.grouped(question)
  static let key = Flag<String>.required("key", "KEY", "The key.").grouped(question)
  static let value = Flag<String?>.optional("value", "VALUE", "The value of a put.").grouped(question)
  static let seed = Flag<[String]>.repeated(
    "seed", "KEY=VALUE", "Put this entry first, in the order given."
  ).grouped(scene)
  static let snapshot = Flag<String?>.optional(
    "snapshot", "FILE", kind: .file, "Trace in the map of this snapshot; --mode converts it first."
  ).grouped(scene)
  static let hashSeed = Flag<Int>.integer(
    "hash-seed", default: 1, "Seed of the hash; a snapshot keeps its own."
  ).grouped(scene)
  static let sideBySide = Flag<Bool>.toggle(
    "side-by-side", "Trace the same operation in every layout."
  ).grouped(scene)
  static let apply = Flag<Bool>.toggle(
    "apply", "Perform the operation afterwards and say what it did; no file is changed."
  ).grouped(results)
  static let exportJSON = Flag<String?>.optional(
    "export-json", "FILE", kind: .file, "Write the trace with its entries as JSON."
  ).grouped(results)
  static let exportSVG = Flag<String?>.optional(
    "export-svg", "FILE", kind: .file, "Write the trace as a picture."
  ).grouped(results)

  static let spec = CommandSpec(
    name: "probe-visualize",
    summary: "Show step by step where a map looks for a key: the exact steps of a get, put or del.",
    details: [
      """
      The steps are recorded by the code that serves every operation, not by a model of it; the map is not changed. \
      --mode chooses the layout, adaptive traces grouped (docs/probe_visualize.md).
      """
    ],
    flags: [
      operation.spec, key.spec, value.spec, seed.spec, snapshot.spec, hashSeed.spec, sideBySide.spec,
      MapFlags.tombstones.grouped(scene).spec, apply.spec, exportJSON.spec, exportSVG.spec,
    ],
    examples: [
      Example(
        purpose: "the steps of a look-up",
        line:
          "hashmap-cli --mode fast-lookup probe-visualize --operation get --key K1 --seed K1=V1 --seed A=alpha"
      ),
      Example(
        purpose: "the same key in every layout, as a picture",
        line:
          "hashmap-cli probe-visualize --operation put --key K1 --value V --side-by-side --export-svg probe.svg"
      ),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag is missing or wrong."),
      FailureNote(label: .invariant, meaning: "The snapshot is damaged or no snapshot."),
      FailureNote(label: .io, meaning: "The snapshot cannot be read, or a result cannot be written."),
    ]
  ) { arguments, session throws(Failure) in
    let probe = try ProbeRequest(arguments, session)
    for path in [probe.exportJSON, probe.exportSVG].compactMap({ $0 }) {
      try OutputFile.check(path, besides: nil)
    }
    var traces: [ProbeTrace] = []
    var applied: String?
    for layout in probe.layouts {
      let scene = try probe.scene(layout)
      traces.append(try Failure.wrapping { () throws(MapError) in try scene.trace(probe.question) })
      if arguments[apply] {
        applied = try Failure.wrapping { () throws(MapError) in try scene.apply(probe.question) }
      }
    }
    let answer = ProbeAnswer(request: probe, traces: traces, applied: applied)
    try Failure.wrapping { () throws(SystemError) in
      if let path = probe.exportJSON { try AtomicFileWriter.replace(path: path, with: answer.file) }
      if let path = probe.exportSVG {
        try AtomicFileWriter.replace(path: path, with: Array(ProbePicture(traces).svg.utf8))
      }
    }
    try session.succeed(text: answer.text) { json in answer.render(into: &json) }
  }

  private static let question = "Operation"
  private static let scene = "Map"
  private static let results = "Results"
}

/// A `probe-visualize` command line once checked.
struct ProbeRequest {
  let question: ProbeScene.Question
  let entries: [ProbeScene.Entry]
  let snapshot: String?
  let exportJSON: String?
  let exportSVG: String?
  /// The layouts that are traced; nil is the snapshot's own.
  let layouts: [Layout?]
  private let configuration: MapConfiguration

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    typealias Command = ProbeVisualizeCommand
    let operation = arguments[Command.operation] ?? .get
    let value = arguments[Command.value]
    if operation == .put, value == nil { throw .badInput("--operation put needs --value VALUE") }
    if operation != .put, value != nil {
      throw .badInput(
        "--value has no effect with --operation \(operation.name)", hint: "only put takes a value")
    }
    question = ProbeScene.Question(operation: operation, key: arguments[Command.key], value: value)
    entries = try Self.entries(arguments[Command.seed])
    snapshot = arguments[Command.snapshot]
    exportJSON = arguments[Command.exportJSON]
    exportSVG = arguments[Command.exportSVG]
    if let exportJSON, exportJSON == exportSVG || exportJSON == snapshot {
      throw .badInput("--export-json names a file twice", hint: "give each its own file")
    }
    let settings = try session.settings(arguments)
    var configuration = MapConfiguration(settings)
    configuration.isAdaptive = false
    configuration.seed = UInt64(arguments[Command.hashSeed])
    self.configuration = configuration
    let fixed = settings.mapMode.layout
    layouts =
      arguments[Command.sideBySide]
      ? Layout.allCases : [fixed ?? (arguments[Command.snapshot] == nil ? configuration.layout : nil)]
  }

  private static func entries(_ texts: [String]) throws(Failure) -> [ProbeScene.Entry] {
    var entries: [ProbeScene.Entry] = []
    for text in texts {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw .badInput("--seed: \"\(text)\" is not KEY=VALUE", hint: "such as --seed K1=V1")
      }
      entries.append(
        ProbeScene.Entry(key: String(text[..<equals]), value: String(text[text.index(after: equals)...])))
    }
    return entries
  }

  /// The map in one layout.
  func scene(_ layout: Layout?) throws(Failure) -> ProbeScene {
    if let snapshot {
      return try Failure.wrapping { () throws(ProbeSceneError) in
        try ProbeScene(snapshot: snapshot, layout: layout, entries: entries)
      }
    }
    var configuration = configuration
    if let layout { configuration.layout = layout }
    return try Failure.wrapping { () throws(MapError) in try ProbeScene(configuration, entries: entries) }
  }
}

/// Traces with what was asked, for every form of output.
struct ProbeAnswer {
  let request: ProbeRequest
  let traces: [ProbeTrace]
  let applied: String?

  /// The trace as a file: the envelope other views read.
  var file: [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    renderEnvelope(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  func render(into json: inout JSONWriter) {
    renderEnvelope(into: &json)
    json.field("snapshot", request.snapshot)
    json.field("applied", applied)
    json.field("export_json", request.exportJSON)
    json.field("export_svg", request.exportSVG)
  }

  private func renderEnvelope(into json: inout JSONWriter) {
    json.field("schema", "adhash.probe.v1")
    json.key("trace")
    traces[0].render(value: request.question.value, into: &json)
    json.array("seed_entries") { list in
      for entry in request.entries {
        list.beginObject()
        list.field("key", entry.key)
        list.field("value", entry.value)
        list.endObject()
      }
    }
    guard traces.count > 1 else { return }
    json.array("traces") { list in
      for trace in traces { trace.render(value: request.question.value, into: &list) }
    }
  }

  var text: String {
    var lines = traces.map(\.narration).joined(separator: [""]).map { $0 }
    if let applied { lines += ["applied: \(applied)"] }
    lines += [request.exportJSON, request.exportSVG].compactMap { $0 }.map { "wrote \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension ProbeTrace.Operation: FlagChoice {
  /// The word that workloads use.
  var name: String { self == .delete ? "del" : rawValue }

  var help: String { "" }
}

extension ProbeSceneError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .map(let error): error.failure
    case .unreadable(let detail): .io(detail)
    case .foreign(let detail): .badInput(detail)
    case .damaged(let detail): .invariant(detail)
    }
  }
}
