import Base
import HashMaps

/// How a replay ended.
package enum ReplayEnding: Sendable {
  case completed
  /// A signal of that number asked for it.
  case interrupted(signal: Int32)
  /// The map held more than it may.
  case stopped(held: Int, limit: Int)
  /// A command asked for it.
  case commanded
  case failed(ReplayFault)

  /// The word that summaries use.
  package var status: String {
    switch self {
    case .completed: "completed"
    case .interrupted: "interrupted"
    case .stopped, .commanded: "stopped"
    case .failed: "failed"
    }
  }
}

/// What broke a replay off.
package enum ReplayFault: Error, Sendable, CustomStringConvertible {
  /// The workload cannot be read, or a row is wrong.
  case workload(WorkloadError)
  /// The map refused an operation, whose number counts from 1.
  case map(MapError, operation: Int)
  /// A tick could not be written.
  case output(SystemError)

  /// The fault in one line.
  package var description: String {
    switch self {
    case .workload(let error): error.description
    case .map(let error, let operation): "operation \(operation): \(error)"
    case .output(let error): error.description
    }
  }
}
