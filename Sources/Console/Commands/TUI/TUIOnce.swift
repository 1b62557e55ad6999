import Base
import Server
import Telemetry
import Terminal

/// `tui --once`: one screen as text.
enum TUIOnce {
  static func run(_ options: TUIOptions, _ session: Session) throws(Failure) {
    guard let path = options.source else {
      throw .badInput(
        "--once needs --source FILE", hint: "a metrics file as run-csv --metrics-out-dir writes it")
    }
    let screen = try model(of: path, options, session).view(options.size)
    try session.succeed(text: screen.text) { json in
      json.field("columns", screen.size.columns)
      json.field("rows", screen.size.rows)
      json.field("screen", screen.text)
    }
  }

  private static func model(
    of path: String, _ options: TUIOptions, _ session: Session
  ) throws(Failure) -> Model {
    var model = Model(source: path, limit: options.historyLimit, wantsTrace: options.probeJSON != nil)
    var last: Frame?
    var found: Model?
    var news = FrameNews()
    try Failure.wrapping { () throws(SystemError) in
      try FrameFile.forEachFrame(path: path) { frame in
        if last?.runID != frame.runID { found = nil }
        last = frame
        if found != nil { return }
        news.frames = [frame]
        _ = model.update(.news(news))
        news = FrameNews()
        if let number = options.frame, frame.frame == UInt64(number) { found = model }
      } refused: { error in
        news.refused += 1
        session.log.warning(error.description)
      }
    }
    try Interrupt.check()
    guard let last else {
      throw .badInput(
        "\(path): the file holds no frame", hint: "validate-metrics lists what is wrong with it")
    }
    if let number = options.frame {
      guard let found else {
        throw .badInput("\(path): there is no frame \(number)", hint: "the last one is \(last.frame)")
      }
      model = found
    }
    if let probe = options.probeJSON { _ = model.update(ProbeFile.event(probe)) }
    return model
  }
}
