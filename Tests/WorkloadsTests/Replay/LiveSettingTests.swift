import Documents
import HashMaps
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// Settings that commands change while a run goes on: each has its effect, and what cannot change says why.
@Suite struct LiveSettingTests {
  private func map(_ change: (inout ReplaySettings) -> Void = { _ in }) throws -> ReplayedMap {
    var configuration = MapConfiguration()
    configuration.memoryBudget = 9000
    var settings = ReplaySettings(map: configuration)
    settings.maxMemory = 8000
    settings.thresholds.loadFactor = 0.5
    change(&settings)
    return try ReplayedMap(settings, hooks: ReplayHooks(), resuming: nil)
  }

  @Test(arguments: LiveSetting.allCases)
  func eachTakesEffect(_ setting: LiveSetting) throws {
    let map = try map()
    func set(_ value: SettingValue) {
      let receipt = map.perform(.set(setting, value), "set:\(setting.rawValue)")
      #expect(receipt.status == .applied && receipt.detail.hasPrefix("\(setting.rawValue) is "), "\(receipt)")
    }
    let isFlag = setting == .watchdog
    let isWhole =
      [.incrementalBatch, .maxGroupLength, .memoryBudget, .largeMapWarning, .tickOperations, .maxMemory]
      .contains(setting)
    set(isFlag ? .bool(false) : isWhole ? .integer(123) : .number(0.125))
    let seen = map.observation.thresholds
    switch setting {
    case .incrementalBatch: #expect(map.configuration.incrementalBatch == 123)
    case .maxLoadFactorChaining: #expect(map.configuration.maxLoadFactorChaining == 0.125)
    case .maxGroupLength: #expect(map.configuration.maxGroupLength == 123)
    case .maxAverageProbe: #expect(map.configuration.maxAverageProbeRobinhood == 0.125)
    case .maxTombstoneRatio: #expect(map.configuration.maxTombstoneRatio == 0.125)
    case .largeMapWarning: #expect(map.configuration.largeMapWarnThreshold == 123)
    case .memoryBudget: #expect(map.configuration.memoryBudget == 123 && seen.memoryLimit == 123)
    case .watchdog:
      #expect(seen == Guardrails.Thresholds())
      set(.bool(true))
      #expect(map.observation.thresholds.loadFactor == 0.5)
    case .warnLoadFactor: #expect(seen.loadFactor == 0.125)
    case .warnAverageProbe: #expect(seen.averageProbe == 0.125)
    case .warnTombstones: #expect(seen.tombstoneRatio == 0.125)
    case .warnThroughputDrop: #expect(seen.throughputDrop == 0.125)
    case .warnLatency: #expect(seen.latencyP99 == 0.125)
    case .warnMigrationSeconds: #expect(seen.migrationSeconds == 0.125)
    case .warnMigrationRate: #expect(seen.migrationsPerMinute == 0.125)
    case .warnMemoryUse: #expect(seen.memoryUse == 0.125)
    case .warnConflicts: #expect(seen.recommendationConflicts == 0.125)
    case .forecastHorizon: #expect(seen.forecastHorizon == 0.125)
    case .hysteresis: #expect(seen.hysteresis == 0.125)
    case .hold: #expect(seen.holdSeconds == 0.125)
    case .tickOperations:
      #expect(map.tickOperations == 123 && map.schedule.operationsUntilDue(after: 0) == 123)
    case .tickInterval: #expect(map.tickNanoseconds == 125_000_000)
    case .compactInterval: #expect(map.compactNanoseconds == 125_000_000)
    case .maxMemory: #expect(map.maxMemory == 123 && seen.memoryLimit == 123)
    }
    #expect(map.receipts.receipts.count == (isFlag ? 2 : 1))
  }

  /// What is set while nobody watches counts from when somebody does.
  @Test func aWatchdogSwitchedOffKeepsItsLimits() throws {
    let map = try map { $0.isWatching = false }
    #expect(map.observation.thresholds == Guardrails.Thresholds())
    map.perform(.set(.warnTombstones, .number(0.25)), "")
    #expect(map.observation.thresholds == Guardrails.Thresholds())
    map.perform(.set(.watchdog, .bool(true)), "")
    #expect(map.observation.thresholds.loadFactor == 0.5 && map.observation.thresholds.tombstoneRatio == 0.25)
    map.perform(.set(.warnLoadFactor, .none), "")
    #expect(map.observation.thresholds.loadFactor == nil)
  }

  @Test func aLimitSetLateRaisesAnAlert() throws {
    let keys = [
      SettingKey("watchdog.enabled", .bool, default: .bool(true), help: "Watch."),
      SettingKey(
        "watchdog.load_factor_warn", .optionalNumber(.from(0, to: 1)), default: .none, help: "Warn."),
    ]
    let run = try ReplayRun(
      Repository.path("Tests/Corpus/redis-history.csv"), .fixed(.grouped),
      change: { settings in
        settings.isWatching = false
        settings.liveKeys = keys
        settings.plan = try! ["9000=set:watchdog.enabled=true", "20000=set:watchdog.load_factor_warn=0.01"]
          .map {
            try PlannedCommand($0, settings: keys)
          }
      })
    #expect(run.result.alerts.map(\.metric) == ["load_factor"])
    let first = try #require(run.ticks.first { !$0.alerts.isEmpty })
    // The tick of that operation came first.
    #expect(first.counts.total == 21_000)
  }

  @Test func whatCannotChangeSaysWhy() {
    for (name, reason) in FixedSetting.reasons {
      #expect(LiveSetting(rawValue: name) == nil)
      do throws(WorkloadError) {
        _ = try ReplayCommand("set:\(name)=1", settings: [])
        Issue.record("\(name) was accepted")
      } catch {
        #expect(error.detail == "\(name) cannot change while a run goes on" && error.hint == reason)
      }
    }
  }
}
