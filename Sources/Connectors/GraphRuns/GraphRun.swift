import Dataflow

/// One run of a graph from a file: its host, which owns the clock and looks for interruptions.
package final class GraphRun {
  /// How long a run in real time sleeps before it looks whether it was interrupted.
  private static let longestSleep: UInt64 = 100_000_000
  /// How long a run that was interrupted may drain.
  private static let drainTime: UInt64 = 2_000_000_000

  private let file: GraphFile
  private let options: GraphRunOptions
  private let world: GraphWorld
  private let executor: any Executor
  private let scheduler: Scheduler
  private var steps: UInt64 = 0

  /// Builds the graph and makes it ready to run once; `announcing` hears what people have to know about a run that has
  /// begun, such as the port of a listener.
  package init(
    _ file: GraphFile, _ options: GraphRunOptions, announcing: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ConnectorError) {
    self.file = file
    self.options = options
    world = GraphWorld(seed: options.seed, isRealtime: options.isRealtime, announcing: announcing)
    let graph = try file.build(in: world)
    executor = options.isRealtime ? ThreadExecutor() : ManualExecutor()
    scheduler = Scheduler(graph, on: executor, options.scheduler)
  }

  /// Has the run follow a recorded schedule.
  func follow(_ schedule: ScheduleRecord) throws(ConnectorError) {
    do throws(DataflowError) {
      try scheduler.replay(schedule)
    } catch {
      throw .runtime(error)
    }
  }

  /// Runs to the end, or until `isInterrupted` says true (asked between slices).
  package func run(isInterrupted: () -> Bool = { false }) -> GraphOutcome {
    var isStopping = false
    loop: while true {
      if !isStopping, isInterrupted() {
        isStopping = true
        scheduler.stop(within: Self.drainTime)
      }
      if let limit = options.steps, steps >= limit { scheduler.cancel() }
      let ticket = executor.ticket()
      switch scheduler.step() {
      case .finished: break loop
      case .worked:
        steps += 1
        (executor as? ManualExecutor)?.advance(by: GraphRunOptions.slice)
      case .idle(let deadline): rest(ticket, until: deadline)
      }
    }
    return Self.outcome(file, options, world, scheduler, scheduler.report(), wasInterrupted: isStopping)
  }

  /// Runs on several threads, in real time: to the end, or until `isInterrupted` says true (asked ten times a second).
  /// A handler that never comes back does not keep the answer from coming.
  package static func runOnWorkers(
    _ file: GraphFile, _ options: GraphRunOptions,
    announcing: @escaping @Sendable (String) -> Void = { _ in },
    isInterrupted: () -> Bool
  ) throws(ConnectorError) -> GraphOutcome {
    let world = GraphWorld(seed: options.seed, isRealtime: true, announcing: announcing)
    var running = RunningGraph.Options()
    running.workers = options.workers
    let run = try RunningGraph(try file.build(in: world), scheduling: options.scheduler, options: running)
    while !run.hasEnded(within: longestSleep) {
      guard isInterrupted() else { continue }
      let report = run.stop(within: drainTime).report
      return outcome(file, options, world, run.scheduler, report, wasInterrupted: true)
    }
    do throws(DataflowError) {
      return outcome(file, options, world, run.scheduler, try run.wait(), wasInterrupted: false)
    } catch {
      throw .runtime(error)
    }
  }

  private func rest(_ ticket: UInt64, until deadline: UInt64?) {
    if options.isRealtime {
      _ = executor.wait(ticket, until: min(deadline ?? .max, executor.now + Self.longestSleep))
    } else if !executor.wait(ticket, until: deadline) {
      scheduler.cancel()
    }
  }

  private static func outcome(
    _ file: GraphFile, _ options: GraphRunOptions, _ world: GraphWorld, _ scheduler: Scheduler,
    _ report: RunReport, wasInterrupted: Bool
  ) -> GraphOutcome {
    let received = world.collections.map {
      GraphOutcome.Received(node: $0.node, values: $0.collection.received)
    }
    return GraphOutcome(
      graph: file.name, options: options, report: report, received: received,
      schedule: scheduler.schedule, events: scheduler.recentEvents,
      ready: scheduler.readyNodes, wasInterrupted: wasInterrupted, fault: world.fault)
  }
}
