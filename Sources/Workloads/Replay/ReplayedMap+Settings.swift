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
    case .memoryBudget: configuration.memoryBudget = value.integer
    case .warnLoadFactor: observation.thresholds.loadFactor = value.number
    case .warnAverageProbe: observation.thresholds.averageProbe = value.number
    case .warnTombstones: observation.thresholds.tombstoneRatio = value.number
    case .tickOperations:
      tickOperations = UInt64(max(0, value.integer ?? 0))
      scheduleTicks()
    case .tickInterval:
      tickNanoseconds = Self.nanoseconds(value.number ?? 0)
      scheduleTicks()
    case .compactInterval:
      compactNanoseconds = value.number.map { max(1, Self.nanoseconds($0)) }
      nextCompaction = compactNanoseconds.map { MonotonicClock.nanoseconds() &+ $0 } ?? .max
    case .maxMemory: maxMemory = value.integer
    }
    map.adjust(to: configuration)
    return (.applied, "\(setting.rawValue) is \(value)")
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
