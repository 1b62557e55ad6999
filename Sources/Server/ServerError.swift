import Base
import Documents
import HTTP

/// What the room refuses.
package enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A line of a metrics file that is not a tick.
  case line(DocumentError)
  /// A question that cannot be answered as it stands: the parameter, what is wrong with it, what to ask instead.
  case parameter(String, detail: String, hint: String)
  /// A run that is not, or no longer, known.
  case unknownRun(String)
  /// An address that others can reach, without what keeps them out; what is missing.
  case insecureBind(host: String, missing: String)
  /// A certificate without its key, or the other way round.
  case halfCertificate
  /// No server could be started.
  case listener(HTTPError)
  /// A file that is needed cannot be read.
  case file(SystemError)
  /// A comparison that is none.
  case comparison(DocumentError)
  /// A recommendation that is none.
  case recommendation(DocumentError)

  /// What happened, and where.
  package var description: String {
    switch self {
    case .line(let error), .comparison(let error), .recommendation(let error): error.description
    case .parameter(let name, let detail, let hint): "\(name): \(detail); \(hint)"
    case .unknownRun(let id): "there is no run \"\(id.prefix(80))\""
    case .insecureBind(let host, let missing): "\(host) can be reached by others, and there is \(missing)"
    case .halfCertificate: "a certificate and its key belong together; one of them is missing"
    case .listener(let error): error.description
    case .file(let error): error.description
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch self {
    case .line(let error), .comparison(let error), .recommendation(let error): error.hint
    case .parameter(_, _, let hint): hint
    case .unknownRun: "/api/runs lists the runs"
    case .insecureBind:
      "set ADHASH_TOKEN and give --tls-cert and --tls-key, or insist with --allow-insecure-bind"
    case .halfCertificate: "give both --tls-cert and --tls-key"
    case .listener(let error): error.hint
    case .file: nil
    }
  }
}

extension ServerError {
  /// The answer to a question that cannot be answered.
  func response(from service: Service) -> Response {
    switch self {
    case .parameter(let name, let detail, let hint):
      service.problem(400, "bad_\(name)", "\(name): \(detail)", hint: hint)
    case .unknownRun: service.problem(404, "unknown_run", description, hint: hint ?? "")
    default: service.problem(500, "failed", description, hint: hint ?? "see the log of the program")
    }
  }
}
