import Base
import Dataflow

/// Begins cycles: one task for every index, and the next cycle when the one before has been reported.
final class CycleSource {
  private let collector: Collector
  private var number = 0
  private var isWaitingForReport = false
  private var isOver = false
  /// How long a wall clock is slept through at a time: an end that somebody asks for comes within that.
  private static let longestSleep: UInt64 = 100_000_000

  init(_ collector: Collector) { self.collector = collector }

  func declare(_ node: NodeDeclaration) -> (done: Input<CycleHarvest>, tasks: Output<IndexTask>) {
    let tasks = node.output("tasks", IndexTask.self)
    let done = node.input("done", CycleHarvest.self) { cycle, context in
      self.isWaitingForReport = false
      self.collector.pacer.finished(
        cycle.order.instant, now: WallClock.nanoseconds(),
        intervals: Int64(self.collector.resilience.plan.intervalFactor))
      try self.begin(tasks, context)
    }
    node.onStart { context in try self.begin(tasks, context) }
    node.onTick { context in try self.begin(tasks, context) }
    // Its end is this node's own decision, not that of its inputs.
    node.source(tasks) { _ in self.isOver ? .end : .idle }
    return (done, tasks)
  }

  private func begin(_ tasks: Output<IndexTask>, _ context: NodeContext) throws {
    guard !isWaitingForReport, !isOver else { return }
    if collector.isStopAsked() || number == collector.plan.cycles ?? .max { return end(context) }
    switch collector.pacer.step(now: WallClock.nanoseconds()) {
    case .end: end(context)
    case .wait(let nanoseconds): context.wake(after: min(UInt64(nanoseconds), Self.longestSleep))
    case .begin(let instant):
      if let wait = collector.gate(instant) {
        context.wake(after: min(wait, Self.longestSleep))
        return
      }
      number += 1
      isWaitingForReport = true
      let order = collector.begin(number, instant)
      for (place, plan) in collector.plan.indices.enumerated() {
        try tasks.emit(IndexTask(cycle: order, plan: plan, place: place))
      }
    }
  }

  private func end(_ context: NodeContext) {
    isOver = true
    context.finish()
  }
}

/// Puts the indices of a cycle together again, in the order of the plan.
final class CycleAssembly {
  private let count: Int
  private var waiting: [IndexHarvest?]
  private var arrived = 0

  init(indices count: Int) {
    self.count = count
    waiting = Array(repeating: nil, count: count)
  }

  /// The whole cycle when this was the last index of it. There is one cycle at a time.
  func take(_ harvest: IndexHarvest) -> CycleHarvest? {
    waiting[harvest.task.place] = harvest
    arrived += 1
    guard arrived == count else { return nil }
    arrived = 0
    defer { waiting = Array(repeating: nil, count: count) }
    return CycleHarvest(harvest.task.cycle, waiting.compactMap(\.self))
  }
}
