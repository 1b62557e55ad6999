import Base
import CAllocations
import Dataflow

/// What a graph from a file costs on this machine, now. Four runs, each of which answers one question.
package struct GraphBench: Sendable {
  /// Messages delivered in a second, over all edges.
  package private(set) var messagesPerSecond = 0.0
  /// Edges on the longest way from a source to a sink.
  package let hops: Int
  /// Nanoseconds that a slice took, half of them at most.
  package private(set) var stepMedian: UInt64 = 0
  /// Nanoseconds that 99 of 100 slices took at most.
  package private(set) var stepP99: UInt64 = 0
  /// Allocations for each message delivered; nil where they cannot be counted.
  package private(set) var allocationsPerMessage: Double?
  /// The share of one core that the process uses while every source is paused.
  package private(set) var idleCPU = 0.0

  private static let idleTime: UInt64 = 300_000_000
  private static let stepsBetweenLooks = 256

  /// Measures for about `nanoseconds`. Throws when the graph cannot be built, and when it fails.
  package init(
    _ file: GraphFile, nanoseconds: UInt64, isInterrupted: () -> Bool = { false }
  ) throws(ConnectorError) {
    hops = Self.longestWay(file)
    let share = max(1, nanoseconds / 3)
    try measureRate(file, share, isInterrupted)
    try measureSteps(file, share, isInterrupted)
    try measureAllocations(file, share, isInterrupted)
    try measureIdling(file)
  }

  private static func scheduler(_ file: GraphFile) throws(ConnectorError) -> (Scheduler, ThreadExecutor) {
    let world = GraphWorld(seed: 1, isRealtime: true)
    let executor = ThreadExecutor()
    return (Scheduler(try file.build(in: world), on: executor, SchedulerOptions(measures: false)), executor)
  }

  /// Runs until the graph ends or its time is over.
  private static func drive(
    _ scheduler: Scheduler, _ executor: ThreadExecutor, until end: UInt64, _ isInterrupted: () -> Bool,
    _ step: () -> Scheduler.Step
  ) throws(ConnectorError) -> UInt64 {
    var count = 0
    loop: while true {
      count += 1
      if count % stepsBetweenLooks == 0, MonotonicClock.nanoseconds() >= end || isInterrupted() {
        scheduler.cancel()
      }
      let ticket = executor.ticket()
      switch step() {
      case .worked: continue
      case .finished: break loop
      case .idle(let deadline):
        _ = executor.wait(ticket, until: min(deadline ?? .max, end))
        if MonotonicClock.nanoseconds() >= end { scheduler.cancel() }
      }
    }
    let report = scheduler.report()
    if let error = report.error { throw .runtime(error) }
    return report.edges.reduce(0) { $0 + $1.statistics.delivered }
  }

  /// Short graphs are run again and again; building them does not count.
  private mutating func measureRate(
    _ file: GraphFile, _ share: UInt64, _ isInterrupted: () -> Bool
  ) throws(ConnectorError) {
    let end = MonotonicClock.nanoseconds() + share
    var delivered: UInt64 = 0
    var took: UInt64 = 0
    repeat {
      let (scheduler, executor) = try Self.scheduler(file)
      let began = MonotonicClock.nanoseconds()
      delivered += try Self.drive(scheduler, executor, until: end, isInterrupted) { scheduler.step() }
      took += MonotonicClock.nanoseconds() - began
    } while MonotonicClock.nanoseconds() < end && !isInterrupted()
    messagesPerSecond = took == 0 ? 0 : Double(delivered) * 1e9 / Double(took)
  }

  private mutating func measureSteps(
    _ file: GraphFile, _ share: UInt64, _ isInterrupted: () -> Bool
  ) throws(ConnectorError) {
    let end = MonotonicClock.nanoseconds() + share
    var histogram = LatencyHistogram()
    repeat {
      let (scheduler, executor) = try Self.scheduler(file)
      _ = try Self.drive(scheduler, executor, until: end, isInterrupted) {
        let began = MonotonicClock.nanoseconds()
        let step = scheduler.step()
        if case .worked = step { histogram.record(MonotonicClock.nanoseconds() - began) }
        return step
      }
    } while MonotonicClock.nanoseconds() < end && !isInterrupted()
    let quantiles = histogram.quantiles([0.5, 0.99])
    (stepMedian, stepP99) = (quantiles[0], quantiles[1])
  }

  /// The difference of two runs in one, so that what a graph allocates once does not count: the first half warms up.
  private mutating func measureAllocations(
    _ file: GraphFile, _ share: UInt64, _ isInterrupted: () -> Bool
  ) throws(ConnectorError) {
    let (scheduler, executor) = try Self.scheduler(file)
    let middle = MonotonicClock.nanoseconds() + share / 2
    var isCounting = false
    var before: UInt64 = 0
    var earlier: UInt64 = 0
    guard allocation_counting_begin() else { return }
    defer { allocation_counting_end() }
    var steps = 0
    let all = try Self.drive(scheduler, executor, until: middle + share / 2, isInterrupted) {
      steps += 1
      if !isCounting, steps % Self.stepsBetweenLooks == 0, MonotonicClock.nanoseconds() >= middle {
        isCounting = true
        before = scheduler.report().edges.reduce(0) { $0 + $1.statistics.delivered }
        earlier = allocations_counted()
      }
      return scheduler.step()
    }
    // A graph that ended sooner is counted as a whole.
    let delivered = all - before
    if delivered > 0 { allocationsPerMessage = Double(allocations_counted() - earlier) / Double(delivered) }
  }

  private mutating func measureIdling(_ file: GraphFile) throws(ConnectorError) {
    let (scheduler, executor) = try Self.scheduler(file)
    do throws(DataflowError) {
      for node in file.nodes where node.kind.inputs.isEmpty { try scheduler.pause(node.name) }
    } catch {
      throw .runtime(error)
    }
    let began = MonotonicClock.nanoseconds()
    let end = began + Self.idleTime
    let processor = ProcessCPUClock.nanoseconds()
    while MonotonicClock.nanoseconds() < end {
      let ticket = executor.ticket()
      if case .idle(let deadline) = scheduler.step() {
        _ = executor.wait(ticket, until: min(deadline ?? .max, end))
      }
    }
    idleCPU = Double(ProcessCPUClock.nanoseconds() - processor) / Double(MonotonicClock.nanoseconds() - began)
    scheduler.cancel()
    while scheduler.step() != .finished {}
  }

  /// The longest way without a node twice, in edges. O(nodes + edges): what closes a cycle is left out.
  private static func longestWay(_ file: GraphFile) -> Int {
    func node(_ path: String) -> String { String(path.prefix { $0 != "." }) }
    var next: [String: [String]] = [:]
    for edge in file.edges { next[node(edge.from), default: []].append(node(edge.to)) }
    var known: [String: Int] = [:]
    var open: Set<String> = []
    func length(_ name: String) -> Int {
      if let length = known[name] { return length }
      guard open.insert(name).inserted else { return 0 }
      let longest = (next[name] ?? []).reduce(0) { longest, other in
        open.contains(other) ? longest : max(longest, 1 + length(other))
      }
      open.remove(name)
      known[name] = longest
      return longest
    }
    return file.nodes.reduce(0) { max($0, length($1.name)) }
  }
}
