import Documents
import HashMaps

extension MapConfiguration {
  /// The map that the settings describe.
  init(_ settings: Settings) {
    self.init()
    let start = Layout(name: settings.text(AdaptiveKeys.startBackend.name))
    if let fixed = settings.mapMode.layout {
      layout = fixed
      isAdaptive = false
    } else if let start {
      layout = start
    }
    policy = PolicyKind(named: settings.text(AdaptiveKeys.policy.name)) ?? policy
    seed = settings.optionalInteger(MapKeys.seed.name).map { UInt64($0) }
    hash = HashKind(named: settings.text(MapKeys.hash.name)) ?? hash
    segmentBytes = settings.optionalInteger(MapKeys.segmentBytes.name)
    usesTombstones = settings.bool(MapKeys.tombstones.name)
    initialCapacity =
      layout == .chaining
      ? settings.integer(AdaptiveKeys.initialBuckets.name)
        * settings.integer(AdaptiveKeys.groupsPerBucket.name)
      : settings.integer(AdaptiveKeys.initialCapacity.name)
    incrementalBatch = settings.integer(AdaptiveKeys.incrementalBatch.name)
    maxLoadFactorChaining = settings.number(AdaptiveKeys.maxLoadFactorChaining.name)
    maxGroupLength = settings.integer(AdaptiveKeys.maxGroupLength.name)
    maxAverageProbeRobinhood = settings.number(AdaptiveKeys.maxAverageProbe.name)
    maxTombstoneRatio = settings.number(AdaptiveKeys.maxTombstoneRatio.name)
    largeMapWarnThreshold = settings.integer(AdaptiveKeys.largeMapWarning.name)
    memoryBudget = settings.optionalInteger(AdaptiveKeys.memoryBudget.name)
  }
}

extension Settings {
  /// The mode the settings choose.
  var mapMode: MapMode { MapMode(named: text(MapKeys.mode.name)) ?? .adaptive }
}
