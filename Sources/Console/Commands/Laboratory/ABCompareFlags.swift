import Documents
import Laboratory

/// The flags of `ab-compare`.
enum ABCompareFlags {
  static let csv = RunCSVFlags.csv

  // MARK: Sides

  static let baselineLabel = Flag<String>.text(
    "baseline-label", "NAME", default: "baseline", "What reports and files call the baseline."
  ).grouped(sides)
  static let candidateLabel = Flag<String>.text(
    "candidate-label", "NAME", default: "candidate", "What reports and files call the candidate."
  ).grouped(sides)
  static let baselineMode = Flag<MapMode?>.choice(
    "baseline-mode", "MODE", "Map of the baseline, before what its configuration says."
  ).defaulting("--mode").grouped(sides)
  static let candidateMode = Flag<MapMode?>.choice(
    "candidate-mode", "MODE", "Map of the candidate."
  ).defaulting("--mode").grouped(sides)
  static let baselineConfig = Flag<String?>.optional(
    "baseline-config", "FILE", kind: .file, "Settings of the baseline."
  ).defaulting("--config").grouped(sides)
  static let candidateConfig = Flag<String?>.optional(
    "candidate-config", "FILE", kind: .file, "Settings of the candidate."
  ).defaulting("--config").grouped(sides)

  // MARK: Experiment

  static let repeats = Flag<Int>.integer(
    "repeats", in: 1...ComparisonReport.mostRepeats, default: 10,
    "Measured replays of each side; below 5 nothing can be shown about all metrics at once."
  ).grouped(experiment)
  static let warmUp = Flag<Int>.integer(
    "warmup", in: 0...1000, default: 1, "Replays of each side beforehand that are not measured."
  ).grouped(experiment)
  static let calibrate = Flag<Bool?>.negatable(
    "calibrate",
    "Also compare the baseline with itself, which tells the noise floor; costs half as much again."
  ).defaulting("on").grouped(experiment)
  static let metric = Flag<DecidingMetric>.choice(
    "metric", "METRIC", default: .processorCost, "The metric whose verdict is that of the comparison."
  ).grouped(experiment)
  static let minEffect = Flag<Double>.number(
    "min-effect", "PERCENT", in: .above(0, to: 1000), default: 2,
    "The smallest difference worth knowing; --gate takes its place."
  ).with { $0.kind = .percentage(.above(0, to: 1000)) }.grouped(experiment)
  static let gate = Flag<Double?>.number(
    "gate", "PERCENT", in: .from(0, to: 1000),
    "Fail when a metric became worse by more than this (exit 4), or when that could hide in the noise (exit 3)."
  ).with { $0.kind = .percentage(.from(0, to: 1000)) }.grouped(experiment)
  static let orderSeed = Flag<Int>.integer(
    "order-seed", default: 1, "Draws the order of the replays, the hash seeds and the resamples."
  ).grouped(experiment)
  static let latencySampleEvery = Flag<Int?>.integer(
    "latency-sample-every", in: Int.min...Int.max,
    "Time one operation in N, picked at random; p99 needs 1,000 of them a replay; 0 times none."
  ).defaulting("128, or as many as give 2,000 a replay, timed in replays of their own").grouped(experiment)
  static let latencySampleK = RunCSVFlags.latencySampleK

  // MARK: Results

  static let outDir = Flag<String>.text(
    "out-dir", "DIR", default: "results/ab",
    "Where the comparison and its artefacts go; the folder is created."
  ).with { $0.kind = .directory }.grouped(results)
  static let name = Flag<String?>.optional(
    "name", "STEM", "First part of the files' names, STEM_baseline_vs_candidate.json."
  ).defaulting("the workload's, and that of --out-dir").grouped(results)
  static let jsonOut = Flag<String?>.optional(
    "json-out", "FILE", kind: .file, "Write the comparison as JSON here, too."
  ).grouped(results)
  static let markdownOut = Flag<String?>.optional(
    "markdown-out", "FILE", kind: .file, "Write the comparison as Markdown here, too."
  ).grouped(results)
  static let metricsDir = Flag<String?>.optional(
    "metrics-dir", "DIR", kind: .directory, "Write the ticks of both sides below this folder."
  ).defaulting("artifacts in --out-dir").grouped(results)
  static let metricsMaxTicks = Flag<Int>.integer(
    "metrics-max-ticks", in: 1...100_000, default: 100,
    "Ticks of the replay that is recorded of each side, at the same operations for both."
  ).grouped(results)
  static let noArtifacts = Flag<Bool>.toggle(
    "no-artifacts", "Write the JSON alone, and Markdown where --markdown-out asks for it."
  ).grouped(results)

  /// In the order help shows them.
  static let all: [FlagSpec] =
    WorkloadFlags.all
    + [
      baselineLabel.spec, candidateLabel.spec, baselineMode.spec, candidateMode.spec, baselineConfig.spec,
      candidateConfig.spec,
    ] + MapFlags.all
    + [
      repeats.spec, warmUp.spec, calibrate.spec, metric.spec, minEffect.spec, gate.spec, orderSeed.spec,
      latencySampleEvery.spec, latencySampleK.spec,
    ]
    + [
      outDir.spec, name.spec, jsonOut.spec, markdownOut.spec, metricsDir.spec, metricsMaxTicks.spec,
      noArtifacts.spec, RunCSVFlags.progress.spec,
    ]

  private static let sides = "Sides"
  private static let experiment = "Experiment"
  private static let results = "Results"
}

/// The metrics that can decide a comparison.
enum DecidingMetric: String, FlagChoice {
  case processorCost = "cpu_ns_per_op"
  case throughput = "ops_per_second"
  case medianLatency = "p50"
  case tailLatency = "p99"

  var help: String {
    switch self {
    case .processorCost: "processor time an operation; what else runs on the machine does not count"
    case .throughput: "operations per second of the clock on the wall"
    case .medianLatency: "the median of the sampled latencies"
    case .tailLatency: "their 99th percentile"
    }
  }

  /// Its name in a comparison.
  var metric: String {
    switch self {
    case .processorCost, .throughput: rawValue
    case .medianLatency, .tailLatency: "latency_ms.overall.\(rawValue)"
    }
  }
}
