import Documents
import HashMaps
import Laboratory
import Workloads

/// An `ab-compare` command line once checked.
struct ABCompareOptions {
  /// One side: what reports show of it, and its map.
  struct Side {
    let setup: ComparedArm.Setup
    let map: MapConfiguration
  }

  let csv: String
  let limits: CSVLimits
  let traces: TraceOptions
  let baseline: Side
  let candidate: Side
  let repeats: Int
  let warmUps: Int
  let calibrates: Bool
  let metric: String
  /// The smallest difference worth knowing, in percent.
  let minimumEffect: Double
  let gate: Double?
  let seed: UInt64
  /// One operation in this many is timed, below 1 none; nil leaves that to the length of the workload.
  let sampleEvery: Int?
  let outDir: String
  /// First parts of the comparison's file names.
  let stems: [String]
  let jsonOut: String?
  let markdownOut: String?
  let metricsDir: String?
  let ticks: Int
  let writesArtifacts: Bool
  let progress: ProgressPolicy

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    typealias Flags = ABCompareFlags
    csv = arguments[Flags.csv]
    limits = CSVLimits(arguments)
    traces = try TraceOptions(arguments)
    baseline = try Self.side(
      arguments[Flags.baselineLabel], arguments[Flags.baselineMode], arguments[Flags.baselineConfig],
      "--baseline-mode", arguments, session)
    candidate = try Self.side(
      arguments[Flags.candidateLabel], arguments[Flags.candidateMode], arguments[Flags.candidateConfig],
      "--candidate-mode", arguments, session)
    repeats = arguments[Flags.repeats]
    warmUps = arguments[Flags.warmUp]
    calibrates = arguments[Flags.calibrate] ?? true
    metric = arguments[Flags.metric].metric
    gate = arguments[Flags.gate]
    minimumEffect = gate.map { max($0, 0.01) } ?? arguments[Flags.minEffect]
    seed = UInt64(arguments[Flags.orderSeed])
    sampleEvery = arguments[Flags.latencySampleEvery]
    outDir = arguments[Flags.outDir]
    jsonOut = arguments[Flags.jsonOut]
    markdownOut = arguments[Flags.markdownOut]
    metricsDir = arguments[Flags.metricsDir]
    ticks = arguments[Flags.metricsMaxTicks]
    writesArtifacts = !arguments[Flags.noArtifacts]
    progress = arguments[RunCSVFlags.progress]
    if let name = arguments[Flags.name] {
      stems = [FileName.part(name)]
    } else {
      var stems = [FileName.stem(of: csv)]
      // Whoever names a folder for one comparison looks for its files under that name.
      if arguments.has(Flags.outDir), let folder = FileName.last(of: outDir), !stems.contains(folder) {
        stems.append(FileName.part(folder))
      }
      self.stems = stems
    }
    try check()
  }

  /// The part of a file name that tells the sides.
  var pair: String {
    "\(FileName.part(baseline.setup.label))_vs_\(FileName.part(candidate.setup.label))"
  }

  private func check() throws(Failure) {
    if baseline.setup.label == candidate.setup.label {
      throw .badInput(
        "both sides are called \(baseline.setup.label)", hint: "give them different --…-label names")
    }
    if let sampleEvery, sampleEvery < 1, metric.hasPrefix("latency") {
      throw .badInput(
        "--metric \(metric.suffix(3)) needs sampled latencies", hint: "leave --latency-sample-every above 0")
    }
    try OutputFile.checkApart(
      [("--json-out", jsonOut), ("--markdown-out", markdownOut)],
      from: [csv] + [baseline, candidate].compactMap(\.setup.configPath))
    if !writesArtifacts, metricsDir != nil {
      throw .badInput("--metrics-dir and --no-artifacts contradict each other", hint: "give one of them")
    }
  }

  private static func side(
    _ label: String, _ mode: MapMode?, _ config: String?, _ flag: String, _ arguments: Arguments,
    _ session: Session
  ) throws(Failure) -> Side {
    let path = config ?? session.options.configPath
    var settings = try session.settings(arguments, file: path)
    if let mode {
      try Failure.wrapping { () throws(DocumentError) in
        try settings.merge(flag: flag, name: MapKeys.mode.name, text: mode.name)
      }
    }
    return Side(
      setup: ComparedArm.Setup(label: label, mode: settings.mapMode.name, configPath: path),
      map: MapConfiguration(settings))
  }
}

/// Names of files made from what people typed.
enum FileName {
  /// Letters, digits, dots, hyphens and underscores as they are, anything else as `_`.
  static func part(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
    }
    let name = String(kept)
    return name.allSatisfy { $0 == "." } ? "_" : name
  }

  /// The last part of a path; nil where it says nothing (`.`, `..`, `/`).
  static func last(of path: String) -> String? {
    guard let last = path.split(separator: "/").last, last != ".", last != ".." else { return nil }
    return String(last)
  }

  /// The name of a workload without its folder and suffixes.
  static func stem(of path: String) -> String {
    if path == "-" { return "stdin" }
    var name = Substring(last(of: path) ?? path)
    for suffix in [".gz", ".zst", ".csv"] where name.hasSuffix(suffix) && name.count > suffix.count {
      name = name.dropLast(suffix.count)
    }
    return part(String(name))
  }
}
