import Documents
import Workloads

/// The flags of `run-csv`.
enum RunCSVFlags {
  // MARK: Input

  static let csv = Flag<String>.required(
    "csv", "FILE", kind: .file,
    "Workload or trace to replay; .gz and .zst are read as they stand, - is standard input."
  ).grouped(input)
  static let dryRun = Flag<Bool>.toggle(
    "dry-run", "Check the whole workload and replay nothing; lists up to 20 problems."
  ).grouped(input)
  static let maxRows = Flag<Int>.integer(
    "csv-max-rows", default: 5_000_000,
    "Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number."
  ).grouped(input)
  static let maxBytes = Flag<Int>.bytes(
    "csv-max-bytes", default: 524_288_000, "Refuse a larger workload; 0 accepts any size."
  ).grouped(input)
  static let maxLineBytes = Flag<Int>.bytes(
    "csv-max-line-bytes", in: 0...1_073_741_824, default: 16_777_216,
    "Refuse a workload with a longer row; 0 accepts any up to 1 GiB."
  ).grouped(input)

  static let skipOps = Flag<UInt64?>(
    spec: FlagSpec(
      long: "skip-ops", kind: .integer(0...Int.max, words: ["recorded"]), valueName: "N", fallback: "0",
      help: "Pass over the first N operations; recorded: those the snapshot of --snapshot-in has seen.")
  ) { $0.isEmpty ? 0 : $0.last?.integer.map { UInt64($0) } }.grouped(input)
  static let snapshotIn = Flag<String?>.optional(
    "snapshot-in", "FILE", kind: .file,
    "Begin with the map of this snapshot, set up as it was unless flags of the map are given."
  ).grouped(input)

  // MARK: Map

  static let compactInterval = Flag<Double?>.number(
    "compact-interval", "SECONDS", in: .above(0),
    "Compact the map this often: half-empty segments are merged, traces of deletions cleared."
  ).grouped(map)
  static let maxMemory = Flag<Int?>.bytes(
    "max-memory", in: 1...Int.max, "Stop the run (Policy, exit 4) when the map holds more."
  ).grouped(map)
  static let decisions = Flag<String?>.optional(
    "decisions", "FILE", kind: .file,
    "Repeat the adaptive decisions recorded in this file, at the same operations."
  ).grouped(map)
  static let decisionsOut = Flag<String?>.optional(
    "decisions-out", "FILE", kind: .file, "Record every adaptive decision with its operation number."
  ).grouped(map)

  // MARK: Control

  static let engine = Flag<ReplayEngine>.choice(
    "engine", "ENGINE", default: .graph, "What carries the operations to the map; results are the same."
  ).grouped(control)
  static let at = Flag<[String]>.repeated(
    "at", "OPS=COMMAND",
    "Carry a command out after exactly OPS operations: \(commands)."
  ).grouped(control)
  static let controlSocket = Flag<String?>.optional(
    "control-socket", "PATH", kind: .file,
    "Listen for commands on this Unix socket while the run goes on; hashmap-cli control sends them."
  ).grouped(control)
  private static let commands = ReplayCommand.usages.filter { $0 != "resume" && $0 != "status" }
    .joined(separator: ", ")

  // MARK: Measurement

  static let tickOps = Flag<Int>.integer(
    "tick-ops", default: 1_048_576, "Measure a tick after this many operations; 0 never does."
  ).grouped(measurement)
  static let tickInterval = Flag<Double>.number(
    "tick-interval", "SECONDS", in: .from(0, to: 86_400), default: 0.25,
    "Measure a tick after this time; 0 never does, and two runs then differ in times alone."
  ).grouped(measurement)
  static let latencySampleEvery = Flag<Int>.integer(
    "latency-sample-every", in: Int.min...Int.max, default: 1024,
    "Time one operation in N, picked at random; 0 times none."
  ).grouped(measurement)
  static let latencySampleK = Flag<Int?>.integer(
    "latency-sample-k", "K", in: Int.min...Int.max, "Without effect: all samples are kept, in a histogram."
  ).grouped(measurement).obsolete()

