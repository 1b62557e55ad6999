/// Demand seen from outside the graph: how much an input may take.
extension AnyInput {
  /// Has the input take nothing until it is allowed some by ``Scheduler/addCredit(_:to:)``. Before the run.
  package func limitDemand() { credit = 0 }

  /// Whether all its edges are closed: what is queued there is all that will ever come.
  package var isComplete: Bool {
    for edge in anyEdges where !edge.isClosed { return false }
    return !anyEdges.isEmpty
  }
}
