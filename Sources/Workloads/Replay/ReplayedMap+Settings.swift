import Base
import Documents
import HashMaps
import Telemetry

/// Settings that change while a run goes on.
extension ReplayedMap {
  /// Changes one; the values fit its declaration.
  func set(_ setting: LiveSetting, _ value: SettingValue) -> (status: Receipt.Status, detail: String) {
    if setting.isOfPolicy, !configuration.isAdaptive {
      return (.refused, "the map keeps its layout: it has no policy to change")
    }
    switch setting {
    case .incrementalBatch: configuration.incrementalBatch = value.integer ?? configuration.incrementalBatch
    case .maxLoadFactorChaining:
      configuration.maxLoadFactorChaining = value.number ?? configuration.maxLoadFactorChaining
    case .maxGroupLength: configuration.maxGroupLength = value.integer ?? configuration.maxGroupLength
    case .maxAverageProbe:
      configuration.maxAverageProbeRobinhood = value.number ?? configuration.maxAverageProbeRobinhood
    case .maxTombstoneRatio:
      configuration.maxTombstoneRatio = value.number ?? configuration.maxTombstoneRatio
    case .largeMapWarning:
      configuration.largeMapWarnThreshold = value.integer ?? configuration.largeMapWarnThreshold
    case .memoryBudget:
      configuration.memoryBudget = value.integer
      watchMemory()
    case .watchdog: isWatching = value == .bool(true)
    case .warnLoadFactor: thresholds.loadFactor = value.number
    case .warnAverageProbe: thresholds.averageProbe = value.number
    case .warnTombstones: thresholds.tombstoneRatio = value.number
    case .warnThroughputDrop: thresholds.throughputDrop = value.number
    case .warnLatency: thresholds.latencyP99 = value.number
    case .warnMigrationSeconds: thresholds.migrationSeconds = value.number
    case .warnMigrationRate: thresholds.migrationsPerMinute = value.number
    case .warnMemoryUse: thresholds.memoryUse = value.number
    case .warnConflicts: thresholds.recommendationConflicts = value.number
    case .forecastHorizon: thresholds.forecastHorizon = value.number
    case .hysteresis: thresholds.hysteresis = value.number ?? thresholds.hysteresis
    case .hold: thresholds.holdSeconds = value.number ?? thresholds.holdSeconds
    case .tickOperations:
      tickOperations = UInt64(max(0, value.integer ?? 0))
      scheduleTicks()
    case .tickInterval:
      tickNanoseconds = Self.nanoseconds(value.number ?? 0)
      scheduleTicks()
    case .compactInterval:
      compactNanoseconds = value.number.map { max(1, Self.nanoseconds($0)) }
      nextCompaction = compactNanoseconds.map { MonotonicClock.nanoseconds() &+ $0 } ?? .max
    case .maxMemory:
      maxMemory = value.integer
      watchMemory()
    }
    map.adjust(to: configuration)
    observation.thresholds = isWatching ? thresholds : Guardrails.Thresholds()
    return (.applied, "\(setting.rawValue) is \(value)")
  }

  /// What the map may hold is the smaller of the two limits.
  private func watchMemory() {
    thresholds.memoryLimit = [maxMemory, configuration.memoryBudget].compactMap { $0 }.min()
  }

  private static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(min(seconds * 1e9, 9e18)) }

  /// Has ticks come at the new pace, counted from here.
  private func scheduleTicks() {
    let now = MonotonicClock.nanoseconds()
    schedule = TickSchedule(everyOperations: tickOperations, everyNanoseconds: tickNanoseconds, now: now)
    // A multiple that has passed already is not made up for.
    _ = schedule.takeDue(operations: applier.counts.total, now: now)
  }
}

extension SettingValue {
  /// The whole number; nil for other kinds.
  fileprivate var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The number; nil for other kinds.
  fileprivate var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
