/// How much a log line matters, least first.
enum LogLevel: String, FlagChoice, Comparable {
  case trace, debug, info, warning, error

  var help: String {
    switch self {
    case .trace: "everything, down to single steps"
    case .debug: "what helps to understand a run"
    case .info: "what happened"
    case .warning: "what deserves attention"
    case .error: "failures only"
    }
  }

  /// The level as log lines show it.
  var shown: String { rawValue.uppercased() }

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .trace: 0
    case .debug: 1
    case .info: 2
    case .warning: 3
    case .error: 4
    }
  }
}
