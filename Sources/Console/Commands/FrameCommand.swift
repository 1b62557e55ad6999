import Base
import Server
import Telemetry

/// `frame FILE`.
enum FrameCommand {
  /// How a frame is shown.
  enum Format: String, FlagChoice {
    case json, prometheus, openmetrics

    var help: String {
      switch self {
      case .json: "its line of the file, made anew"
      case .prometheus: "text 0.0.4, as Prometheus scrapes it"
      case .openmetrics: "OpenMetrics 1.0"
      }
    }
  }

  static let number = Flag<Int?>.integer(
    "number", in: 1...Int.max, "The number of the frame; without it, the last one.")
  static let format = Flag<Format>.choice("format", "FORMAT", default: .prometheus, "How to show it.")
  static let names = Flag<Exposition.Names>.choice(
    "metrics-names", "NAMES", default: .standard, "Under which names an exposition has its metrics.")

  static let spec = CommandSpec(
    name: "frame",
    summary: "Show one frame of a metrics file, as JSON or as Prometheus reads it.",
    details: [
      """
      Lines that are no tick are passed over and reported on standard error; where a file holds several runs, the last \
      of them is meant. docs/metrics.md lists the metrics of an exposition.
      """
    ],
    flags: [number.spec, format.spec, names.spec],
    positionals: [PositionalSpec(name: "FILE", help: "The metrics file; - is standard input.", kind: .file)],
    examples: [
      Example(purpose: "the end of a run, for Prometheus", line: "hashmap-cli frame run/metrics.ndjson"),
      Example(
        purpose: "for a textfile collector, under the names of the earlier program",
        line: "hashmap-cli frame run/metrics.ndjson --metrics-names ancestor > adhash.prom"),
      Example(
        purpose: "the twelfth frame", line: "hashmap-cli frame run/metrics.ndjson --number 12 --format json"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file holds no such frame."),
      FailureNote(label: .io, meaning: "The file cannot be read."),
    ]
  ) { arguments, session throws(Failure) in
    let registry = try session.registry(try session.settings(arguments))
    let frame = try find(arguments[number], in: arguments.words[0], session)
    let bytes: [UInt8]
    switch arguments[format] {
    case .json: bytes = PublishedFrame(frame).line
    case .prometheus: bytes = registry.exposition(of: frame, names: arguments[names])
    case .openmetrics:
      bytes = registry.exposition(of: frame, names: arguments[names], format: .openMetrics)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    try session.succeed(text: text) { json in
      json.field("run_id", frame.runID)
      json.field("frame", frame.frame)
      if arguments[format] == .json {
        json.key("tick")
        json.raw(Array(bytes.dropLast()))
      } else {
        json.field("exposition", text)
      }
    }
  }

  private static func find(_ number: Int?, in path: String, _ session: Session) throws(Failure) -> Frame {
    var found: Frame?
    var refused = 0
    var last: Frame?
    try Failure.wrapping { () throws(SystemError) in
      try FrameFile.forEachFrame(path: path) { frame in
        if frame.runID != last?.runID { found = nil }
        last = frame
        if number == nil || frame.frame == number.map({ UInt64($0) }) { found = frame }
      } refused: { error in
        refused += 1
        if refused <= 3 { session.log.warning(error.description) }
      }
    }
    try Interrupt.check()
    if refused > 3 { session.log.warning("\(path): \(refused) lines are no ticks") }
    if let found { return found }
    guard let last, let number else {
      throw .badInput(
        "\(path): the file holds no frame", hint: "validate-metrics lists what is wrong with it")
    }
    throw .badInput("\(path): there is no frame \(number)", hint: "the last one is \(last.frame)")
  }
}

extension Exposition.Names: FlagChoice {
  var help: String {
    switch self {
    case .standard: "those of docs/metrics.md"
    case .ancestor: "those of the earlier program where it had one"
    }
  }
}
