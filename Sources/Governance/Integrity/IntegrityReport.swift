/// What an integrity check found, as plain numbers too, for metrics.
package struct IntegrityReport: Equatable, Sendable {
  private static let limit = 1000

  /// The generation the manifest names; nil when no manifest could be read.
  package internal(set) var generation: Int?
  /// Everything that is wrong, the most severe first.
  package internal(set) var issues: [IntegrityIssue] = []
  /// Issues beyond the first thousand, which are only counted.
  package internal(set) var omitted = 0
  /// Whether a signature was held against a key.
  package internal(set) var isSignatureChecked = false
  /// The generation that the state stays at, since it was reached with a key and this one was checked without; else nil.
  package internal(set) var heldState: Int?
  /// Whether the generation's times are those of a clock set by hand.
  package internal(set) var hasManualClock = false
  /// Seconds since the generation was written; nil without a manifest, and for a clock set by hand unless its age was asked for.
  package internal(set) var ageSeconds: Double?
  /// Files that were read.
  package internal(set) var files = 0
  /// Bytes that were read.
  package internal(set) var bytes = 0

  /// Whether nothing is wrong.
  package var isOK: Bool { issues.isEmpty }

  /// Issues of a severity.
  package func count(_ severity: IntegrityIssue.Severity) -> Int { issues.count { $0.severity == severity } }

  /// Issues of a kind.
  package func count(_ kind: IntegrityIssue.Kind) -> Int { issues.count { $0.kind == kind } }

  mutating func add(_ kind: IntegrityIssue.Kind, _ file: String, _ detail: String) {
    if issues.count < Self.limit { issues.append(IntegrityIssue(kind, file, detail)) } else { omitted += 1 }
  }

  mutating func sort() {
    issues.sort {
      ($1.severity, $0.file, $0.kind.rawValue) < ($0.severity, $1.file, $1.kind.rawValue)
    }
  }
}
