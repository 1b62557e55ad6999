import Base

/// A recommendation as a frame shows it: what is advised, and whether the run does so.
package struct FramedRecommendation: Equatable, Sendable {
  /// How the run stands to it.
  package enum Stance: String, CaseIterable, Sendable {
    /// It does what is advised.
    case follows
    /// It does something else.
    case contradicts
    /// The advice says nothing that can be held against a run.
    case open
  }

  /// The command it comes from.
  package var source: String
  /// When it was made, where that is known.
  package var created: String?
  /// The run it was made from, where there is one.
  package var runID: String?
  /// What to do.
  package var summary: String
  /// Why.
  package var reason: String
  /// How far it is to be trusted: `high`, `moderate` or `low`.
  package var confidence: String
  /// How the run stands to it.
  package var stance = Stance.open
  /// What the run does otherwise; nil unless it contradicts.
  package var difference: String?
  /// Seconds until the breach that is forecast; nil where none is.
  package var dueSeconds: Double?

  /// A recommendation that was held against nothing yet; long texts are cut.
  package init(_ document: RecommendationDocument) {
    source = RunAdvice.clipped(document.source)
    created = document.created.map { RunAdvice.clipped($0) }
    runID = document.runID.map { RunAdvice.clipped($0) }
    summary = RunAdvice.clipped(document.summary)
    reason = RunAdvice.clipped(document.reason)
    confidence = document.confidence.rawValue
  }

  /// Writes it as an object.
  package func render(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("source", source)
    if let created { writer.field("created", created) }
    if let runID { writer.field("run_id", runID) }
    writer.field("summary", summary)
    writer.field("reason", reason)
    writer.field("confidence", confidence)
    writer.field("stance", stance.rawValue)
    if let difference { writer.field("difference", difference) }
    if let dueSeconds { writer.field("due_seconds", dueSeconds) }
    writer.endObject()
  }
}
