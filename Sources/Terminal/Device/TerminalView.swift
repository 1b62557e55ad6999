import Base

/// A run on a terminal: its model, where frames come from, and the probe trace beside it.
package struct TerminalView {
  private var loop: TerminalLoop<RunScreen>

  /// A view about to begin.
  ///
  /// - Parameters:
  ///   - period: nanoseconds between two looks at the source.
  ///   - readTrace: reads the probe trace, where there is one.
  ///   - mustEnd: asked many times a second; true ends the view.
  package init(
    _ model: Model, of source: any FrameSource, on device: TerminalDevice, depth: ColorDepth, period: UInt64,
    readTrace: @escaping () -> Event?, mustEnd: @escaping () -> Bool
  ) {
    var screen = RunScreen(model: model, source: source, readTrace: readTrace)
    screen.reloadTrace()
    loop = TerminalLoop(screen, on: device, depth: depth, period: period, mustEnd: mustEnd)
  }

  /// Shows the view until it ends; the terminal is given back then, and before every stop in between.
  package mutating func run() throws(SystemError) -> TerminalEnding { try loop.run() }
}

/// A run's model with what its keys ask for.
private struct RunScreen: LiveScreen {
  var model: Model
  let source: any FrameSource
  let readTrace: () -> Event?

  mutating func look() -> Bool {
    let news = source.take()
    _ = model.update(.news(news))
    return news.hasMore
  }

  mutating func press(_ key: Key) -> KeyOutcome {
    var outcome = KeyOutcome.stays
    for effect in model.update(.key(key)) {
      switch effect {
      case .quit: return .leaves
      case .reloadTrace: reloadTrace()
      case .refresh:
        source.refresh()
        outcome = .refreshes
      }
    }
    return outcome
  }

  func view(_ size: Size) -> Screen { model.view(size) }

  mutating func reloadTrace() {
    if let event = readTrace() { _ = model.update(event) }
  }
}
