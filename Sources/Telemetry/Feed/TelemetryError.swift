/// What telemetry refuses.
package enum TelemetryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A frame of another run than the one the feed carries.
  case foreignRun(expected: String, found: String)
  /// A frame that does not come after the latest one.
  case outOfOrder(latest: UInt64, found: UInt64)
  /// A frame after the feed was closed.
  case closed

  /// What happened, and what to do.
  package var description: String {
    switch self {
    case .foreignRun(let expected, let found):
      "a frame of run \(found) in the feed of run \(expected); give every run a feed of its own"
    case .outOfOrder(let latest, let found):
      "frame \(found) after frame \(latest); frames of a run must ascend"
    case .closed: "a frame after the end of its feed; open another feed"
    }
  }
}
