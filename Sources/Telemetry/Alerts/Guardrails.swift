import Base

/// A metric that has reached its threshold.
package struct Alert: Equatable, Sendable {
  /// The metric, by the name of its field.
  package let metric: String
  /// Its present value.
  package let value: Double
  /// The threshold it reached.
  package let threshold: Double
  /// The layout in charge.
  package let backend: String
  /// A sentence for people.
  package let message: String

  /// All guardrails warn.
  package var severity: String { "warning" }
}

/// A guardrail that began or ceased to be reached.
package enum AlertChange: Equatable, Sendable {
  case rose(Alert)
  case cleared(metric: String)
}

/// Thresholds on three metrics of a map; a metric at or above its threshold is an alert until it falls below.
package struct Guardrails: Sendable {
  /// Thresholds; nil switches one off.
  package struct Thresholds: Equatable, Sendable {
    /// Of `load_factor`.
    package var loadFactor: Double?
    /// Of `avg_probe_estimate`.
    package var averageProbe: Double?
    /// Of `tombstone_ratio`.
    package var tombstoneRatio: Double?

    /// All switched off unless given.
    package init(loadFactor: Double? = nil, averageProbe: Double? = nil, tombstoneRatio: Double? = nil) {
      self.loadFactor = loadFactor
      self.averageProbe = averageProbe
      self.tombstoneRatio = tombstoneRatio
    }
  }

  /// The guarded metrics in the order of their alerts.
  package static let metrics: [StaticString] = ["load_factor", "avg_probe_estimate", "tombstone_ratio"]
  private static let labels = ["Load factor", "Probe length", "Tombstone ratio"]

  private let thresholds: [Double?]
  /// Which metrics are at or above their threshold, in the order of `metrics`.
  package private(set) var isActive = [false, false, false]

  /// Guardrails with nothing reached yet.
  package init(_ thresholds: Thresholds) {
    self.thresholds = [thresholds.loadFactor, thresholds.averageProbe, thresholds.tombstoneRatio]
  }

  /// Judges a reading: all alerts that hold now, and those that began or ceased with it.
  package mutating func judge(_ reading: MapReading) -> (alerts: [Alert], changes: [AlertChange]) {
    let values = [reading.loadFactor, reading.averageProbe, reading.tombstoneRatio]
    var alerts: [Alert] = []
    var changes: [AlertChange] = []
    for index in 0..<3 {
      guard let threshold = thresholds[index] else { continue }
      let value = values[index]
      let metric = "\(Self.metrics[index])"
      if value >= threshold {
        let comparison = "\(Self.shown(value)) ≥ \(Self.shown(threshold))"
        let alert = Alert(
          metric: metric, value: value, threshold: threshold, backend: reading.backend,
          message: "\(Self.labels[index]) guardrail exceeded: \(comparison)")
        alerts.append(alert)
        if !isActive[index] { changes.append(.rose(alert)) }
      } else if isActive[index] {
        changes.append(.cleared(metric: metric))
      }
      isActive[index] = value >= threshold
    }
    return (alerts, changes)
  }

  private static func shown(_ value: Double) -> String {
    var text: [UInt8] = []
    Numerals.append(value, decimals: 3, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
