import Base

/// One message about an alert, for those who are told instead of asking: that it began, worsened, or is over.
package struct AlertNotice: Equatable, Sendable {
  /// The name and version of its schema; members are added, never renamed.
  package static let schema = "hashmap.alert.v1"

  /// What became of the alert.
  package enum Reason: String, CaseIterable, Sendable {
    /// Its value has reached the threshold.
    case reached
    /// It was a warning and is critical now.
    case worsened
    /// Its value has fallen below the end.
    case fell
    /// The run is over, and nothing is guarded any more.
    case runEnded = "run_ended"
  }

  /// The run.
  package let runID: String
  /// The frame that tells.
  package let frame: UInt64
  /// Seconds from the start of the run to that frame.
  package let seconds: Double
  /// What became of it.
  package let reason: Reason
  /// The alert as that frame has it; one that is over as the last frame had it that showed it.
  package let alert: Alert

  /// Whether the alert holds now.
  package var isRaised: Bool { reason == .reached || reason == .worsened }

  /// The notice as an object; `generatedAt` is seconds since 1970.
  package func json(generatedAt: Double) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", Self.schema)
    json.field("generated_at", generatedAt)
    json.field("id", "\(runID):\(frame):\(alert.metric)")
    json.field("state", isRaised ? "raised" : "cleared")
    json.field("reason", reason.rawValue)
    json.field("run_id", runID)
    json.field("frame", frame)
    json.field("t", seconds)
    json.key("alert")
    alert.render(into: &json)
    json.endObject()
    return json.bytes
  }

  /// The members of a notice.
  package static let fields = [
    TickField("schema", .constant(schema), .required, "Name and version of this schema."),
    TickField(
      "generated_at", .number(from: 0, to: .infinity), .required, unit: "s", "When it was made, since 1970."),
    TickField(
      "id", .text, .required,
      "The same whenever this notice is sent again, and in no other: by it repeats are known."),
    TickField("state", .choice(["raised", "cleared"]), .required, "Whether the alert holds."),
    TickField(
      "reason", .choice(Reason.allCases.map(\.rawValue)), .required,
      "Raised because the threshold was `reached` or the alert has `worsened` to critical; cleared because the value `fell` or the run ended (`run_ended`)."
    ),
    TickField("run_id", .text, .required, "The run."),
    TickField("frame", .count, .required, "The frame that tells."),
    TickField(
      "t", .number(from: 0, to: .infinity), .required, unit: "s", "From the start of the run to that frame."),
    TickField(
      "alert", .object(TickFields.alert, isClosed: false), .required,
      "The alert as in a tick; a cleared one as the last tick had it that showed it."),
  ]

  /// JSON Schema (2020-12) of a notice, as pretty JSON with a final line feed.
  package static func schemaJSON() -> [UInt8] {
    var writer = JSONWriter(pretty: true)
    writer.beginObject()
    writer.field("$schema", "https://json-schema.org/draft/2020-12/schema")
    writer.field("$id", "\(schema).schema.json")
    writer.field("title", schema)
    writer.field("description", "The body of a request to watchdog.webhook_url: one notice about an alert.")
    MetricsSchema.renderObject(fields, isClosed: false, into: &writer)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}

/// Tells from the frames of runs, one after the other, which alerts began, worsened or ended.
package struct AlertWatch: Sendable {
  private var held: [Alert] = []
  private var last: (runID: String, frame: UInt64, seconds: Double)?

  /// One that has seen no frame.
  package init() {}

  /// What is new with this frame. A frame of another run, or with the event that ends its run, ends what is held.
  package mutating func observe(_ frame: Frame) -> [AlertNotice] {
    var notices = last.map { $0.runID == frame.runID } == false ? end() : []
    func notice(_ reason: AlertNotice.Reason, _ alert: Alert) -> AlertNotice {
      AlertNotice(
        runID: frame.runID, frame: frame.frame, seconds: frame.seconds, reason: reason, alert: alert)
    }
    for alert in frame.alerts {
      let before = held.first { $0.metric == alert.metric }
      if before == nil {
        notices.append(notice(.reached, alert))
      } else if let before, before.severity != alert.severity,
        alert.severity == SeverityLabel.critical.rawValue
      {
        notices.append(notice(.worsened, alert))
      }
    }
    for alert in held where !frame.alerts.contains(where: { $0.metric == alert.metric }) {
      notices.append(notice(.fell, alert))
    }
    held = frame.alerts
    last = (frame.runID, frame.frame, frame.seconds)
    let ends: [TickEvent.Kind] = [.complete, .interrupted, .stopped, .error]
    if frame.events.contains(where: { ends.contains($0.kind) }) { notices += end() }
    return notices
  }

  /// The run is over: what was held ends with it.
  package mutating func end() -> [AlertNotice] {
    defer { (held, last) = ([], nil) }
    guard let last else { return [] }
    return held.map {
      AlertNotice(
        runID: last.runID, frame: last.frame, seconds: last.seconds, reason: .runEnded, alert: $0)
    }
  }
}
