extension Table {
  /// Gives the policy the window that has just ended, and acts on its choice.
  @usableFromInline
  func consultPolicy() {
    // Taken out while it judges, since it may ask for statistics of the table that holds it.
    guard var policy = upkeep.policy else { return }
    upkeep.policy = nil
    var choices: [Policy.Choice] = []
    if policy.replayed != nil {
      while let choice = policy.takeReplayed(at: upkeep.operations) { choices.append(choice) }
    } else if let window = upkeep.takeWindow(
      atLeast: policy.windowOperations, count: count, heldBytes: upkeep.extraBytes() + heldBytes,
      layout: layout),
      let choice = policy.judge(window, statistics: { statistics(sample: 8) })
    {
      choices.append(choice)
    }
    for choice in choices { policy.took(choice, at: upkeep.operations, entries: count) }
    upkeep.policy = policy
    for choice in choices { act(choice) }
  }

  func act(_ choice: Policy.Choice) {
    switch choice.action {
    case .convert: beginConversion(to: choice.layout, choice.reason, choice.deciding)
    case .compact: if upkeep.work == nil { beginCompaction(choice.reason, choice.deciding) }
    }
  }
}

extension Upkeep {
  /// The operations since the last window, once there are enough of them.
  mutating func takeWindow(atLeast: Int, count: Int, heldBytes: Int, layout: Layout) -> Policy.Window? {
    let done = Int(operations - windowStart.operations)
    guard done >= atLeast else { return nil }
    var window = Policy.Window()
    window.operations = done
    window.deletes = Int(deletes - windowStart.deletes)
    let puts = Int(self.puts - windowStart.puts)
    // Deletes of absent keys count as removals here; they cost about as much.
    window.inserts = max(0, min(puts, count - windowStart.count + window.deletes))
    window.updates = puts - window.inserts
    window.misses = Int(misses - windowStart.misses)
    window.hits = max(0, done - puts - window.deletes - window.misses)
    window.entries = count
    window.heldBytes = heldBytes
    window.layout = layout
    window.isWorking = work != nil
    window.nanoseconds =
      measuredOperations > done / 2 ? measuredNanoseconds / Double(measuredOperations) : nil
    window.isPrefetched = prefetchedOperations > done / 2
    prefetchedOperations = 0
    measuredNanoseconds = 0
    measuredOperations = 0
    windowStart = WindowStart(
      operations: operations, puts: self.puts, deletes: deletes, misses: misses, count: count)
    return window
  }
}

/// The counters when the present window began.
@usableFromInline
struct WindowStart {
  var operations: UInt64 = 0
  var puts: UInt64 = 0
  var deletes: UInt64 = 0
  var misses: UInt64 = 0
  var count = 0
}
