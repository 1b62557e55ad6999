/// What a scan saw and an apply did, as plain numbers for metrics.
package struct RetentionNumbers: Equatable, Sendable {
  /// Why a file stays. Raw values are the names in JSON and metrics.
  package enum Kept: String, CaseIterable, Sendable {
    /// Its content is of the exchange's present day or later.
    case today
    /// It is not old enough.
    case recent
    /// It is among the newest days of its series.
    case minimum
    case whitelist
    /// Its kind may not go.
    case family
    /// Neither name nor content tell its day.
    case undated
    /// Its content cannot be read for its days.
    case unreadable
    /// It is no kind of file that retention knows.
    case stranger
  }

  /// Files that were seen.
  package internal(set) var files = 0
  /// Their bytes.
  package internal(set) var bytes = 0
  /// Files that may go.
  package internal(set) var candidates = 0
  /// Their bytes.
  package internal(set) var candidateBytes = 0
  /// The age of the oldest content, in days.
  package internal(set) var oldestAgeDays = 0
  /// Files that stay, by reason.
  package internal(set) var kept: [Kept: Int] = [:]

  mutating func keep(_ reason: Kept) { kept[reason, default: 0] += 1 }
}
