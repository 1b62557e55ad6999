import Base
import HashMaps
import Laboratory
import Terminal

/// Traces played on a terminal.
enum ProbeAnimation {
  /// Plays until somebody leaves; the terminal is given back then.
  static func play(
    _ answer: ProbeAnswer, speed: Double, on device: TerminalDevice, _ session: Session
  ) throws(Failure) {
    let player = ProbePlayer(reel(of: answer), speed: speed) { MonotonicClock.nanoseconds() }
    var loop = TerminalLoop(
      player, on: device, depth: session.colorDepth, period: nanosecondsPerLook,
      mustEnd: { Interrupt.signal != nil })
    session.errors.hold()
    defer { session.errors.release() }
    try Failure.wrapping { () throws(SystemError) in _ = try loop.run() }
    try Interrupt.check()
  }

  /// The greatest speed takes a step at every look.
  private static let nanosecondsPerLook: UInt64 = 15_000_000

  /// A scene for each key, a column for each layout.
  static func reel(of answer: ProbeAnswer) -> ProbeReel {
    ProbeReel(
      answer.scenes.map { scene in
        ProbeReel.Scene(
          title: "\(scene.traces[0].operationWord) \(scene.question.key)",
          columns: scene.traces.map { column(of: $0) })
      })
  }

  private static func column(of trace: ProbeTrace) -> ProbeReel.Column {
    ProbeReel.Column(
      layout: trace.layout.name,
      facts: [
        "hash 0x\(hexadecimalDigits(trace.hash))",
        "\(trace.segmentWords), tag 0x\(String(trace.tag, radix: 16))", trace.homeWords,
      ],
      rowName: trace.unitName, rowScale: rowLength(of: trace),
      steps: trace.steps.map { step(of: $0, in: trace) },
      outcome: "\(trace.found ? "found" : "not found"), \(trace.terminal)")
  }

  /// Slots of `robinhood` stand in rows of sixteen; groups and buckets are a row each.
  private static func rowLength(of trace: ProbeTrace) -> Int { trace.layout == .robinhood ? 16 : 1 }

  private static func step(of step: ProbeTrace.Step, in trace: ProbeTrace) -> ProbeReel.Step {
    let isInRows = trace.layout == .robinhood
    func touch(_ offset: Int, _ mark: ProbeReel.Mark) -> ProbeReel.Touch {
      let slot = step.unit + offset
      return isInRows
        ? ProbeReel.Touch(row: slot / 16, lane: slot % 16, mark: mark)
        : ProbeReel.Touch(row: step.unit, lane: offset, mark: mark)
    }
    let place = isInRows ? 0 : step.lane
    let touches: [ProbeReel.Touch] =
      switch step.action {
      case .read: (0..<trace.slotsRead).map { touch($0, step.matches.contains($0) ? .tagged : .seen) }
      case .compare: [touch(place, step.isEqual == true ? .found : .other)]
      case .advance: [touch(place, .other)]
      case .markOverflow: [touch(place, .overflow)]
      case .place: [touch(place, .placed)]
      case .shift, .fill: [touch(place, .moved)]
      case .erase: [touch(place, .freed)]
      case .leaveTombstone: [touch(place, .tombstone)]
      case .follow, .link, .unlink: []
      }
    return ProbeReel.Step(
      text: trace.words(step), row: isInRows ? step.unit / 16 : step.unit, touches: touches)
  }
}
