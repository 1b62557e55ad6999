/// Why a command ended without success: the label, what happened, and what to do about it.
struct Failure: Error, Equatable, Sendable {
  let label: Label
  /// What happened and where, one sentence.
  let detail: String
  /// What to do about it.
  var hint: String?
  let exitCode: Int32

  static func badInput(_ detail: String, hint: String? = nil) -> Failure {
    Failure(label: .badInput, detail: detail, hint: hint, exitCode: 2)
  }

  static func invariant(_ detail: String, hint: String? = nil) -> Failure {
    Failure(label: .invariant, detail: detail, hint: hint, exitCode: 3)
  }

  static func policy(_ detail: String, hint: String? = nil) -> Failure {
    Failure(label: .policy, detail: detail, hint: hint, exitCode: 4)
  }

  static func io(_ detail: String, hint: String? = nil) -> Failure {
    Failure(label: .io, detail: detail, hint: hint, exitCode: 5)
  }

  /// Several at once, of which a file that cannot be read decides the label; at most twenty are told. One alone is itself.
  static func all(_ failures: [Failure]) -> Failure {
    guard let first = failures.first else { preconditionFailure("a failure has a reason") }
    guard failures.count > 1 else { return first }
    let worst = failures.first { $0.label == .io } ?? first
    let told = failures.prefix(20)
    let more = failures.count > told.count ? "; and \(failures.count - told.count) more" : ""
    var hints: [String] = []
    for hint in told.compactMap(\.hint) where !hints.contains(hint) { hints.append(hint) }
    return Failure(
      label: worst.label,
      detail: "\(failures.count) faults: " + told.map(\.detail).joined(separator: "; ") + more,
      hint: hints.isEmpty ? nil : hints.joined(separator: "; "), exitCode: worst.exitCode)
  }

  /// Ended by a signal, SIGINT or SIGTERM; the exit code is 128 + its number.
  static func interrupted(by signal: Int32, detail: String? = nil) -> Failure {
    let name = signal == Interrupt.terminate ? "SIGTERM" : "SIGINT"
    return Failure(
      label: .interrupted, detail: detail ?? "stopped by \(name)", hint: nil, exitCode: 128 + signal)
  }
}
