/// What a forecast is of.
package enum ForecastTarget: Equatable, Hashable, Sendable {
  /// A full segment is split, or doubled while it is small (`split` and `resize` of the ledger).
  case split
  /// The map begins to move to another layout (`switch_began`).
  case conversion
  /// A guardrail begins to be reached, by the name of its metric.
  case breach(String)

  /// Its name: `split`, `conversion`, or `breach:` and the metric.
  package var name: String {
    switch self {
    case .split: "split"
    case .conversion: "conversion"
    case .breach(let metric): "breach:\(metric)"
    }
  }

  /// What it is in a word or two, where there is little room: `split`, `avg_probe breach`.
  package var brief: String {
    switch self {
    case .split: "split"
    case .conversion: "conversion"
    case .breach(let metric): "\(metric) breach"
    }
  }

  /// What it is in a sentence, such as `the next split`.
  package var words: String {
    switch self {
    case .split: "the next split of a segment"
    case .conversion: "the next conversion"
    case .breach(let metric): "the next breach of \(metric)"
    }
  }
}

/// A value a metric of the map may reach, and the metric.
package struct ForecastThreshold: Equatable, Sendable {
  /// Metrics that can be watched, with what they say.
  package enum Metric: String, CaseIterable, Sendable {
    /// Of the map, 0...1.
    case loadFactor = "load_factor"
    /// Slots from home, on average.
    case averageProbe = "avg_probe_estimate"
    /// Tombstones among the slots, 0...1.
    case tombstoneRatio = "tombstone_ratio"
    /// Milliseconds, since the frame before; unknown in a frame of fewer than a hundred samples.
    case latencyP99 = "latency_p99"
    /// Of the map.
    case entries
    /// Bytes the map holds.
    case memoryBytes = "memory_bytes"

    /// Its value in a frame; nil where that cannot tell.
    package func value(in frame: Frame) -> Double? {
      switch self {
      case .loadFactor: frame.map.loadFactor
      case .averageProbe: frame.map.averageProbe
      case .tombstoneRatio: frame.map.tombstoneRatio
      case .latencyP99:
        frame.window.count >= Guardrails.fewestDurations ? Double(frame.window.quantiles[2]) / 1e6 : nil
      case .entries: Double(frame.map.entries)
      case .memoryBytes: Double(frame.map.memory.total)
      }
    }
  }

  /// The metric.
  package let metric: Metric
  /// The value from which it counts as reached; it ends below 95 % of it, as a guardrail does.
  package let value: Double

  /// A metric and its threshold.
  package init(_ metric: Metric, _ value: Double) {
    self.metric = metric
    self.value = value
  }
}
