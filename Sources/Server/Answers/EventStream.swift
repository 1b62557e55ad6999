import Base
import Telemetry

/// `/api/stream`: the frames of a run as server-sent events, for one reader.
///
/// Every frame is an event `frame`; what it reports besides is repeated as `event` and, when an alert begins or changes
/// its severity, as `alert`. A `gap` tells which frames the reader missed, an `end` that the run is over. The id of all
/// of them is `run:frame`, with which a reader resumes.
package struct EventStream {
  private var severities: [String: String] = [:]

  /// The beginning of a stream.
  package init() {}

  /// The cursor that `Last-Event-ID` stands for; 0 for another run, or when it is no id.
  package static func cursor(_ lastEventID: String?, run: String) -> UInt64 {
    guard let id = lastEventID, let colon = id.lastIndex(of: ":"), id[..<colon] == run else { return 0 }
    return UInt64(id[id.index(after: colon)...]) ?? 0
  }

  /// The text of a slice; empty when there is nothing new.
  package mutating func text(_ slice: FrameSlice) -> [UInt8] {
    var text: [UInt8] = []
    if let gap = slice.gap {
      var json = JSONWriter()
      json.beginObject()
      json.field("from", gap.lowerBound)
      json.field("to", gap.upperBound)
      json.endObject()
      Self.append("gap", slice.runID, gap.upperBound, json.bytes[...], to: &text)
    }
    for published in slice.frames { append(published, to: &text) }
    if slice.isLast { Self.append("end", slice.runID, slice.next, Array("{}".utf8)[...], to: &text) }
    return text
  }

  private mutating func append(_ published: PublishedFrame, to text: inout [UInt8]) {
    let frame = published.frame
    Self.append("frame", frame.runID, frame.frame, published.json, to: &text)
    var json = JSONWriter()
    for event in frame.events {
      json.reset()
      event.render(into: &json)
      Self.append("event", frame.runID, frame.frame, json.bytes[...], to: &text)
    }
    for alert in frame.alerts where severities[alert.metric] != alert.severity {
      json.reset()
      alert.render(into: &json)
      Self.append("alert", frame.runID, frame.frame, json.bytes[...], to: &text)
    }
    severities = Dictionary(frame.alerts.map { ($0.metric, $0.severity) }) { first, _ in first }
  }

  private static func append(
    _ event: String, _ run: String, _ frame: UInt64, _ data: ArraySlice<UInt8>, to text: inout [UInt8]
  ) {
    // A run may come from a file: what would break a line has no place in an id.
    let run = run.unicodeScalars.filter { $0.value >= 0x20 }.map { String($0) }.joined()
    text += Array("event: \(event)\nid: \(run):\(frame)\ndata: ".utf8)
    text += data
    text += [0x0A, 0x0A]
  }
}
