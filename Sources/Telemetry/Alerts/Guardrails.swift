/// Rules over the frames of a run: a value at its threshold is an alert until it has fallen clearly below.
///
/// The thresholds of a map (load factor, probe length, tombstones) alert at once; rates and latencies, which jump, must
/// hold for a while. A rule that is far beyond its threshold is critical.
package struct Guardrails: Sendable {
  /// Thresholds; nil switches one off.
  package struct Thresholds: Equatable, Sendable {
    /// Of `load_factor`.
    package var loadFactor: Double?
    /// Of `avg_probe_estimate`.
    package var averageProbe: Double?
    /// Of `tombstone_ratio`.
    package var tombstoneRatio: Double?
    /// Of the share by which throughput lies below its mean of the last half minute.
    package var throughputDrop: Double?
    /// Of the 99 % latency since the frame before, in milliseconds.
    package var latencyP99: Double?
    /// Of the seconds a migration has been running.
    package var migrationSeconds: Double?
    /// Of the migrations begun within a minute.
    package var migrationsPerMinute: Double?
    /// Of the share of `memoryLimit` that the map holds.
    package var memoryUse: Double?
    /// Bytes the map may hold; nil where there is no limit, and then nothing to guard.
    package var memoryLimit: Int?
    /// Of the recommendations that contradict the run.
    package var recommendationConflicts: Double?
    /// Seconds within which a breach that is forecast warns.
    package var forecastHorizon: Double?
    /// The share of a threshold by which a value must fall below it to end the alert.
    package var hysteresis = 0.05
    /// Seconds for which a rate or a latency must be at its threshold.
    package var holdSeconds = 1.0

    /// All switched off unless given.
    package init(loadFactor: Double? = nil, averageProbe: Double? = nil, tombstoneRatio: Double? = nil) {
      self.loadFactor = loadFactor
      self.averageProbe = averageProbe
      self.tombstoneRatio = tombstoneRatio
    }
  }

  /// What the rules look at.
  package struct Reading: Sendable {
    /// Seconds since the start of the run.
    package var seconds: Double
    /// The map.
    package var map: MapReading
    /// Smoothed operations per second.
    package var rate = 0.0
    /// Durations since the frame before.
    package var window: LatencySummary?
    /// Whether no operation has arrived for a while.
    package var isIdle = false
    /// What the run's recommendations come to.
    package var advice = RunAdvice.Judgement()

    /// A reading of a map alone.
    package init(seconds: Double, map: MapReading) {
      self.seconds = seconds
      self.map = map
    }
  }

  /// The names of the rules in the order of their alerts.
  package static let metrics = RuleLabel.allCases.map(\.rawValue)
  /// Durations that must be known before their 99 % quantile says anything.
  package static let fewestDurations: UInt64 = 100

  var thresholds: Thresholds
  private var states = [GuardrailState](repeating: GuardrailState(), count: GuardrailRule.all.count)
  private var trend = RunTrend()
  private var values: [Double]

  /// Guardrails with nothing reached yet.
  package init(_ thresholds: Thresholds) {
    self.thresholds = thresholds
    values = [Double](repeating: 0, count: GuardrailRule.all.count)
  }

  /// Which rules are reached, in the order of `metrics`.
  package var isActive: [Bool] { states.map(\.isActive) }

  /// Judges a reading: all alerts that hold now, and those that began, worsened or ceased with it. O(rules).
  package mutating func judge(_ reading: Reading) -> (alerts: [Alert], changes: [AlertChange]) {
    trend.observe(reading)
    var alerts: [Alert] = []
    var changes: [AlertChange] = []
    for (index, rule) in GuardrailRule.all.enumerated() {
      // What cannot be known now stays what it was.
      values[index] = value(of: rule.name, reading) ?? values[index]
      let verdict = states[index].judge(
        rule, values[index], thresholds, at: reading.seconds, backend: reading.map.backend,
        words: Self.words(of: rule.name, reading))
      if let alert = verdict.alert {
        alerts.append(alert)
        if verdict.isNews { changes.append(.rose(alert)) }
      }
      if verdict.hasCleared { changes.append(.cleared(metric: rule.name.rawValue)) }
    }
    return (alerts, changes)
  }

  /// The sentence of a rule whose value counts sentences: the first of them.
  private static func words(of rule: RuleLabel, _ reading: Reading) -> String? {
    let sentences =
      switch rule {
      case .recommendationConflict: reading.advice.conflicts
      case .forecastBreach: reading.advice.breaches
      default: [String]()
      }
    guard let first = sentences.first else { return nil }
    return sentences.count == 1 ? first : "\(first), and \(sentences.count - 1) more"
  }

  /// The value a rule watches; nil when it cannot be told from this reading.
  private func value(of rule: RuleLabel, _ reading: Reading) -> Double? {
    switch rule {
    case .loadFactor: return reading.map.loadFactor
    case .avgProbeEstimate: return reading.map.averageProbe
    case .tombstoneRatio: return reading.map.tombstoneRatio
    case .throughputDrop: return trend.drop(of: reading)
    case .latencyP99:
      guard let window = reading.window, window.count >= Self.fewestDurations else { return nil }
      return Double(window.quantiles[2]) / 1e6
    case .migrationDuration: return trend.migrationBegan.map { reading.seconds - $0 } ?? 0
    case .migrationRate: return Double(trend.recentMigrations)
    case .memoryUse:
      guard let limit = thresholds.memoryLimit, limit > 0 else { return 0 }
      return Double(reading.map.memory.total) / Double(limit)
    case .recommendationConflict: return Double(reading.advice.conflicts.count)
    case .forecastBreach: return Double(reading.advice.breaches.count)
    }
  }
}
