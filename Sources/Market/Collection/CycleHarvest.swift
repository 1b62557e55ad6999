/// Everything one cycle brought home, in the order of the plan, and what became of it.
package final class CycleHarvest: @unchecked Sendable {
  /// What the cycle was to do.
  package let order: CycleOrder
  let indices: [IndexHarvest]
  /// What keeping it came to; nil while it is not kept.
  package internal(set) var writing: CycleWriting?
  /// Why it was not kept.
  package internal(set) var troubles: [MarketError] = []
  /// Why a database beside the files did not get it.
  package internal(set) var sinkTroubles: [MarketError] = []
  /// Why its panels were not published.
  package internal(set) var panelTroubles: [MarketError] = []
  /// What budgets and memory began or ended to do with it.
  package internal(set) var changes: [ResilienceChange] = []
  var times = PhaseTimes()

  init(_ order: CycleOrder, _ indices: [IndexHarvest]) {
    self.order = order
    self.indices = indices
    for harvest in indices { times.add(harvest.times) }
  }
}
