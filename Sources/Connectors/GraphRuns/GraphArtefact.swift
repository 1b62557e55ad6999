import Base
import CXXHash
import Dataflow
import Documents

/// What a failed run leaves behind: enough to see why it failed, and to have it fail again.
package struct GraphArtefact: Sendable {
  /// The version of the shape.
  package static let schemaVersion = 1
  /// The most bytes an artefact may have when it is read.
  package static let largestSize = 1 << 28

  /// The graph file's path, as the run named it.
  package let path: String
  /// Its text.
  package let text: String
  /// The files it includes: path and text.
  let includes: [(path: String, text: String)]
  /// How it was run.
  package let options: GraphRunOptions
  /// How it ended.
  package let outcome: String
  /// Why, in words.
  package let error: String
  /// The slices in their order.
  package let schedule: ScheduleRecord

  /// The graph described in it.
  package func file() throws(ConnectorError) -> GraphFile {
    try GraphFile.parse(Array(text.utf8), path: path) { (path) throws(SystemError) in
      guard let kept = includes.first(where: { $0.path == path }) else { return try GraphFile.load(path) }
      return Array(kept.text.utf8)
    }
  }

  /// Runs the graph again: same seed, same options, same slices in the same order, on a virtual clock.
  package func replay(isInterrupted: () -> Bool = { false }) throws(ConnectorError) -> GraphOutcome {
    var options = options
    options.isRealtime = false
    let run = try GraphRun(file(), options)
    if schedule.isComplete { try run.follow(schedule) }
    return run.run(isInterrupted: isInterrupted)
  }

  /// Whether a run failed as this one did.
  package func isReproduced(by other: GraphOutcome) -> Bool {
    other.report.outcome.rawValue == outcome && other.report.error?.description == error
  }

  /// XXH3-128 of a graph file's text, 32 hexadecimal digits.
  static func digest(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let hash = XXH3_128bits(bytes, bytes.count)
    return hexadecimalDigits(hash.high64) + hexadecimalDigits(hash.low64)
  }
}

extension GraphOutcome {
  /// Writes the artefact of a run that failed, whole or not at all.
  package func writeArtefact(of file: GraphFile, to path: String) throws(ConnectorError) {
    do throws(SystemError) {
      try AtomicFileWriter.replace(path: path, with: artefact(of: file))
    } catch {
      throw .system(error)
    }
  }

  private func artefact(of file: GraphFile) -> [UInt8] {
    let text = String(decoding: file.bytes, as: UTF8.self)
    var json = JSONWriter()
    json.beginObject()
    json.field("kind", "graph-artefact")
    json.field("schema_version", GraphArtefact.schemaVersion)
    json.object("graph") { json in
      json.field("name", graph)
      json.field("path", file.path)
      json.field("digest", GraphArtefact.digest(text))
      json.field("text", text)
      json.array("includes") { json in
        for include in file.includes {
          json.beginObject()
          json.field("path", include.path)
          json.field("text", String(decoding: include.bytes, as: UTF8.self))
          json.endObject()
        }
      }
    }
    json.field("seed", options.seed)
    json.object("options") { json in
      json.field("steps", options.steps)
      json.field("realtime", options.isRealtime)
      json.field("shuffle", options.fuzzes)
      json.field("batch", options.batch)
    }
    json.field("outcome", report.outcome.rawValue)
    json.field("error", report.error?.description)
    json.object("metrics") { json in write(to: &json) }
    json.object("ready") { json in
      for band in ready {
        json.key(band.band.name)
        json.beginArray()
        for node in band.nodes { json.string(node) }
        json.endArray()
      }
    }
    json.object("edge_depths") { json in
      for edge in report.edges {
        json.key(edge.id)
        json.integer(edge.statistics.queued)
      }
    }
    json.array("events") { json in
      for event in events {
        json.beginObject()
        json.field("time_ns", event.time)
        json.field("kind", event.kind.rawValue)
        json.field("subject", event.subject)
        json.field("detail", event.detail)
        json.endObject()
      }
    }
    writeSchedule(to: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private func writeSchedule(to json: inout JSONWriter) {
    json.object("schedule") { json in
      json.field("complete", schedule.isComplete)
      // Two lists rather than a list of pairs: a third of the text.
      json.array("nodes") { json in for pick in schedule.picks { json.integer(pick.node) } }
      json.array("times_ns") { json in for pick in schedule.picks { json.integer(pick.time) } }
    }
  }
}
