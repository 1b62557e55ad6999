import Base
import HashMaps
import Laboratory
import Terminal

/// `probe-visualize`.
enum ProbeVisualizeCommand {
  static let operation = Flag<ProbeTrace.Operation?>.choice("operation", "OP", "What is traced.").with {
    $0.isRequired = true
  }.grouped(question)
  static let key = Flag<[String]>.repeated("key", "KEY", "The key; several are asked one after the other.")
    .with {
      $0.isRequired = true
    }.grouped(question)
  static let value = Flag<String?>.optional("value", "VALUE", "The value of a put.").grouped(question)
  static let seed = Flag<[String]>.repeated(
    "seed", "KEY=VALUE", "Put this entry first, in the order given."
  ).grouped(scene)
  static let csv = Flag<String?>.optional(
    "csv", "FILE", kind: .file,
    "Put the entries first that the beginning of this workload or trace leaves; - is standard input."
  ).grouped(scene)
  static let sample = Flag<Int>.integer(
    "sample", in: 1...1_000_000, default: 1000, "The beginning of --csv: its first N operations."
  ).grouped(scene)
  static let snapshot = Flag<String?>.optional(
    "snapshot", "FILE", kind: .file, "Trace in the map of this snapshot; --mode converts it first."
  ).grouped(scene)
  static let hashSeed = Flag<Int>.integer(
    "hash-seed", default: 1, "Seed of the hash; a snapshot keeps its own."
  ).grouped(scene)
  static let sideBySide = Flag<Bool>.toggle(
    "side-by-side", "Trace the same operation in every layout."
  ).grouped(scene)
  static let animate = Flag<Bool>.toggle(
    "animate", "Play the steps on the terminal; anything else than a terminal gets them as text."
  ).grouped(results)
  static let speed = Flag<Double?>.number(
    "speed", "STEPS", in: .from(ProbePlayer.speeds.lowerBound, to: ProbePlayer.speeds.upperBound),
    "Steps per second of --animate; 2 by default."
  ).grouped(results)
  static let apply = Flag<Bool>.toggle(
    "apply", "Perform the operation afterwards and say what it did; no file is changed."
  ).grouped(results)
  static let exportJSON = Flag<String?>.optional(
    "export-json", "FILE", kind: .file, "Write the trace with its entries as JSON."
  ).grouped(results)
  static let exportSVG = Flag<String?>.optional(
    "export-svg", "FILE", kind: .file, "Write the trace as a picture."
  ).grouped(results)

  static let spec = CommandSpec(
    name: "probe-visualize",
    summary: "Show step by step where a map looks for a key: the exact steps of a get, put or del.",
    details: [
      """
      The steps are recorded by the code that serves every operation, not by a model of it; the map is not changed. \
      --mode chooses the layout, adaptive traces grouped (docs/probe_visualize.md).
      """,
      "Keys of --animate: " + ProbeKeys.lines.map { "\($0.keys): \($0.meaning)" }.joined(separator: "; ")
        + ".",
    ],
    flags: [
      operation.spec, key.spec, value.spec, csv.spec, sample.spec, seed.spec, snapshot.spec, hashSeed.spec,
      sideBySide.spec, MapFlags.tombstones.grouped(scene).spec, animate.spec, speed.spec, apply.spec,
      exportJSON.spec, exportSVG.spec,
    ] + readingFlags,
    examples: [
      Example(
        purpose: "the steps of a look-up",
        line:
          "hashmap-cli --mode fast-lookup probe-visualize --operation get --key K1 --seed K1=V1 --seed A=alpha"
      ),
      Example(
        purpose: "the same key in every layout, as a picture",
        line:
          "hashmap-cli probe-visualize --operation put --key K1 --value V --side-by-side --export-svg probe.svg"
      ),
      Example(
        purpose: "play look-ups of two keys of a workload in all layouts",
        line:
          "hashmap-cli probe-visualize --operation get --key k1 --key k2 --csv w.csv --side-by-side --animate"
      ),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag is missing or wrong."),
      FailureNote(label: .invariant, meaning: "The snapshot is damaged or no snapshot."),
      FailureNote(
        label: .policy, meaning: "The snapshot is of the earlier Python program or of a later version."),
      FailureNote(
        label: .io, meaning: "The snapshot or the workload cannot be read, or a result cannot be written."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended --animate."),
    ]
  ) { arguments, session throws(Failure) in
    let probe = try ProbeRequest(arguments, session)
    for path in [probe.exportJSON, probe.exportSVG].compactMap({ $0 }) {
      try OutputFile.check(path, besides: nil)
    }
    let answer = try ProbeAnswer(probe, performs: arguments[apply])
    try Failure.wrapping { () throws(SystemError) in
      if let path = probe.exportJSON { try AtomicFileWriter.replace(path: path, with: answer.file) }
      if let path = probe.exportSVG {
        try AtomicFileWriter.replace(path: path, with: Array(ProbePicture(answer.traces).svg.utf8))
      }
    }
    if arguments[animate], let device = TerminalDevice(term: session.environment["TERM"]) {
      return try ProbeAnimation.play(answer, speed: arguments[speed] ?? 2, on: device, session)
    }
    try session.succeed(text: answer.text) { json in answer.render(into: &json) }
  }

  /// How --csv is read.
  static let readingFlags: [FlagSpec] =
    TraceFlags.all
    + [RunCSVFlags.maxBytes.grouped("Traces").spec, RunCSVFlags.maxLineBytes.grouped("Traces").spec]

  private static let question = "Operation"
  private static let scene = "Map"
  private static let results = "Results"
}

extension ProbeTrace.Operation: FlagChoice {
  /// The word that workloads use.
  var name: String { self == .delete ? "del" : rawValue }

  var help: String { "" }
}

extension ProbeSceneError: FailureConvertible {
  var failure: Failure {
    switch self {
    case .map(let error): error.failure
    case .snapshot(let error): error.failure
    }
  }
}
