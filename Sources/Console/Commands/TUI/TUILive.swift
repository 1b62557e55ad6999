import Base
import HTTP
import Terminal

/// `tui` without `--once`: a view of a file or a server.
enum TUILive {
  static func run(_ options: TUIOptions, _ session: Session) throws(Failure) {
    if session.options.isJSON {
      throw .badInput("--json needs --once", hint: "the NDJSON of a live run is its metrics file itself")
    }
    if let fetch = options.fetch {
      let source = try ServerFrames(fetch, period: options.period, limit: options.historyLimit)
      defer { source.close() }
      try show(source, options, session)
    } else {
      try show(FileFrames(path: options.source ?? "-", follows: options.follows), options, session)
    }
    try Interrupt.check()
  }

  private static func show(
    _ source: any FrameSource, _ options: TUIOptions, _ session: Session
  ) throws(Failure) {
    let mustEnd = { Interrupt.signal != nil }
    guard let device = TerminalDevice(term: session.environment["TERM"]) else {
      let isOver = { mustEnd() || session.output.isAbandoned }
      try LineView.run(of: source, period: options.period, mustEnd: isOver) { lines throws(Failure) in
        for line in lines { try session.output.line(line) }
        try session.output.flush()
      }
      return
    }
    let model = Model(
      source: source.name, limit: options.historyLimit, wantsTrace: options.probeJSON != nil)
    var view = TerminalView(
      model, of: source, on: device, depth: session.colorDepth, period: options.period,
      readTrace: { options.probeJSON.map { ProbeFile.event($0) } }, mustEnd: mustEnd)
    session.errors.hold()
    defer { session.errors.release() }
    try Failure.wrapping { () throws(SystemError) in _ = try view.run() }
  }
}

extension Session {
  /// How many colours a view may use.
  var colorDepth: ColorDepth {
    ColorDepth(
      term: environment["TERM"], colorTerm: environment["COLORTERM"], allowsColor: options.allowsColor)
  }
}

extension TUIOptions {
  /// Nanoseconds between two looks.
  var period: UInt64 { UInt64(pollInterval * 1e9) }
}

extension FetchError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .address, .token: .badInput(description, hint: hint)
    case .exposedToken, .misdirectedToken: .policy(description, hint: hint)
    case .noLibrary, .unknownHost, .unreachable, .untrusted, .late, .tooLong: .io(description, hint: hint)
    }
  }
}
