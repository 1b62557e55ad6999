import Base

/// One thing that is wrong with a batch.
package struct QualityIssue: Sendable, Equatable {
  /// The rule it breaks.
  package let rule: QualityRule
  /// The row, from 0 in the order of the batch; nil for the whole batch.
  package let row: Int?
  /// The row's strike; NaN without one.
  package let strike: Double
  /// What was measured, in the unit of the rule's threshold; NaN for rules that only look.
  package let measured: Double
}

/// Everything that was found out about the quotes of one expiry. Nothing stops at the first finding: rules are counted
/// exactly, and the first `issueLimit` findings are told one by one.
package struct QualityReport: Sendable, Equatable {
  /// A score below this makes an index `DEGRADED`: its quotes are kept, and nobody is left to believe in them silently.
  package static let leastScore = 60.0
  /// So many findings are told one by one.
  package static let issueLimit = 64

  /// Rows that came in.
  package internal(set) var rows = 0
  /// Rows that may be used.
  package internal(set) var kept = 0
  /// Rows that may be used and broke a rule with a severity above `info`.
  package internal(set) var flagged = 0
  /// Strikes among the kept rows.
  package internal(set) var strikes = 0
  /// The share of kept rows with a known volume of zero; NaN without known volumes.
  package internal(set) var zeroVolumeRatio = Double.nan
  /// Findings by rule.
  package internal(set) var counts = [Int](repeating: 0, count: QualityRule.allCases.count)
  /// The first findings.
  package internal(set) var issues: [QualityIssue] = []
  /// What parity says about the forward.
  package internal(set) var forward: ImpliedForward?
  /// From 0 (nothing can be believed) to 100: what is left of 1 after every row has paid the weight of its worst finding
  /// (error 1, warning 0.5, info 0) divided by the rows, times the strikes divided by the coverage wanted, which is never more than was asked for (at most 1);
  /// 0 when the batch failed, NaN without rows.
  package internal(set) var score = Double.nan
  /// Whether the kept rows may be used at all: the expiry is known and at least three strikes are left.
  package internal(set) var isUsable = false

  /// Rows that were left out.
  package var dropped: Int { rows - kept }

  /// Whether what came is good enough to be believed: the one verdict that status, failures and alerts follow, in every
  /// mode of detail. A batch without rows says nothing about quality.
  package var isBelievable: Bool { score.isNaN || score >= Self.leastScore }

  /// Whether half of the rows or more have a crossed book or are stale: what is kept of such a batch is worth little.
  package var isDoubtful: Bool { rows > 0 && 2 * (self[.crossedBook] + self[.staleQuote]) >= rows }

  /// Findings of one rule.
  package subscript(rule: QualityRule) -> Int { counts[rule.rawValue] }

  /// Writes the report as an object, for panels and events: rules without findings are left out.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("rows", rows)
    json.field("kept", kept)
    json.field("dropped", dropped)
    json.field("flagged", flagged)
    json.field("strikes", strikes)
    json.field("usable", isUsable)
    json.key("score")
    json.double(score)
    json.key("zero_volume_ratio")
    json.double(zeroVolumeRatio)
    json.key("rules")
    json.beginObject()
    for rule in QualityRule.allCases where self[rule] > 0 {
      json.key(rule.id)
      json.integer(self[rule])
    }
    json.endObject()
    json.key("issues")
    json.beginArray()
    for issue in issues {
      json.beginObject()
      json.field("rule", issue.rule.id)
      json.field("severity", issue.rule.facts.severity.rawValue)
      json.field("row", issue.row)
      json.key("strike")
      json.double(issue.strike)
      json.key("measured")
      json.double(issue.measured)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
