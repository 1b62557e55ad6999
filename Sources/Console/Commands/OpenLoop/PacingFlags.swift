import Base
import Workloads

/// The flags that decide when operations come.
enum PacingFlags {
  static let rate = Flag<String?>.optional(
    "rate", "RATE",
    "Let operations come by the clock, done or not: N or poisson:N a second (10k, 2M), or trace for the trace's times."
  ).grouped(group)
  static let timing = Flag<String>.text(
    "timing", "TIMING", default: "asap",
    "Which times of a trace count: asap for none, original, or xN for N times as fast."
  ).grouped(group)
  static let hdrOut = Flag<String?>.optional(
    "hdr-out", "FILE", kind: .file,
    "Write service, queueing and response times as an HdrHistogram log (V2); needs --rate or --timing."
  ).grouped(group)
  static let hgrmOut = Flag<String?>.optional(
    "hgrm-out", "FILE", kind: .file,
    "Write the percentiles of response times as HdrHistogram prints them; needs --rate or --timing."
  ).grouped(group)

  /// In the order help shows them.
  static let all: [FlagSpec] = [rate.spec, timing.spec, hdrOut.spec, hgrmOut.spec]

  private static let group = "Open loop"
  private static let poisson = "poisson:"

  /// What the flags of a run ask for; nil for as fast as possible.
  static func pacing(_ arguments: Arguments) throws(Failure) -> Pacing? {
    let speed = try speed(arguments[timing])
    guard let text = arguments[rate] else { return speed.map { .trace(speed: $0) } }
    if text == "trace" { return .trace(speed: speed ?? 1) }
    if speed != nil {
      throw .badInput(
        "--timing and --rate \(text) contradict each other", hint: "--rate trace takes the times of the trace"
      )
    }
    let isRandom = text.hasPrefix(poisson)
    let wanted = try number(isRandom ? String(text.dropFirst(poisson.count)) : text)
    return isRandom ? .poisson(rate: wanted) : .constant(rate: wanted)
  }

  /// Refuses a rate that this machine cannot pace.
  static func check(_ pacing: Pacing?, flag: String = "--rate") throws(Failure) {
    guard let rate = pacing?.rate else { return }
    let highest = Pacing.highestRate()
    if rate > highest {
      throw .badInput(
        "\(flag) \(Figures.scaled(rate))/s cannot be paced on this machine: its clock tells apart up to "
          + "\(Figures.scaled(highest))/s",
        hint: "without --rate the run is as fast as the map")
    }
  }

  private static func speed(_ text: String) throws(Failure) -> Double? {
    if text == "asap" { return nil }
    if text == "original" { return 1 }
    guard text.hasPrefix("x"), let speed = Numbers.number(String(text.dropFirst())), speed > 0 else {
      throw .badInput("--timing '\(text)' is not asap, original or xN", hint: "x10 is ten times as fast")
    }
    return speed
  }

  private static let suffixes: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6]

  /// Operations a second as typed, `2.5M`.
  static func number(_ text: String, flag: String = "--rate") throws(Failure) -> Double {
    let factor = text.last.flatMap { suffixes[$0] }
    let digits = factor == nil ? text : String(text.dropLast())
    guard let value = Numbers.number(digits.filter { $0 != "_" }), value > 0, value * (factor ?? 1) <= 1e12
    else {
      throw .badInput(
        "\(flag) '\(text)' is not a number of operations a second",
        hint: flag == "--rate" ? "write 50000, 50k, 1.5M, poisson:50k or trace" : "write 50000, 50k or 1.5M")
    }
    return value * (factor ?? 1)
  }
}
