import Base
import Dataflow
import Documents
import HTTP

/// Everything that can go wrong between a graph and the world: what happened, where, and what to do.
package enum ConnectorError: Error, Equatable, Sendable {
  /// A graph file that cannot be used; every problem with its place, never empty.
  case invalidGraphFile([DocumentError])
  /// An artefact that cannot be used.
  case invalidArtefact(DocumentError)
  /// A line that is no signal, or none for this side.
  case invalidSignal(DocumentError)
  /// The runtime refused.
  case runtime(DataflowError)
  /// Somebody listens on this socket already.
  case socketInUse(String)
  /// Nobody answered on this socket in time, or at all.
  case noAnswer(String)
  /// A node could not listen.
  case listener(HTTPError)
  /// The operating system refused.
  case system(SystemError)
}

extension ConnectorError: CustomStringConvertible {
  /// One sentence for people; of several problems the first, and how many there are.
  package var description: String {
    switch self {
    case .invalidGraphFile(let problems):
      problems.count == 1
        ? problems[0].description
        : "\(problems.count) problems; the first: \(problems.first?.description ?? "")"
    case .invalidArtefact(let problem), .invalidSignal(let problem): problem.description
    case .runtime(let error): error.description
    case .socketInUse(let path): "listen on \(path): somebody listens there already"
    case .noAnswer(let path): "\(path): no answer"
    case .listener(let error): error.description
    case .system(let error): error.description
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch self {
    case .invalidGraphFile(let problems): problems.count == 1 ? problems[0].hint : nil
    case .invalidArtefact(let problem), .invalidSignal(let problem): problem.hint
    case .socketInUse: "give every run a socket of its own"
    case .noAnswer: "the run may have ended meanwhile"
    case .listener(let error): error.hint
    case .runtime, .system: nil
    }
  }
}
