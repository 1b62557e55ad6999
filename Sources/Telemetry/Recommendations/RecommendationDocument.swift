import Base

/// What a study advises, in a form that every view can show: one file, one advice.
///
/// `profile`, `policy-lab` and `forecast` write it with `--recommendation-out`; the dashboard shows it. Members are
/// added, never renamed.
package struct RecommendationDocument: Equatable, Sendable {
  /// Name and version of the form.
  package static let schema = "adhash.recommendation/1"

  /// How far the advice is to be trusted.
  package enum Confidence: String, CaseIterable, Sendable {
    /// The evidence decides: a settled ranking, a winner verified, a forecast whose back-test held.
    case high
    /// The evidence points there, and allows for something else: a tie, a back-test of few origins.
    case moderate
    /// Not decided: time ran out, or too little was observed.
    case low
  }

  /// One further fact.
  package enum Value: Equatable, Sendable {
    case text(String)
    /// NaN and the infinities are written as `null`.
    case number(Double)
    case count(UInt64)
    case flag(Bool)
  }

  /// A fact and its name, in snake case.
  package struct Detail: Equatable, Sendable {
    /// The member's name.
    package let name: String
    /// Its value.
    package let value: Value

    /// A name and its value.
    package init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The command it comes from, such as `profile`.
  package let source: String
  /// When it was made, as `YYYY-MM-DDTHH:MM:SSZ`; nil where the file shall be the same each time.
  package var created: String?
  /// The run whose frames it was made from, as their `run_id`; nil for studies that replay a workload themselves.
  package var runID: String?
  /// What to do, in a sentence that stands alone.
  package let summary: String
  /// Why, in a sentence.
  package let reason: String
  /// How far it is to be trusted.
  package let confidence: Confidence
  /// Further facts, in the order in which they are shown; names do not repeat.
  package var details: [Detail]

  /// An advice with its parts.
  package init(
    source: String, created: String? = nil, runID: String? = nil, summary: String, reason: String,
    confidence: Confidence,
    details: [Detail] = []
  ) {
    self.source = source
    self.created = created
    self.runID = runID
    self.summary = summary
    self.reason = reason
    self.confidence = confidence
    self.details = details
  }

  /// The members, `schema` first, into an object the caller has opened.
  package func renderMembers(into json: inout JSONWriter) {
    json.field("schema", Self.schema)
    json.field("source", source)
    if let created { json.field("created", created) }
    if let runID { json.field("run_id", runID) }
    json.field("summary", summary)
    json.field("reason", reason)
    json.field("confidence", confidence.rawValue)
    json.object("details") { json in
      for detail in details {
        json.key(detail.name)
        switch detail.value {
        case .text(let text): json.string(text)
        case .number(let number): json.double(number)
        case .count(let count): json.integer(count)
        case .flag(let flag): json.bool(flag)
        }
      }
    }
  }

  /// The file: one indented object and a line feed.
  package func file() -> [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    renderMembers(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }
}
