import Telemetry

/// What a run is doing, as its last frame tells.
enum RunState: Equatable {
  case running, idle, migrating, complete, interrupted, stopped, failed

  init(_ frame: Frame) {
    func has(_ kind: TickEvent.Kind) -> Bool {
      frame.eventTotals.contains { $0.name == kind.rawValue && $0.count > 0 }
        || frame.events.contains { $0.kind == kind }
    }
    self =
      if has(.error) {
        .failed
      } else if has(.stopped) {
        .stopped
      } else if has(.interrupted) {
        .interrupted
      } else if has(.complete) {
        .complete
      } else if frame.map.migratingTo != nil {
        .migrating
      } else {
        frame.isIdle ? .idle : .running
      }
  }

  /// The word people see.
  var word: String {
    switch self {
    case .running: "running"
    case .idle: "idle"
    case .migrating: "migrating"
    case .complete: "complete"
    case .interrupted: "interrupted"
    case .stopped: "stopped"
    case .failed: "failed"
    }
  }

  var ink: Ink {
    switch self {
    case .running, .complete: .good
    case .idle: .faint
    case .migrating, .interrupted, .stopped: .warning
    case .failed: .critical
    }
  }
}
