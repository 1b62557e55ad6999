import Base
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Console
@testable import Documents

@Suite struct ConfigurationTests {
  @Test func everySourceWithItsOrigin() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "adhash.toml",
      """
      [map]
      mode = "compact"
      segment_bytes = "unlimited"
      [adaptive]
      max_group_len = 5
      memory_budget = 1000
      [watchdog]
      avg_probe_warn = "off"
      """)
    let environment = [
      "ADHASH_CONFIG": path, "ADAPTIVE_MAX_GROUP_LEN": "6", "WATCHDOG_ENABLED": "no",
      "ADHASH_MODE": "grouped",
      "ADHASH_HASH": "", "ADHASH_MEMORY_BUDGET": "none",
    ]
    let line = [
      "config", "show", "--mode", "chaining", "--memory-budget=2MiB", "--no-tombstones", "--seed=7",
    ]
    let text = try InProcess(line, environment: environment).output.replacing(path, with: "adhash.toml")
    #expect(try Repository.difference(text, from: "Tests/Goldens/console/config-show.txt") == nil)
    let json = try InProcess(line + ["--json"], environment: environment)
    let shown = json.output.replacing(path, with: "adhash.toml")
    #expect(try Repository.difference(shown, from: "Tests/Goldens/console/config-show.json") == nil)
    #expect(json.exitCode == 0 && json.errors.isEmpty)
  }

  @Test func flagBeatsEnvironmentBeatsFileBeatsDefault() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("c.toml", "[adaptive]\npolicy = \"thresholds\"\n")
    let other = try folder.write("d.toml", "")
    let table: [(file: String?, environment: String?, flag: String?, shown: String)] = [
      (nil, nil, nil, "live       default"),
      (file, nil, nil, "thresholds  \(file):2"),
      (file, "live", nil, "live       environment ADHASH_POLICY"),
      (file, "live", "thresholds", "thresholds  flag --policy"),
      (nil, nil, "live", "live       flag --policy"),
    ]
    for row in table {
      var environment: [String: String] = [:]
      if let file = row.file { environment["ADHASH_CONFIG"] = file }
      if let value = row.environment { environment["ADHASH_POLICY"] = value }
      let words = ["config", "show"] + (row.flag.map { ["--policy", $0] } ?? [])
      let run = try InProcess(words, environment: environment)
      let line = run.output.split(separator: "\n").first { $0.hasPrefix("adaptive.policy ") }
      let expected = row.shown.split(separator: " ", maxSplits: 1).map { $0.drop { $0 == " " } }
      #expect(line?.split(separator: " ").dropFirst().first == expected[0], "\(row)")
      #expect(line?.hasSuffix("  " + expected[1].drop { $0 == " " }) == true, "\(row): \(line ?? "")")
    }
    // The flag --config beats ADHASH_CONFIG as a whole.
    let run = try InProcess("--config", other, "config", "show", environment: ["ADHASH_CONFIG": file])
    #expect(run.output.contains("\nadaptive.policy                         live "))
  }

  @Test func wrongSettingsAreBadInput() throws {
    let folder = try TemporaryFolder()
    let table: [(toml: String, environment: [String: String], detail: String, hint: String?)] = [
      ("[map]\nsed = 1", [:], ":2:1: unknown setting map.sed", "did you mean map.seed?"),
      ("[mapp]\nseed = 1", [:], ":1:2: unknown table [mapp]", "did you mean map?"),
      ("[map\n", [:], ":1:5: ", nil),
      (
        "[adaptive]\ninitial_buckets = 100", [:], ":2:19: adaptive.initial_buckets must be a power of two",
        nil
      ),
      ("", ["ADAPTIVE_MAX_LF_CHAINING": "2"], "environment variable ADAPTIVE_MAX_LF_CHAINING: ", nil),
      ("", ["ADHASH_METRICS_PORT": "70000"], "environment variable ADHASH_METRICS_PORT: ", nil),
    ]
    for row in table {
      let path = try folder.write("c.toml", row.toml)
      let run = try InProcess("--config", path, "config", "show", environment: row.environment)
      #expect(run.exitCode == 2 && run.output.isEmpty, "\(row)")
      let envelope = try JSONDecoder().decode([String: String].self, from: Data(run.errors.utf8))
      #expect(
        envelope["error"] == "BadInput" && envelope["detail"]?.contains(row.detail) == true, "\(run.errors)")
      if let hint = row.hint { #expect(envelope["hint"] == hint) }
    }
    #expect(try InProcess("help", environment: ["ADHASH_POLICY": "x"]).exitCode == 0)
  }

  @Test func theTableIsSound() throws {
    let names = SettingKeys.all.map(\.name)
    let variables = SettingKeys.all.compactMap(\.environment)
    #expect(Set(names).count == names.count && Set(variables).count == variables.count)
    #expect(variables.count == names.count)
    // Every default obeys its own rule.
    var settings = Settings(keys: SettingKeys.all)
    for key in SettingKeys.all where key.defaultValue != .none {
      try settings.merge(flag: "--x", name: key.name, text: key.defaultValue.shown)
      #expect(settings.value(key.name) == key.defaultValue, "\(key.name)")
    }
    let flags = Program.hashmapCLI.commands.flatMap(\.flags) + Program.hashmapCLI.globals
    for flag in flags where flag.setting != nil {
      let key = try #require(SettingKeys.all.first { $0.name == flag.setting }, "\(flag.long)")
      #expect(flag.settingEnvironment == key.environment)
      if case .choice(let words) = flag.kind, case .choice(let allowed) = key.kind {
        #expect(words.map(\.name) == allowed, "\(flag.long)")
      }
    }
  }
}

/// The thresholds that hold when nobody sets any.
@Suite struct GuardrailDefaultTests {
  /// Every rule fires with its default on a course a run can take, and on none that is at rest.
  @Test(arguments: Guardrails.metrics)
  func everyDefaultCanFire(rule: String) throws {
    var thresholds = Guardrails.Thresholds(Settings(keys: SettingKeys.all))
    thresholds.memoryLimit = 1 << 20
    var guardrails = Guardrails(thresholds)
    var raised: [String] = []
    for second in 0..<60 {
      var reading = Guardrails.Reading(seconds: Double(second), map: MapReading())
      reading.rate = 1e6
      reading.map.loadFactor = 0.8
      reading.map.averageProbe = 1.2
      reading.map.memory.keys = 900_000
      var nanoseconds: UInt64 = 200
      if second >= 30 {
        switch rule {
        case "load_factor": reading.map.loadFactor = 0.875
        case "avg_probe_estimate": reading.map.averageProbe = 9
        case "tombstone_ratio": reading.map.tombstoneRatio = 0.25
        case "throughput_drop": reading.rate = 2e5
        case "latency_p99": nanoseconds = 1_200_000
        case "migration_duration": reading.map.migratingTo = "grouped"
        case "migration_rate": reading.map.migrations = UInt64(second - 30) / 4
        case "recommendation_conflict": reading.advice.conflicts = ["profile advises otherwise"]
        case "forecast_breach": reading.advice.breaches = ["forecast: make room"]
        default: reading.map.memory.keys = 1_000_000
        }
      }
      var histogram = LatencyHistogram()
      histogram.record(nanoseconds, times: 200)
      reading.window = LatencySummary(histogram, buckets: nil)
      for change in guardrails.judge(reading).changes {
        if case .rose(let alert) = change { raised.append("\(alert.metric) \(second >= 30)") }
      }
    }
    #expect(raised == ["\(rule) true"])
  }
}
