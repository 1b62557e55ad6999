import Telemetry

/// The quantities two arms are compared by: what a comparison's metrics are made of.
package struct ComparisonMetric: Sendable {
  /// The dotted name, as `diff` and `metrics` of the comparison have it.
  package let name: String
  /// What it is called in a report.
  package let title: String
  /// Which way it improves.
  package let direction: Direction
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
      ComparisonMetric(name: "elapsed_seconds", title: "Runtime (s)", direction: .lowerIsBetter) {
        $0.seconds
      },
    ]
    + ["p50", "p90", "p99"].enumerated().map { place, quantile in
      ComparisonMetric(
        name: "latency_ms.overall.\(quantile)", title: "Latency \(quantile) (ms)", direction: .lowerIsBetter
      ) { $0.milliseconds(kind: 0, quantile: place) }
    }

  /// The values of all trials; nil where one of them cannot tell.
  func sample(_ trials: [Trial]) -> Sample? {
    let values = trials.compactMap(value)
    return values.count == trials.count ? Sample(values) : nil
  }
}
