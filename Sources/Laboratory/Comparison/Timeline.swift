import Base
import Telemetry

/// The course of a recorded run: a few figures at fixed numbers of operations.
package struct Timeline: Sendable {
  /// One moment.
  struct Point: Sendable {
    let operation: UInt64
    let seconds: Double
    let rate: Double
    let loadFactor: Double
    let averageProbe: Double
  }

  private(set) var points: [Point] = []

  /// A course without moments.
  package init() {}

  /// Adds a tick; of two at the same operation the later one counts.
  package mutating func add(_ frame: Frame) {
    if points.last?.operation == frame.counts.total { points.removeLast() }
    points.append(
      Point(
        operation: frame.counts.total, seconds: frame.seconds, rate: frame.instantRate,
        loadFactor: frame.map.loadFactor, averageProbe: frame.map.averageProbe))
  }

  /// Writes both courses side by side, paired by their number of operations; a moment that only one of them has is
  /// left out.
  static func render(_ baseline: Timeline, _ candidate: Timeline, into json: inout JSONWriter) {
    let others = Dictionary(candidate.points.map { ($0.operation, $0) }) { first, _ in first }
    for (index, point) in baseline.points.filter({ others[$0.operation] != nil }).enumerated() {
      guard let other = others[point.operation] else { continue }
      json.beginObject()
      json.field("index", index)
      json.field("operation", point.operation)
      json.field("baseline_t", point.seconds)
      json.field("candidate_t", other.seconds)
      json.object("ops") { Difference(point.rate, other.rate).render(into: &$0) }
      json.object("load_factor") { Difference(point.loadFactor, other.loadFactor).render(into: &$0) }
      json.object("avg_probe") { Difference(point.averageProbe, other.averageProbe).render(into: &$0) }
      json.endObject()
    }
  }
}

/// A figure of both sides.
struct Difference {
  let baseline: Double
  let candidate: Double

  init(_ baseline: Double, _ candidate: Double) {
    self.baseline = baseline
    self.candidate = candidate
  }

  var delta: Double { candidate - baseline }
  /// Nil where the baseline is 0.
  var percent: Double? { baseline == 0 ? nil : 100 * delta / baseline }

  /// The members of a packet: baseline, candidate, delta, percent.
  func render(into json: inout JSONWriter) {
    json.field("baseline", baseline)
    json.field("candidate", candidate)
    json.field("delta", delta)
    json.field("percent", percent)
  }
}
