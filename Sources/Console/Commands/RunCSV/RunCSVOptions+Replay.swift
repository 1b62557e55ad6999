import Documents
import HashMaps
import Telemetry
import Workloads

extension RunCSVOptions {
  /// The run these options ask for; draws a seed when none is set, reads recorded decisions.
  func replay() throws(Failure) -> ReplaySettings {
    var map = configuration
    if let decisions {
      map.decisions = try Failure.wrapping { () throws(WorkloadError) in
        try DecisionFile.read(path: decisions)
      }
    }
    var replay = ReplaySettings(map: map)
    replay.engine = engine
    try PacingFlags.check(pacing)
    replay.pacing = pacing
    replay.plan = plan
    replay.liveKeys = LiveKeys.all
    replay.tickOperations = tickOps
    replay.tickNanoseconds = tickInterval
    replay.sampleEvery = latencySampleEvery
    replay.compactNanoseconds = compactInterval.map { UInt64(max(1, min($0 * 1e9, 9e18))) }
    replay.maxMemory = maxMemory
    replay.buckets = latencyBuckets
    replay.thresholds = Guardrails.Thresholds(declared: settings)
    replay.isWatching = settings.bool(WatchdogKeys.enabled.name)
    replay.thresholds.memoryLimit = [maxMemory, map.memoryBudget].compactMap { $0 }.min()
    replay.rateAlpha = settings.number(MetricsKeys.opsAlpha.name)
    replay.wantsDigest = wantsDigest
    replay.announcesForecasts = announcesForecasts
    return replay
  }
}

extension Guardrails.Thresholds {
  /// The thresholds of `[watchdog]`; none where it is switched off.
  init(_ settings: Settings) {
    if settings.bool(WatchdogKeys.enabled.name) { self.init(declared: settings) } else { self.init() }
  }

  /// The thresholds of `[watchdog]`, whether it is switched on or off.
  init(declared settings: Settings) {
    self.init()
    loadFactor = settings.optionalNumber(WatchdogKeys.loadFactor.name)
    averageProbe = settings.optionalNumber(WatchdogKeys.averageProbe.name)
    tombstoneRatio = settings.optionalNumber(WatchdogKeys.tombstones.name)
    throughputDrop = settings.optionalNumber(WatchdogKeys.throughputDrop.name)
    latencyP99 = settings.optionalNumber(WatchdogKeys.latency.name)
    migrationSeconds = settings.optionalNumber(WatchdogKeys.migrationSeconds.name)
    migrationsPerMinute = settings.optionalNumber(WatchdogKeys.migrationRate.name)
    memoryUse = settings.optionalNumber(WatchdogKeys.memoryUse.name)
    recommendationConflicts = settings.optionalNumber(WatchdogKeys.conflicts.name)
    forecastHorizon = settings.optionalNumber(WatchdogKeys.forecastHorizon.name)
    hysteresis = settings.number(WatchdogKeys.hysteresis.name)
    holdSeconds = settings.number(WatchdogKeys.hold.name)
  }
}
