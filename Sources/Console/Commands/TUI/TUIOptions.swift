import HTTP
import Terminal

/// A `tui` command line once checked.
struct TUIOptions: Sendable {
  /// The metrics file; nil asks a server.
  let source: String?
  let fetch: Fetch?
  let follows: Bool
  let historyLimit: Int
  /// Seconds between two looks.
  let pollInterval: Double
  let probeJSON: String?
  let isOnce: Bool
  let size: Size
  let frame: Int?

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    typealias Flags = TUIFlags
    source = arguments[Flags.source]
    let url = arguments[Flags.url] ?? arguments[Flags.metricsEndpoint]
    if source != nil, url != nil {
      throw .badInput("--source and --url contradict each other", hint: "a view shows a file or a server")
    }
    let trust = try WebClient.Trust(arguments, url: source == nil ? url ?? Self.defaultURL : nil)
    let timeout = UInt64(arguments[Flags.timeout] * 1e9)
    let token = session.environment[ServerFlags.token].flatMap { $0.isEmpty ? nil : $0 }
    fetch =
      source != nil
      ? nil
      : try Failure.wrapping { () throws(FetchError) in
        try Fetch(
          ServerAddress(url ?? Self.defaultURL), token: token, timeout: timeout,
          agent: "hashmap-cli/\(session.program.version)", trust: trust)
      }
    follows = arguments[Flags.follow] ?? true
    historyLimit = arguments[Flags.historyLimit]
    pollInterval = arguments[Flags.pollInterval]
    probeJSON = arguments[Flags.probeJSON]
    isOnce = arguments[Flags.once]
    frame = arguments[Flags.frame]
    if !isOnce {
      for (flag, isGiven) in [("--size", arguments[Flags.size] != nil), ("--frame", frame != nil)]
      where isGiven {
        throw .badInput(
          "\(flag) needs --once", hint: "a live view has the size of its terminal and the newest frame")
      }
    }
    size =
      try arguments[Flags.size].map { text throws(Failure) in try Self.size(text) }
      ?? Size(columns: 80, rows: 24)
  }

  private static let defaultURL = "http://127.0.0.1:9090/"

  /// `100x30`.
  private static func size(_ text: String) throws(Failure) -> Size {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    if parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1000).contains(columns),
      (1...1000).contains(rows)
    {
      return Size(columns: columns, rows: rows)
    }
    throw .badInput(
      "--size \(text): not a size", hint: "columns and rows from 1 to 1000, such as 100x30")
  }
}
