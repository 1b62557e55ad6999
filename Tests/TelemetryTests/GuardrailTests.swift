import Base
import Testing

@testable import Telemetry

@Suite struct GuardrailTests {
  /// What one rule says to a course of values, a second apart.
  private struct Course {
    var severities: [String] = []
    var changes: [String] = []
    var alerts: [Alert] = []
  }

  private func course(
    _ thresholds: Guardrails.Thresholds, _ rule: RuleLabel, seconds: Int, every: Double = 1,
    _ reading: (Int, inout Guardrails.Reading) -> Void
  ) -> Course {
    var guardrails = Guardrails(thresholds)
    var course = Course()
    for step in 0..<seconds {
      var now = Guardrails.Reading(seconds: Double(step) * every, map: MapReading())
      reading(step, &now)
      let (alerts, changes) = guardrails.judge(now)
      let mine = alerts.first { $0.metric == rule.rawValue }
      course.severities.append(mine?.severity ?? "-")
      if let mine { course.alerts.append(mine) }
      for change in changes {
        switch change {
        case .rose(let alert): course.changes.append("\(step) \(alert.metric) \(alert.severity)")
        case .cleared(let metric): course.changes.append("\(step) \(metric) cleared")
        }
      }
    }
    return course
  }

  private func recent(_ nanoseconds: UInt64, times: UInt64 = 100) -> LatencySummary {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds, times: times)
    return LatencySummary(histogram, buckets: nil)
  }

  @Test func aValueMustFallClearlyBelowItsThreshold() {
    let values = [0.7, 0.8, 0.79, 0.77, 0.76, 0.759, 0.79, 0.8, 0.5]
    let run = course(.init(loadFactor: 0.8), .loadFactor, seconds: values.count) { step, reading in
      reading.map.loadFactor = values[step]
      reading.map.backend = "chaining"
    }
    #expect(
      run.severities == ["-", "warning", "warning", "warning", "warning", "-", "-", "warning", "-"])
    #expect(
      run.changes == [
        "1 load_factor warning", "5 load_factor cleared", "7 load_factor warning", "8 load_factor cleared",
      ])
    #expect(run.alerts[1].since == 1 && run.alerts[1].threshold == 0.8 && run.alerts[1].backend == "chaining")
    #expect(abs(run.alerts[1].clearsBelow - 0.76) < 1e-12 && run.alerts.last?.since == 7)
  }

  @Test func farBeyondIsCritical() {
    let values = [2.0, 7.9, 8, 7.7, 7.5, 3, 1.9]
    let run = course(.init(averageProbe: 2), .avgProbeEstimate, seconds: values.count) { step, reading in
      reading.map.averageProbe = values[step]
    }
    #expect(
      run.severities == ["warning", "warning", "critical", "critical", "warning", "warning", "warning"])
    #expect(run.changes == ["0 avg_probe_estimate warning", "2 avg_probe_estimate critical"])
    #expect(
      run.alerts[2].threshold == 8
        && run.alerts[2].message == "Probe length guardrail exceeded: 8.000 ≥ 8.000")
    #expect(run.alerts[3].message == "Probe length guardrail not yet cleared: 7.700 < 8.000")
  }

  @Test func latencyMustHoldAndBeKnown() {
    var thresholds = Guardrails.Thresholds()
    thresholds.latencyP99 = 1
    thresholds.holdSeconds = 2
    let values: [LatencySummary?] = [
      recent(2_000_000), recent(100), recent(2_000_000), nil, recent(2_000_000), recent(9, times: 99),
      recent(20_000_000), recent(100),
    ]
    let run = course(thresholds, .latencyP99, seconds: values.count) { $1.window = values[$0] }
    #expect(run.severities == ["-", "-", "-", "-", "warning", "warning", "critical", "-"])
    #expect(run.alerts[0].since == 2)
    #expect(run.alerts[0].message.hasPrefix("99 % latency guardrail exceeded: 2.0"))
    #expect(run.alerts[0].message.hasSuffix(" ms ≥ 1.000 ms"))
  }

  @Test func throughputIsComparedWithWhatWasUsual() {
    var thresholds = Guardrails.Thresholds()
    thresholds.throughputDrop = 0.7
    // Steady, a collapse, recovery; then slowly less, which is no drop; then nothing at all, which is idleness.
    let run = course(thresholds, .throughputDrop, seconds: 130) { step, reading in
      switch step {
      case ..<20: reading.rate = 1e6
      case ..<24: reading.rate = 1e5
      case ..<30: reading.rate = 1e6
      case ..<120: reading.rate = 1e6 * (1 - Double(step - 30) / 100)
      default: reading.isIdle = true
      }
    }
    #expect(run.changes == ["21 throughput_drop warning", "24 throughput_drop cleared"])
    // A run too young to know what is usual.
    let young = course(thresholds, .throughputDrop, seconds: 5) { $1.rate = $0 < 3 ? 1e6 : 1 }
    #expect(young.changes.isEmpty)
  }

  @Test func migrationsThatLastOrFlap() {
    var thresholds = Guardrails.Thresholds()
    thresholds.migrationSeconds = 10
    thresholds.migrationsPerMinute = 6
    let lasting = course(thresholds, .migrationDuration, seconds: 90) { step, reading in
      if (5..<80).contains(step) { reading.map.migratingTo = "compact" }
    }
    #expect(
      lasting.changes == [
        "15 migration_duration warning", "65 migration_duration critical", "80 migration_duration cleared",
      ])
    let flapping = course(thresholds, .migrationRate, seconds: 200) { step, reading in
      reading.map.migrations = 5 + UInt64(min(step, 60) / 10)
    }
    #expect(flapping.changes == ["60 migration_rate warning", "70 migration_rate cleared"])
    let calm = course(thresholds, .migrationRate, seconds: 200) { $1.map.migrations = 40 + UInt64($0 / 13) }
    #expect(calm.changes.isEmpty)
  }

  @Test func memoryIsGuardedWhereItHasALimit() {
    var thresholds = Guardrails.Thresholds()
    thresholds.memoryUse = 0.9
    let held = [100, 899, 900, 980, 1000, 800]
    func run() -> Course {
      course(thresholds, .memoryUse, seconds: held.count) { $1.map.memory.keys = held[$0] }
    }
    #expect(run().changes.isEmpty)
    thresholds.memoryLimit = 1000
    #expect(run().changes == ["2 memory_use warning", "3 memory_use critical", "5 memory_use cleared"])
  }

  @Test func rulesAreThoseOfTheSpecification() {
    #expect(GuardrailRule.all.map(\.name) == RuleLabel.allCases)
    #expect(Guardrails(.init()).isActive == [Bool](repeating: false, count: RuleLabel.allCases.count))
    var guardrails = Guardrails(.init())
    var reading = Guardrails.Reading(seconds: 0, map: MapReading())
    reading.map.loadFactor = 1
    #expect(guardrails.judge(reading).alerts.isEmpty, "nothing is guarded unless asked for")
  }
}
