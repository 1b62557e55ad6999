import Governance

extension GovernanceError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .badInput(let detail, let hint): .badInput(detail, hint: hint)
    case .damaged(let detail, let hint): .invariant(detail, hint: hint)
    case .refused(let detail, let hint): .policy(detail, hint: hint)
    case .unavailable(let detail, let hint): .io(detail, hint: hint)
    case .system(let error): error.failure
    }
  }
}
