/// Plays a reel of probes: goes on by itself or by keys, forwards, backwards, to any place.
///
/// What is shown follows from the reel and the place in it alone; time only moves the place.
package struct ProbePlayer: LiveScreen {
  /// Steps per second at the least and at the most.
  package static let speeds = 0.125...64.0

  /// What is played.
  let reel: ProbeReel
  /// Nanoseconds of a clock that never goes back.
  private let clock: () -> UInt64
  /// The scene that is shown.
  private(set) var scene = 0
  /// How many steps of it are shown.
  private(set) var position = 0
  /// Whether it goes on by itself.
  private(set) var isPlaying: Bool
  /// Steps per second.
  private(set) var speed: Double
  /// The column at the left edge, where there is no room for all.
  private(set) var firstColumn = 0
  /// Whether the keys are shown.
  private(set) var showsHelp = false
  /// When the next step is due.
  private var due: UInt64

  /// A player at the beginning of its first scene.
  ///
  /// - Parameters:
  ///   - speed: steps per second, held within `speeds`.
  ///   - isPlaying: whether it begins by itself.
  ///   - clock: nanoseconds of a monotonic clock.
  package init(_ reel: ProbeReel, speed: Double, isPlaying: Bool = true, clock: @escaping () -> UInt64) {
    self.reel = reel
    self.speed = min(max(speed, Self.speeds.lowerBound), Self.speeds.upperBound)
    self.isPlaying = isPlaying
    self.clock = clock
    due = 0
    wait()
  }

  /// The scene that is shown.
  var current: ProbeReel.Scene { reel.scenes[scene] }

  /// Whether the last step of the last scene is shown.
  var isAtEnd: Bool { scene == reel.scenes.count - 1 && position == current.length }

  /// Takes the step that is due, one at most: after a pause of the whole program it goes on where it was.
  package mutating func look() -> Bool {
    guard isPlaying, clock() >= due else { return false }
    step(1)
    wait()
    if isAtEnd { isPlaying = false }
    return false
  }

  /// Takes a key.
  package mutating func press(_ key: Key) -> KeyOutcome {
    if showsHelp {
      showsHelp = false
      return key == .character("q") ? .leaves : .stays
    }
    switch key {
    case .character("q"), .escape: return .leaves
    case .character("r"): return .refreshes
    case .character("?"): showsHelp = true
    case .character(" "): turn()
    case .right, .character("]"), .character("."): stop(1)
    case .left, .character("["), .character(","): stop(-1)
    case .home: move(to: 0)
    case .end: move(to: current.length)
    case .up, .character("+"), .character("="): change(speed: 2)
    case .down, .character("-"): change(speed: 0.5)
    case .character("n"), .pageDown: show(scene + 1)
    case .character("p"), .pageUp: show(scene - 1)
    case .tab: turnColumns(1)
    case .backTab: turnColumns(-1)
    case .character(let character):
      if let tenth = character.wholeNumberValue { move(to: current.length * tenth / 9) }
    case .enter: break
    }
    return .stays
  }

  /// Plays or pauses; at the end it begins anew.
  private mutating func turn() {
    isPlaying.toggle()
    guard isPlaying else { return }
    if isAtEnd {
      scene = 0
      position = 0
    }
    wait()
  }

  private mutating func stop(_ count: Int) {
    isPlaying = false
    step(count)
  }

  /// A step on, into the next scene after the last one; a step back likewise.
  private mutating func step(_ count: Int) {
    let next = position + count
    if next > current.length {
      guard scene + 1 < reel.scenes.count else { return }
      scene += 1
      position = 0
    } else if next < 0 {
      guard scene > 0 else { return }
      scene -= 1
      position = current.length
    } else {
      position = next
    }
  }

  private mutating func move(to place: Int) {
    isPlaying = false
    position = place
  }

  private mutating func show(_ number: Int) {
    guard reel.scenes.indices.contains(number) else { return }
    scene = number
    position = 0
    wait()
  }

  private mutating func change(speed factor: Double) {
    speed = min(max(speed * factor, Self.speeds.lowerBound), Self.speeds.upperBound)
    wait()
  }

  private mutating func turnColumns(_ count: Int) {
    let columns = current.columns.count
    firstColumn = (firstColumn % columns + count + columns) % columns
  }

  /// The next step is due one period from now.
  private mutating func wait() { due = clock() + UInt64(1e9 / speed) }
}
