import Base
import HashMaps
import Workloads

/// How a replay's ending becomes the command's.
enum RunCSVEnding {
  /// The failure an ending amounts to; nil for one that came to its end, or was told to stop.
  static func failure(of ending: ReplayEnding) -> Failure? {
    switch ending {
    case .completed, .commanded: nil
    case .interrupted(let signal): .interrupted(by: signal)
    case .stopped(let held, let limit):
      .policy(
        "the map holds \(Figures.bytes(held)), more than the \(Figures.bytes(limit)) of --max-memory",
        hint: "allow more, or replay with --mode memory-tight")
    case .failed(let fault): fault.failure
    }
  }
}

extension ReplayFault: FailureConvertible {
  var failure: Failure {
    switch self {
    case .workload(let error): error.failure
    case .output(let error): error.failure
    case .map(let error, let operation): error.failure(at: "operation \(operation): ")
    }
  }
}

extension MapError: FailureConvertible {
  var failure: Failure { failure(at: "") }

  /// The failure, with what stands before its description.
  func failure(at place: String) -> Failure {
    switch self {
    case .outOfMemory: .io(place + description, hint: "--max-memory ends a run before the system refuses")
    case .tooLong, .full: .policy(place + description)
    }
  }
}
