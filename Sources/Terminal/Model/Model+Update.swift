import Telemetry

/// What happens to a view.
package enum Event: Sendable {
  case key(Key)
  case news(FrameNews)
  /// The probe trace was read, or could not be.
  case trace(ProbeText?, problem: String?)
}

/// What the view wants from the outside.
package enum Effect: Equatable, Sendable {
  case quit
  /// Look at the source now, and draw everything anew.
  case refresh
  /// Read the probe trace again.
  case reloadTrace
}

extension Model {
  /// Takes an event in and tells what is to be done outside. Pure.
  package mutating func update(_ event: Event) -> [Effect] {
    switch event {
    case .news(let news):
      take(news)
    case .trace(let trace, let problem):
      traceProblem = problem
      if let trace { self.trace = trace }
    case .key(let key):
      return press(key)
    }
    return []
  }

  private mutating func press(_ key: Key) -> [Effect] {
    if showsHelp {
      showsHelp = false
      return key == .character("q") ? [.quit] : []
    }
    switch key {
    case .character("q"): return [.quit]
    case .character("r"): return [.refresh]
    case .character("p"): return pressProbe()
    case .character("?"): showsHelp = true
    case .character(" "): held = isPaused ? nil : current?.frame
    case .character("h"): histogram = histogram == .latency ? .probes : .latency
    case .character("e"): turnHappenings()
    case .character("+"): zoomTime(by: 0.5)
    case .character("-"): zoomTime(by: 2)
    case .character("["), .character(","): step(-1)
    case .character("]"), .character("."): step(1)
    case .tab, .right: moveFocus(1)
    case .backTab, .left: moveFocus(-1)
    case .up: scrollOrMove(-1)
    case .down: scrollOrMove(1)
    case .pageUp: scroll = max(0, scroll - 10)
    case .pageDown: if focus.scrolls { scroll += 10 }
    case .home: held = frames.first?.frame
    case .end: held = nil
    case .enter: isZoomed.toggle()
    case .escape: isZoomed = false
    case .character: break
    }
    return []
  }

  private mutating func pressProbe() -> [Effect] {
    guard wantsTrace else { return [] }
    focus = .probe
    scroll = 0
    return [.reloadTrace]
  }

  private mutating func turnHappenings() {
    let all = Happenings.allCases
    happenings = all[((all.firstIndex(of: happenings) ?? 0) + 1) % all.count]
    scroll = 0
  }

  /// Pauses at the neighbour of the frame that is looked at; beyond the newest the view follows again.
  private mutating func step(_ count: Int) {
    let index = visible.count - 1 + count
    if frames.isEmpty { return }
    held = index >= frames.count ? nil : frames[max(0, index)].frame
  }

  private mutating func moveFocus(_ count: Int) {
    let panels = panels
    let index = panels.firstIndex(of: focus) ?? 0
    focus = panels[(index + count + panels.count) % panels.count]
    scroll = 0
  }

  private mutating func scrollOrMove(_ count: Int) {
    if focus.scrolls { scroll = max(0, scroll + count) } else { moveFocus(count) }
  }

  /// Shows a shorter or longer part of the run; longer than all of it shows all.
  private mutating func zoomTime(by factor: Double) {
    guard let first = frames.first, let last = visible.last, last.seconds > first.seconds else { return }
    let whole = last.seconds - first.seconds
    let next = (window ?? whole) * factor
    window = next >= whole ? nil : max(next, whole / 4096)
  }
}
