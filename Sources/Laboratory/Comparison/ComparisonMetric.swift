import Base
import Telemetry

/// The quantities two arms are compared by: what a comparison's metrics are made of.
package struct ComparisonMetric: Sendable {
  /// The dotted name, as `diff` and `metrics` of the comparison have it.
  package let name: String
  /// What it is called in a report.
  package let title: String
  /// Which way it improves.
  package let direction: Direction
  /// Whether another metric says the same in other words, so that it is no question of its own.
  var isRedundant = false
  /// The nanoseconds that 1 stands for, where it is a duration that people read in the unit that fits; else nil.
  var unit: Double?
  /// Its value in a trial; nil where that trial cannot tell.
  let value: @Sendable (Trial) -> Double?

  /// Processor time an operation: what others did on the machine meanwhile does not count.
  package static let processorCost = ComparisonMetric(
    name: "cpu_ns_per_op", title: "CPU ns/op", direction: .lowerIsBetter
  ) { $0.processorCost }

  /// All of them; the first decides unless another is named.
  package static let all: [ComparisonMetric] =
    [
      processorCost,
      ComparisonMetric(name: "ops_per_second", title: "Ops/s", direction: .higherIsBetter) {
        $0.operationsPerSecond
      },
      ComparisonMetric(
        name: "elapsed_seconds", title: "Runtime", direction: .lowerIsBetter, isRedundant: true, unit: 1e9
      ) { $0.seconds },
    ]
    + ["p50", "p90", "p99"].enumerated().map { place, quantile in
      ComparisonMetric(
        name: "latency_ms.overall.\(quantile)", title: "Latency \(quantile)", direction: .lowerIsBetter,
        unit: 1e6
      ) { $0.milliseconds(kind: 0, quantile: place) }
    }

  /// A value, or the difference of two, as people read it.
  package func shown(_ value: Double) -> String {
    if let unit { return Figures.duration(nanoseconds: value * unit) }
    let size = abs(value)
    if size >= 10_000 { return Figures.scaled(value) }
    return Figures.fixed(value, size == 0 ? 0 : size < 0.01 ? 6 : size < 10 ? 3 : 1)
  }

  /// The values of all trials; nil where one of them cannot tell.
  func sample(_ trials: [Trial]) -> Sample? {
    let values = trials.compactMap(value)
    return values.count == trials.count ? Sample(values) : nil
  }
}
