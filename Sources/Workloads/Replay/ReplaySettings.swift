import Dataflow
import Documents
import HashMaps
import Telemetry

/// What carries batches to the map and observations away from it. Results are the same.
package enum ReplayEngine: String, CaseIterable, Sendable {
  /// A graph of a source, the map and an observer, with a control band.
  case graph
  /// A plain loop.
  case direct
}

/// How a replay runs and what it measures.
package struct ReplaySettings: Sendable {
  /// What drives it.
  package var engine = ReplayEngine.graph
  /// The map; its seed is drawn before the run when it has none, so that the result can tell it.
  package var map: MapConfiguration
  /// Operations between two ticks; nil for none.
  package var tickOperations: Int? = 1_048_576
  /// Nanoseconds between two ticks; nil for none.
  package var tickNanoseconds: UInt64? = 250_000_000
  /// One operation in this many is timed; nil for none.
  package var sampleEvery: Int? = 1024
  /// When operations come; nil for as soon as the map has done those before. Pacing by a trace needs a source that says
  /// when each operation is due (``TraceOptions/wantsTimes``).
  package var pacing: Pacing?
  /// Nanoseconds between two compactions nobody asked for; nil for none.
  package var compactNanoseconds: UInt64?
  /// Bytes the map may hold before the run is stopped; nil for any number.
  package var maxMemory: Int?
  /// Bounds of the latency histograms in ticks.
  package var buckets = LatencyBuckets.standard
  /// Guardrails that ticks are held against.
  package var thresholds = Guardrails.Thresholds()
  /// Whether they are; commands may change it.
  package var isWatching = true
  /// Whether events announce what is forecast.
  package var announcesForecasts = false
  /// Share of a new interval in the smoothed rate of ticks.
  package var rateAlpha = 0.25
  /// Commands given beforehand, each with its operation.
  package var plan: [PlannedCommand] = []
  /// The declarations of the settings that commands may change.
  package var liveKeys: [SettingKey] = []
  /// The snapshots that are written.
  package var snapshots = SnapshotSettings()
  /// Operations at the beginning of the workload that are read but not applied.
  package var skippedOperations: UInt64 = 0
  /// Whether the content digest is computed at the end.
  package var wantsDigest = false

  /// The defaults for a map.
  package init(map: MapConfiguration) {
    self.map = map
    if map.seed == nil {
      // Within 63 bits, so that it can be given back wherever a signed number is read.
      self.map.seed = UInt64.random(in: 0...UInt64(Int64.max))
    }
  }

  /// The guardrails that ticks are held against at first.
  var watched: Guardrails.Thresholds { isWatching ? thresholds : Guardrails.Thresholds() }

  /// The seed of the map's hash.
  package var seed: UInt64 { map.seed ?? 0 }
}

/// What a replay tells the program around it, and what it asks; called on the thread that replays.
package struct ReplayHooks {
  /// The signal that asks the run to stop, or nil; asked between ranges of operations.
  package var interruption: () -> Int32? = { nil }
  /// Whether somebody has asked for a tick at once since the last time; asked between ranges of operations.
  package var wantsTick: () -> Bool = { false }
  /// How far the run is: operations applied, bytes of input they took.
  package var progress: (_ operations: Int, _ inputBytes: Int) -> Void = { _, _ in }
  /// Every tick in order. An error ends the run.
  package var tick: (Frame) throws(ReplayFault) -> Void = { _ throws(ReplayFault) in }
  /// Guardrails that began or ceased to be reached.
  package var alert: (AlertChange) -> Void = { _ in }
  /// The recommendations the run is held against, where they are others than before; asked at every tick.
  package var advice: () -> RunAdvice? = { nil }
  /// A migration of the whole map has begun, while it held that many entries; large is what is worth a warning.
  package var migration: (_ event: StructuralEvent, _ entries: Int, _ isLarge: Bool) -> Void = { _, _, _ in }
  /// The graph of the run is about to begin; engine `graph` alone has one.
  package var graph: (Scheduler) -> Void = { _ in }
  /// The durations of all sampled operations, once the run is over.
  package var measured: (borrowing OperationLatency) -> Void = { _ in }

  /// Hooks that do nothing.
  package init() {}
}
