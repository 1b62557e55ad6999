import Base
import CXXHash
import Dataflow

/// What a run of a graph from a file came to.
package struct GraphOutcome: Sendable {
  /// What a sink kept.
  package struct Received: Equatable, Sendable {
    /// Its name.
    package let node: String
    /// What it took, in order.
    package let values: [Value]
  }

  /// The graph's name.
  package let graph: String
  /// How it was run.
  package let options: GraphRunOptions
  /// Counters, leftovers and the ending.
  package let report: RunReport
  /// What the sinks kept.
  package let received: [Received]
  /// The slices in their order.
  package let schedule: ScheduleRecord
  /// The latest events.
  package let events: [DataflowEvent]
  /// The nodes that were ready at the end, by band.
  package let ready: [(band: Band, nodes: [String])]
  /// Whether somebody asked the run to stop.
  package let wasInterrupted: Bool
  /// What the operating system refused a node, where that ended the run.
  let fault: ConnectorError?

  /// Whether the run ended as it should: complete, or cut where it was asked to be.
  package var isOK: Bool { report.error == nil }

  /// Why the run failed, if it did.
  package var failure: ConnectorError? {
    guard let error = report.error else { return nil }
    return fault ?? .runtime(error)
  }

  /// XXH3-128 of everything the run came to and of every slice in its order: equal digests, equal runs. 32 hexadecimal
  /// digits.
  package var digest: String {
    var json = JSONWriter()
    json.beginObject()
    writeResults(to: &json)
    json.endObject()
    var bytes = json.bytes
    bytes.reserveCapacity(bytes.count + schedule.picks.count * 12)
    for pick in schedule.picks {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: pick.node).littleEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: pick.time.littleEndian) { bytes.append(contentsOf: $0) }
    }
    let hash = XXH3_128bits(bytes, bytes.count)
    return hexadecimalDigits(hash.high64) + hexadecimalDigits(hash.low64)
  }

  /// Writes `steps`, `digest`, `nodes`, `edges`, `leftovers` and `shutdown` into the object that is open.
  package func write(to json: inout JSONWriter) {
    json.field("steps", report.steps)
    json.field("digest", digest)
    writeResults(to: &json)
  }

  private func writeResults(to json: inout JSONWriter) {
    json.object("nodes") { json in
      for node in report.nodes { write(node, to: &json) }
    }
    json.object("edges") { json in
      for edge in report.edges { write(edge, to: &json) }
    }
    json.array("leftovers") { json in
      for leftover in report.leftovers {
        json.beginObject()
        json.field("edge", leftover.edge)
        json.field("queued", leftover.queued)
        json.field("waiting", leftover.waiting)
        json.endObject()
      }
    }
    json.field("shutdown", report.outcome.rawValue)
  }

  private func write(_ node: RunReport.Node, to json: inout JSONWriter) {
    json.key(node.name)
    json.beginObject()
    json.field("in", node.handled)
    json.field("out", node.emitted)
    json.field("errors", node.errors)
    if let kept = received.first(where: { $0.node == node.name }) {
      json.array("received") { json in
        for value in kept.values { value.write(to: &json) }
      }
    }
    json.endObject()
  }

  private func write(_ edge: RunReport.Edge, to json: inout JSONWriter) {
    let counted = edge.statistics
    json.key(edge.id)
    json.beginObject()
    json.field("offered", counted.offered)
    json.field("delivered", counted.delivered)
    json.field("dropped", counted.dropped)
    json.field("replaced", counted.replaced)
    json.field("coalesced", counted.coalesced)
    json.field("rejected", counted.rejected)
    json.field("blocked", counted.blocked)
    json.field("queued", counted.queued)
    json.field("max_depth", counted.maxDepth)
    json.endObject()
  }
}
