import Telemetry

/// Everything a view shows follows from this and the size of the terminal.
package struct Model: Equatable, Sendable {
  /// What the histogram counts.
  package enum HistogramKind: Equatable, Sendable {
    case latency, probes
  }

  /// What the list of happenings holds.
  package enum Happenings: Equatable, Sendable, CaseIterable {
    case all, events, ledger
  }

  /// Whether the frames come from a run that this program carries out itself.
  package var isAttached = false
  /// Where the frames come from, for the footer.
  package let source: String
  /// Frames that are kept.
  let limit: Int
  /// The frames of the newest run, ascending.
  package private(set) var frames: [Frame] = []
  /// Runs seen before this one.
  package private(set) var earlierRuns = 0
  /// Frames lost or no longer kept.
  package private(set) var lost: UInt64 = 0
  /// The number of the frame that is looked at; nil follows the newest.
  var held: UInt64?
  var focus = Panel.throughput
  var isZoomed = false
  var showsHelp = false
  var histogram = HistogramKind.latency
  var happenings = Happenings.all
  /// Seconds of the charts; nil shows everything that is kept.
  var window: Double?
  /// Lines scrolled in the panel that has the focus.
  var scroll = 0
  /// The probe trace, where one was asked for.
  var trace: ProbeText?
  /// Why there is none.
  var traceProblem: String?
  /// Whether a trace was asked for at all.
  var wantsTrace = false
  /// What is wrong with the source.
  var problem: String?
  /// Lines of the source that were no frame.
  var refused = 0
  /// Whether nothing will follow.
  var isOver = false

  /// A model without frames that keeps at most `limit` of them.
  package init(source: String, limit: Int = 1200, wantsTrace: Bool = false) {
    self.source = source
    self.limit = max(1, limit)
    self.wantsTrace = wantsTrace
  }

  /// Whether the view stands still.
  package var isPaused: Bool { held != nil }

  /// The frames up to the one that is looked at.
  var visible: ArraySlice<Frame> {
    guard let held else { return frames[...] }
    return frames[..<place(after: held)]
  }

  /// The frame that is looked at; nil while there is none.
  package var current: Frame? { visible.last }

  /// The panels there are.
  var panels: [Panel] { Panel.allCases.filter { $0 != .probe || wantsTrace } }

  /// How many frames have a number of at most `number`. O(log frames).
  func place(after number: UInt64) -> Int {
    var low = 0
    var high = frames.count
    while low < high {
      let middle = (low + high) / 2
      if frames[middle].frame <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds what a source brought.
  mutating func take(_ news: FrameNews) {
    problem = news.problem
    refused += news.refused
    isOver = isOver || news.isOver
    if let gap = news.gap { lost &+= gap.upperBound &- gap.lowerBound &+ 1 }
    for frame in news.frames { take(frame) }
    // Only now and then, so that keeping a bound costs little a frame.
    if frames.count > limit + limit / 4 { frames.removeFirst(frames.count - limit) }
    if let held, let first = frames.first, held < first.frame { self.held = first.frame }
  }

  private mutating func take(_ frame: Frame) {
    if let last = frames.last {
      if last.runID != frame.runID {
        frames = []
        lost = 0
        held = nil
        scroll = 0
        earlierRuns += 1
      } else if frame.frame <= last.frame {
        return
      }
    }
    frames.append(frame)
  }
}
