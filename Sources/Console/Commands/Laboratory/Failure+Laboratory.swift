import Laboratory

extension LaboratoryError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .workload(let error): error.failure
    case .emptyWorkload: .badInput(description, hint: "give a workload with at least one row")
    case .replay(let arm, let ending): (RunCSVEnding.failure(of: ending) ?? .policy(description)).named(arm)
    case .fault(let arm, let fault): fault.failure.named(arm)
    case .system(let error): error.failure
    case .specification(let error): error.failure
    case .unfaithful:
      .invariant(description, hint: "another --seed may do better; what a model keeps stands in docs/workload_dna.md")
    }
  }
}

extension Failure {
  /// The same failure, saying which part of a larger whole it befell; that of a signal stays as it is.
  fileprivate func named(_ part: String) -> Failure {
    if label == .interrupted { return self }
    return Failure(label: label, detail: "\(part): \(detail)", hint: hint, exitCode: exitCode)
  }
}
