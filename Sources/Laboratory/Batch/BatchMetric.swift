import Base
import Documents

/// A quantity that a batch keeps of every run whose result tells it.
package struct BatchMetric: Sendable {
  /// Its name in JSON and in the catalogue.
  package let name: String
  /// What reports call it.
  package let title: String
  /// Which way it improves.
  package let direction: Direction
  /// A value as people read it.
  package let shown: @Sendable (Double) -> String
  /// How many timed operations a run needs to tell it; nil for what is not sampled.
  let neededSamples: Int?
  /// Its value in a result; nil where that does not tell.
  let value: @Sendable (DocumentTable) -> Double?

  /// The fewest timed operations that a median is told from.
  static let fewestForMedian = 20

  /// All of them.
  package static let all: [BatchMetric] = [
    BatchMetric(
      name: "ops_per_second", title: "Ops/s", direction: .higherIsBetter, shown: rate, neededSamples: nil,
      value: { $0["ops_per_second"]?.number }),
    latency("p50_ms", "p50", quantile: "p50", needing: fewestForMedian),
    latency("p99_ms", "p99", quantile: "p99", needing: LatencyPlan.fewestForTail),
    BatchMetric(
      name: "bytes_per_entry", title: "Bytes/entry", direction: .lowerIsBetter,
      shown: { Figures.fixed($0, 2) }, neededSamples: nil, value: { $0["bytes_per_entry"]?.number }),
    BatchMetric(
      name: "mean_probe", title: "Mean probe", direction: .lowerIsBetter,
      shown: { Figures.fixed($0, 3) }, neededSamples: nil, value: { $0["mean_probe"]?.number }),
  ]

  /// The metric of that name.
  package static func named(_ name: String) -> BatchMetric? { all.first { $0.name == name } }

  private static let rate: @Sendable (Double) -> String = { value in
    value < 9e15 ? Figures.grouped(Int(value.rounded())) : Figures.scaled(value)
  }

  private static func latency(
    _ name: String, _ title: String, quantile: String, needing needed: Int
  ) -> BatchMetric {
    BatchMetric(
      name: name, title: title, direction: .lowerIsBetter,
      shown: { Figures.duration(nanoseconds: $0 * 1e6) }, neededSamples: needed,
      value: { result in
        guard let overall = result["latency_ns"]?.table?["overall"]?.table,
          overall["count"]?.integer.map({ $0 >= needed }) ?? true
        else { return nil }
        return overall[quantile]?.number.map { $0 / 1e6 }
      })
  }
}

/// What a workload mostly does, by its operations alone.
package enum WorkloadClass: String, CaseIterable, Sendable {
  /// A fifth or more of the operations are deletes.
  case churn
  /// Eight tenths or more are gets.
  case readHeavy = "read-heavy"
  /// More than half are puts.
  case writeHeavy = "write-heavy"
  /// None of the others.
  case mixed

  /// The class of a workload with these numbers of puts, gets and deletes; nil for one without operations.
  package init?(puts: Int, gets: Int, deletes: Int) {
    let all = Double(puts) + Double(gets) + Double(deletes)
    guard all > 0 else { return nil }
    if Double(deletes) >= 0.2 * all {
      self = .churn
    } else if Double(gets) >= 0.8 * all {
      self = .readHeavy
    } else if Double(puts) > 0.5 * all {
      self = .writeHeavy
    } else {
      self = .mixed
    }
  }
}
