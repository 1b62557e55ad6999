import Base
import Connectors
import Dataflow
import Documents
import Workloads

/// An error of another room that knows which failure it amounts to.
protocol FailureConvertible: Error {
  var failure: Failure { get }
}

extension Failure {
  /// Runs `body` and turns another room's error into a failure.
  static func wrapping<R, E: FailureConvertible>(_ body: () throws(E) -> R) throws(Failure) -> R {
    do throws(E) {
      return try body()
    } catch {
      throw error.failure
    }
  }
}

extension SystemError: FailureConvertible {
  var failure: Failure { .io(description) }
}

extension DocumentError: FailureConvertible {
  var failure: Failure { .badInput(description, hint: hint) }
}

extension WorkloadError: FailureConvertible {
  var failure: Failure {
    switch kind {
    case .badInput: .badInput(description, hint: hint)
    case .io: .io(description, hint: hint)
    }
  }
}

extension DataflowError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .invalidGraph, .unknownNode, .unknownEdge, .badValue, .notStartable: .badInput(description)
    case .replayDiverged: .invariant(description)
    case .missingWorkers: .io(description)
    case .schemaMismatch, .edgeOverflow, .mergeFailed, .waitTimedOut, .emissionLimit, .handlerFailed,
      .deadlock:
      .policy(description)
    }
  }
}

extension ConnectorError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .invalidGraphFile, .invalidArtefact, .invalidSignal: .badInput(description, hint: hint)
    case .socketInUse, .noAnswer, .listener: .io(description, hint: hint)
    case .runtime(let error): error.failure
    case .system(let error): error.failure
    }
  }
}
