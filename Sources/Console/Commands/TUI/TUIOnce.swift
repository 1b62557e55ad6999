import Base
import HTTP
import Server
import Telemetry
import Terminal

/// `tui --once`: one screen as text.
enum TUIOnce {
  static func run(_ options: TUIOptions, _ session: Session) throws(Failure) {
    let found =
      if let fetch = options.fetch {
        try model(of: fetch, options, session)
      } else {
        try model(of: options.source ?? "-", options, session)
      }
    let screen = found.view(options.size)
    try session.succeed(text: screen.text) { json in
      json.field("columns", screen.size.columns)
      json.field("rows", screen.size.rows)
      json.field("screen", screen.text)
    }
  }

  /// The model after the frames of a file, up to the one that is asked for.
  private static func model(
    of path: String, _ options: TUIOptions, _ session: Session
  ) throws(Failure) -> Model {
    var chosen = ChosenFrame(source: path, options)
    try Failure.wrapping { () throws(SystemError) in
      try FrameFile.forEachFrame(path: path) {
        chosen.take($0)
      } refused: { error in
        chosen.refuse(1)
        session.log.warning(error.description)
      }
    }
    try Interrupt.check()
    return try chosen.model(
      orElse: "\(path): the file holds no frame", "validate-metrics lists what is wrong")
  }

  /// The same of a server.
  private static func model(
    of fetch: Fetch, _ options: TUIOptions, _ session: Session
  ) throws(Failure) -> Model {
    let name = fetch.address.description
    var chosen = ChosenFrame(source: name, options)
    var pager = FramePager(fetch)
    var hasMore = true
    while hasMore {
      try Interrupt.check()
      let page = try pager.next()
      if page.refused > 0 {
        session.log.warning("\(name): \(Figures.counted(page.refused, "frame")) cannot be read")
      }
      chosen.refuse(page.refused)
      if let gap = page.gap { chosen.lose(gap) }
      for frame in page.frames { chosen.take(frame) }
      hasMore = page.hasMore
    }
    return try chosen.model(orElse: "\(name) has no frame yet", "wait until /readyz answers with 200")
  }
}

/// The state of a view at one frame of the last run of a source.
private struct ChosenFrame {
  private let source: String
  private let options: TUIOptions
  private var current: Model
  private var found: Model?
  private var last: Frame?
  private var news = FrameNews()

  init(source: String, _ options: TUIOptions) {
    (self.source, self.options) = (source, options)
    current = Model(source: source, limit: options.historyLimit, wantsTrace: options.probeJSON != nil)
  }

  mutating func refuse(_ count: Int) { news.refused += count }

  mutating func lose(_ gap: ClosedRange<UInt64>) { news.gap = gap }

  mutating func take(_ frame: Frame) {
    if last?.runID != frame.runID { found = nil }
    last = frame
    if found != nil { return }
    news.frames = [frame]
    _ = current.update(.news(news))
    news = FrameNews()
    if let number = options.frame, frame.frame == UInt64(number) { found = current }
  }

  /// The model at the frame that is asked for; the failure where there is none.
  func model(orElse problem: String, _ hint: String) throws(Failure) -> Model {
    guard let last else { throw .badInput(problem, hint: hint) }
    var chosen = current
    if let number = options.frame {
      guard let found else {
        throw .badInput("\(source): there is no frame \(number)", hint: "the last one is \(last.frame)")
      }
      chosen = found
    }
    if let probe = options.probeJSON { _ = chosen.update(ProbeFile.event(probe)) }
    return chosen
  }
}
