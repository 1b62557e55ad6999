import Base
import HashMaps
import Laboratory

/// Traces with what was asked, for every form of output.
struct ProbeAnswer {
  /// One operation, and where every layout looks for its key.
  struct Scene {
    let question: ProbeScene.Question
    let traces: [ProbeTrace]
    /// What performing it did; nil where it was not performed.
    let applied: String?
  }

  let request: ProbeRequest
  /// A scene for each key.
  let scenes: [Scene]

  /// Traces what was asked; each operation is performed afterwards where that is wanted, so that the next one finds it done.
  init(_ request: ProbeRequest, performs: Bool) throws(Failure) {
    self.request = request
    var maps: [ProbeScene] = []
    for layout in request.layouts { maps.append(try request.scene(layout)) }
    var scenes: [Scene] = []
    for question in request.questions {
      scenes.append(
        try Failure.wrapping { () throws(MapError) in try Self.scene(question, maps, performs: performs) })
    }
    self.scenes = scenes
  }

  private static func scene(
    _ question: ProbeScene.Question, _ maps: [ProbeScene], performs: Bool
  ) throws(MapError) -> Scene {
    var traces: [ProbeTrace] = []
    var applied: String?
    for map in maps {
      traces.append(try map.trace(question))
      if performs { applied = try map.apply(question) }
    }
    return Scene(question: question, traces: traces, applied: applied)
  }

  /// All traces, key by key.
  var traces: [ProbeTrace] { scenes.flatMap(\.traces) }

  /// What performing the operations did, in their order.
  private var applied: String? {
    let texts = scenes.compactMap(\.applied)
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

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
    request.trace.renderMember(into: &json)
  }

  private func renderEnvelope(into json: inout JSONWriter) {
    json.field("schema", "adhash.probe.v1")
    json.key("trace")
    traces[0].render(value: request.questions[0].value, into: &json)
    json.array("seed_entries") { list in
      for entry in request.entries {
        list.beginObject()
        list.field("key", String(decoding: entry.key, as: UTF8.self))
        list.field("value", String(decoding: entry.value, as: UTF8.self))
        list.endObject()
      }
    }
    guard traces.count > 1 else { return }
    json.array("traces") { list in
      for trace in traces { trace.render(value: request.questions[0].value, into: &list) }
    }
  }

  var text: String {
    var lines: [String] = []
    for scene in scenes {
      for trace in scene.traces { lines += (lines.isEmpty ? [] : [""]) + trace.narration }
      if let applied = scene.applied { lines.append("applied: \(applied)") }
    }
    lines += [request.exportJSON, request.exportSVG].compactMap { $0 }.map { "wrote \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}
