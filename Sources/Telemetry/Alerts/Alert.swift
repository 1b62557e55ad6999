import Base

/// A guardrail that is reached.
package struct Alert: Equatable, Sendable {
  /// The rule, by the name of its metric.
  package let metric: String
  /// Its present value.
  package let value: Double
  /// The threshold it reached.
  package let threshold: Double
  /// The value below which it ends.
  package let clearsBelow: Double
  /// `warning` or `critical`.
  package let severity: String
  /// Seconds since the start of the run at which its value was first at the threshold.
  package let since: Double
  /// The layout in charge.
  package let backend: String
  /// A sentence for people.
  package let message: String

  /// An alert with its parts.
  package init(
    metric: String, value: Double, threshold: Double, clearsBelow: Double, severity: String, since: Double,
    backend: String, message: String
  ) {
    self.metric = metric
    self.value = value
    self.threshold = threshold
    self.clearsBelow = clearsBelow
    self.severity = severity
    self.since = since
    self.backend = backend
    self.message = message
  }

  /// Writes the alert as an object.
  package func render(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("metric", metric)
    writer.field("value", value)
    writer.field("threshold", threshold)
    writer.field("severity", severity)
    writer.field("backend", backend)
    writer.field("message", message)
    writer.field("clears_below", clearsBelow)
    writer.field("since", since)
    writer.endObject()
  }
}

/// A guardrail that began or ceased to be reached.
package enum AlertChange: Equatable, Sendable {
  /// It is reached now, or now at a higher severity.
  case rose(Alert)
  case cleared(metric: String)
}
