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
      .invariant(
        description, hint: "another --seed may do better; what a model keeps stands in docs/workload_dna.md")
    case .catalogue(let path, let trouble): trouble.failure(of: path)
    case .drawing: .io(description, hint: "a report in PDF needs libharu (libhpdf)")
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

extension CatalogueTrouble {
  /// The failure it amounts to: damage is a broken invariant, the wrong file bad input, all else the system's.
  func failure(of path: String) -> Failure {
    let detail = "\(path): \(words)"
    switch self {
    case .corrupt: return .invariant(detail, hint: hint)
    case .foreign, .newer, .unknownRun, .badName: return .badInput(detail, hint: hint)
    case .noLibrary, .missing, .busy, .full, .readOnly, .other: return .io(detail, hint: hint)
    }
  }
}
