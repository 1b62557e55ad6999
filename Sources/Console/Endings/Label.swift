/// The kinds of failure, each with its exit code; there are no others.
enum Label: String, CaseIterable, Sendable {
  case badInput = "BadInput"
  case invariant = "Invariant"
  case policy = "Policy"
  case io = "IO"
  case interrupted = "Interrupted"

  /// What the label means, a plain sentence.
  var meaning: String {
    switch self {
    case .badInput: "The command line, the configuration, the environment or the input data is wrong."
    case .invariant: "A check of the program's own results failed: data or map are not what they must be."
    case .policy: "A limit or rule that was set for the run stopped it."
    case .io: "The operating system refused: a missing or unreadable file, a full disk, a failed write."
    case .interrupted: "A signal ended the run: SIGINT (130) or SIGTERM (143)."
    }
  }

  /// The exit codes that go with the label.
  var exitCodes: [Int32] {
    switch self {
    case .badInput: [2]
    case .invariant: [3]
    case .policy: [4]
    case .io: [5]
    case .interrupted: [130, 143]
    }
  }
}
