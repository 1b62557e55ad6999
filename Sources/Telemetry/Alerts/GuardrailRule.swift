import Base

/// What one guardrail watches, and when it is serious.
struct GuardrailRule: Sendable {
  /// Its name, and that of its flag.
  let name: RuleLabel
  /// What messages call its value.
  let label: String
  /// The unit of its value in messages, with a blank before it.
  let unit: String
  /// Its threshold among all; nil switches it off.
  let threshold: @Sendable (Guardrails.Thresholds) -> Double?
  /// The threshold from which it is critical, given the one from which it warns; infinite where it never is.
  let critical: @Sendable (Double) -> Double
  /// Whether its value jumps from frame to frame, so that it must hold for a while.
  let mustHold: Bool

  init(
    _ name: RuleLabel, _ label: String, unit: String = "", mustHold: Bool = false,
    threshold: @escaping @Sendable (Guardrails.Thresholds) -> Double?,
    critical: @escaping @Sendable (Double) -> Double = { _ in .infinity }
  ) {
    self.name = name
    self.label = label
    self.unit = unit
    self.threshold = threshold
    self.critical = critical
    self.mustHold = mustHold
  }

  /// All rules in the order of their alerts.
  static let all: [GuardrailRule] = [
    GuardrailRule(.loadFactor, "Load factor", threshold: { $0.loadFactor }),
    GuardrailRule(.avgProbeEstimate, "Probe length", threshold: { $0.averageProbe }, critical: { $0 * 4 }),
    GuardrailRule(.tombstoneRatio, "Tombstone ratio", threshold: { $0.tombstoneRatio }, critical: { $0 * 2 }),
    GuardrailRule(
      .throughputDrop, "Throughput drop", mustHold: true, threshold: { $0.throughputDrop },
      critical: { max($0, 0.95) }),
    GuardrailRule(
      .latencyP99, "99 % latency", unit: " ms", mustHold: true, threshold: { $0.latencyP99 },
      critical: { $0 * 10 }),
    GuardrailRule(
      .migrationDuration, "Migration", unit: " s", threshold: { $0.migrationSeconds }, critical: { $0 * 6 }),
    GuardrailRule(.migrationRate, "Migrations per minute", threshold: { $0.migrationsPerMinute }),
    GuardrailRule(.memoryUse, "Memory use", threshold: { $0.memoryUse }, critical: { max($0, 0.98) }),
    GuardrailRule(.recommendationConflict, "Recommendations", threshold: { $0.recommendationConflicts }),
    GuardrailRule(.forecastBreach, "Breaches forecast", threshold: { $0.forecastHorizon.map { _ in 1 } }),
  ]

  /// The sentence of an alert; one whose value has fallen below the threshold, but not far enough, says so.
  func message(value: Double, threshold: Double) -> String {
    let (state, sign) = value >= threshold ? ("exceeded", "≥") : ("not yet cleared", "<")
    return "\(label) guardrail \(state): \(Self.shown(value))\(unit) \(sign) \(Self.shown(threshold))\(unit)"
  }

  private static func shown(_ value: Double) -> String {
    var text: [UInt8] = []
    Numerals.append(value, decimals: 3, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}

/// One rule in the course of a run: reached, reached for too short, or not.
struct GuardrailState: Sendable {
  /// When the value was first at the threshold without a break; nil while it is below.
  private var since: Double?
  /// Whether it counts as reached.
  private(set) var isActive = false
  private var severity = SeverityLabel.warning

  /// Takes a value; gives the alert that holds now, and whether it began or worsened with this value. `words` take the place
  /// of the sentence that the rule makes of its value.
  mutating func judge(
    _ rule: GuardrailRule, _ value: Double, _ thresholds: Guardrails.Thresholds, at seconds: Double,
    backend: String, words: String? = nil
  ) -> (alert: Alert?, isNews: Bool, hasCleared: Bool) {
    guard let warning = rule.threshold(thresholds) else { return (nil, false, false) }
    let critical = rule.critical(warning)
    let slack = 1 - min(max(thresholds.hysteresis, 0), 0.9)
    let end = warning * slack
    guard value >= warning || (isActive && value >= end && value > 0) else {
      let hasCleared = isActive
      self = GuardrailState()
      return (nil, false, hasCleared)
    }
    let began = since ?? seconds
    since = began
    let wasActive = isActive
    if !isActive, rule.mustHold, seconds - began < thresholds.holdSeconds { return (nil, false, false) }
    isActive = true
    let before = severity
    if value >= critical { severity = .critical } else if value < critical * slack { severity = .warning }
    let reached = severity == .critical ? critical : warning
    let alert = Alert(
      metric: rule.name.rawValue, value: value, threshold: reached,
      clearsBelow: severity == .critical ? critical * slack : end, severity: severity.rawValue, since: began,
      backend: backend, message: words ?? rule.message(value: value, threshold: reached))
    let hasWorsened = before == .warning && severity == .critical
    return (alert, !wasActive || hasWorsened, false)
  }
}
