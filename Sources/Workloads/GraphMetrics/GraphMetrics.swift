import Dataflow
import Telemetry

/// Brings what a running graph counts and measures into the registry: the adapter between two rooms that do not know
/// each other.
///
/// Counters are copied when somebody collects; durations are recorded as the runtime samples them (one in 1,024).
package final class GraphMetrics: DataflowObserver {
  private let registry: Registry

  /// Has `registry` show `scheduler` from now on, as long as it is alive.
  package init(_ scheduler: Scheduler, in registry: Registry) {
    self.registry = registry
    scheduler.observe(self)
    registry.beforeCollecting { [weak scheduler, self] in
      if let scheduler { copy(scheduler.report()) }
    }
  }

  /// Counts an event.
  package func observe(_ event: DataflowEvent, suppressed: Int) {
    guard let label = EventLabel(rawValue: event.kind.rawValue) else {
      preconditionFailure("metrics.yaml knows no event \(event.kind.rawValue)")
    }
    registry.graphEventsTotal(event: label).add(UInt64(1 + suppressed))
  }

  /// Records how long a sampled message stayed in an edge.
  package func stayed(edge: String, nanoseconds: UInt64) {
    registry.graphEdgeStaySeconds(edge: edge).record(nanoseconds: nanoseconds)
  }

  /// Records how long a sampled slice of a node took.
  package func sliced(node: String, nanoseconds: UInt64) {
    registry.graphNodeSliceSeconds(node: node).record(nanoseconds: nanoseconds)
  }

  private func copy(_ report: RunReport) {
    for edge in report.edges {
      let counts = edge.statistics
      let outcomes: [(FateLabel, UInt64)] = [
        (.delivered, counts.delivered), (.dropped, counts.dropped), (.replaced, counts.replaced),
        (.coalesced, counts.coalesced), (.rejected, counts.rejected),
      ]
      for (fate, total) in outcomes {
        registry.graphEdgeMessagesTotal(edge: edge.id, fate: fate).advance(to: total)
      }
      registry.graphEdgeBlockedTotal(edge: edge.id).advance(to: counts.blocked)
      registry.graphEdgeBlockedSecondsTotal(edge: edge.id).advance(to: counts.blockedNanoseconds)
      registry.graphEdgeQueued(edge: edge.id).set(Double(counts.queued))
    }
    for node in report.nodes {
      registry.graphNodeHandledTotal(node: node.name).advance(to: node.handled)
      registry.graphNodeEmittedTotal(node: node.name).advance(to: node.emitted)
      registry.graphNodeErrorsTotal(node: node.name).advance(to: node.errors)
      registry.graphNodeTicksTotal(node: node.name).advance(to: node.ticks)
    }
  }
}
