import Base
import Telemetry

/// What an open loop found out: what was asked for, what was reached, and three kinds of time.
package struct OpenLoopResult: Sendable {
  /// How operations came.
  package let pacing: Pacing
  /// Operations a second that came.
  package let offered: Double
  /// Operations a second that were done.
  package let achieved: Double
  /// Operations done.
  package let operations: Int
  /// How long the map took for an operation, in nanoseconds.
  package let service: LatencySummary
  /// How long operations waited from the moment they were due.
  package let queue: LatencySummary
  /// Both together: what a client sees.
  package let response: LatencySummary
  /// The mean number of operations waiting or being served, counted over time.
  package let meanInSystem: Double
  /// How far that number is from rate times mean response time (Little's law), as a share of the larger.
  package let littleError: Double
  /// The histograms.
  package let log: HDRLog

  /// Below this share of the offered rate a rate counts as not sustained.
  package static let sustainedShare = 0.99
  /// Above this a measurement contradicts itself.
  package static let tolerance = 0.05

  /// Whether everything that came was done in the time it came in, within one percent.
  package var isSustained: Bool { achieved >= Self.sustainedShare * offered }
  /// Whether the figures agree with each other.
  package var isConsistent: Bool { littleError <= Self.tolerance }
  /// Operations a second that were asked for; those of the trace where it decides.
  package var target: Double { pacing.rate ?? offered }

  /// The members of `open_loop`. Times that contradict themselves are not told; a run that `isWhole` not, broken off by a
  /// fault or a signal, sustained nothing.
  package func render(into json: inout JSONWriter, isWhole: Bool = true) {
    json.field("target", target)
    json.field("offered", offered)
    json.field("achieved", achieved)
    json.field("sustained", isSustained && isWhole)
    json.field("operations", operations)
    for (name, summary) in [("service_ns", service), ("queue_ns", queue), ("response_ns", response)] {
      json.key(name)
      guard isConsistent else {
        json.null()
        continue
      }
      json.beginObject()
      json.field("mean", summary.count == 0 ? 0 : Double(summary.sum) / Double(summary.count))
      for (name, value) in zip(LatencySummary.quantileNames, summary.quantiles) { json.field(name, value) }
      json.endObject()
    }
    json.field("mean_in_system", meanInSystem)
    json.field("little_error", littleError)
  }
}