  // MARK: Results

  static let metricsOutDir = Flag<String?>.optional(
    "metrics-out-dir", "DIR", kind: .directory, "Write every tick to DIR/metrics.ndjson; DIR is created."
  ).grouped(results)
  static let metricsMaxTicks = Flag<Int?>.integer(
    "metrics-max-ticks", in: 1...Int.max,
    "Keep about this many of the newest ticks in the file, and at most so many on the server."
  ).grouped(results)
  static let jsonSummaryOut = Flag<String?>.optional(
    "json-summary-out", "FILE", kind: .file, "Write the summary of the run as JSON."
  ).grouped(results)
  static let snapshotOut = Flag<String?>.optional(
    "snapshot-out", "FILE", kind: .file, "Write what the map holds at the end (docs/snapshots.md)."
  ).grouped(results)
  static let snapshotInterval = Flag<Double?>.number(
    "snapshot-interval", "SECONDS", in: .above(0), "Write the file of --snapshot-out this often, too."
  ).grouped(results)
  static let digest = Flag<Bool>.toggle(
    "digest", "Compute the content digest of the map at the end; it is the same for every layout."
  ).grouped(results)
  static let serve = Flag<Bool>.toggle(
    "serve", "The same as --linger."
  ).grouped("Server")
  static let linger = Flag<Bool>.toggle(
    "linger",
    "Serve the run, on a free port where none is named, and go on after its end until SIGINT or SIGTERM."
  ).grouped("Server")
  static let forecast = Flag<Bool>.toggle(
    "forecast", "Mark in the ticks when the next split, conversion or breach is expected (docs/forecast.md)."
  ).grouped(measurement)
  static let progress = Flag<ProgressPolicy>.choice(
    "progress", "WHEN", default: .auto, "When to show a progress bar on standard error."
  ).grouped(results)
  static let tui = Flag<Bool>.toggle(
    "tui", "Show the run in the terminal while it goes on, and at its end until q is pressed (docs/tui.md)."
  ).grouped(results)

  /// In the order help shows them.
  static let all: [FlagSpec] =
    [
      csv.spec, dryRun.spec, maxRows.spec, maxBytes.spec, maxLineBytes.spec, snapshotIn.spec,
      SnapshotFlags.verifyKey.grouped(input).spec, skipOps.spec,
    ]
    + TraceFlags.all
    + MapFlags.all
    + [compactInterval.spec, maxMemory.spec, decisions.spec, decisionsOut.spec]
    + PacingFlags.all
    + [engine.spec, at.spec, controlSocket.spec]
    + [
      tickOps.spec, tickInterval.spec, latencySampleEvery.spec, latencySampleK.spec,
      MetricsFlags.latencyBuckets.spec, forecast.spec,
    ]
    + [metricsOutDir.spec, metricsMaxTicks.spec, jsonSummaryOut.spec]
    + [
      snapshotOut.spec, SnapshotFlags.compress.grouped(results).spec, snapshotInterval.spec,
      SnapshotFlags.stamp.grouped(results).spec, SnapshotFlags.sign.grouped(results).spec,
    ]
    + [digest.spec, progress.spec, tui.spec]
    + [AdviceReader.flag.grouped(measurement).spec, ServerFlags.alertWebhook.grouped(measurement).spec]
    + [ServerFlags.port.spec, ServerFlags.host.spec, linger.spec, serve.spec] + ServerFlags.common

  private static let input = "Input"
  private static let map = "Map"
  private static let control = "Control"
  private static let measurement = "Measurement"
  private static let results = "Results"
}

extension ReplayEngine: FlagChoice {
  var help: String {
    switch self {
    case .graph: "a graph of source, map and observer, with a control band"
    case .direct: "a plain loop; takes no commands over a socket"
    }
  }
}
