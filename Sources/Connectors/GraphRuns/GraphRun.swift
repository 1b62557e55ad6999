import Dataflow

/// One run of a graph from a file: its host, which owns the clock, opens gates and looks for interruptions.
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
  private var gates: [GraphWorld.Gate]
  private var openings: [GateOpening] = []
  private var recorded: [GateOpening]?
  private var steps: UInt64 = 0

  /// Builds the graph and makes it ready to run once.
  package init(_ file: GraphFile, _ options: GraphRunOptions) throws(ConnectorError) {
    self.file = file
    self.options = options
    world = GraphWorld(seed: options.seed)
    let graph = try file.build(in: world)
    executor = options.isRealtime ? ThreadExecutor() : ManualExecutor()
    scheduler = Scheduler(graph, on: executor, options.scheduler)
    gates = world.gates
  }

  /// Has the run follow a recorded schedule and open its gates where they were opened then.
  func follow(_ schedule: ScheduleRecord, _ openings: [GateOpening]) throws(ConnectorError) {
    do throws(DataflowError) {
      try scheduler.replay(schedule)
    } catch {
      throw .runtime(error)
    }
    recorded = openings
  }

  /// Runs to the end, or until `isInterrupted` says true (asked between slices).
  package func run(isInterrupted: () -> Bool = { false }) -> GraphOutcome {
    var isStopping = false
    loop: while true {
      if !isStopping, isInterrupted() {
        isStopping = true
        openAll()
        scheduler.stop(within: Self.drainTime)
      }
      if let limit = options.steps, steps >= limit { scheduler.cancel() }
      openDueGates()
      let ticket = executor.ticket()
      switch scheduler.step() {
      case .finished: break loop
      case .worked:
        steps += 1
        (executor as? ManualExecutor)?.advance(by: GraphRunOptions.slice)
      case .idle(let deadline): rest(ticket, until: deadline)
      }
    }
    return outcome(wasInterrupted: isStopping)
  }

  private func rest(_ ticket: UInt64, until deadline: UInt64?) {
    if deadline == nil, recorded == nil, let next = gates.first { return open(next) }
    if options.isRealtime {
      _ = executor.wait(ticket, until: min(deadline ?? .max, executor.now + Self.longestSleep))
    } else if !executor.wait(ticket, until: deadline) {
      scheduler.cancel()
    }
  }

  // MARK: Gates

  private func openDueGates() {
    guard !gates.isEmpty else { return }
    if let recorded {
      for gate in gates where recorded.contains(GateOpening(node: gate.node, step: steps)) { open(gate) }
      return
    }
    for gate in gates {
      switch gate.opening {
      case .complete: if gate.input.isComplete { open(gate) }
      case .step(let step): if steps >= step { open(gate) }
      }
    }
  }

  private func open(_ gate: GraphWorld.Gate) {
    gates.removeAll { $0.input === gate.input }
    openings.append(GateOpening(node: gate.node, step: steps))
    scheduler.addCredit(.max, to: gate.input)
  }

  private func openAll() {
    for gate in gates { open(gate) }
  }

  private func outcome(wasInterrupted: Bool) -> GraphOutcome {
    let received = world.collections.map {
      GraphOutcome.Received(node: $0.node, values: $0.collection.values)
    }
    return GraphOutcome(
      graph: file.name, options: options, report: scheduler.report(), received: received,
      schedule: scheduler.schedule, openings: openings, events: scheduler.recentEvents,
      ready: scheduler.readyNodes, wasInterrupted: wasInterrupted)
  }
}

/// The moment at which a gated input was opened.
package struct GateOpening: Equatable, Sendable {
  /// The node whose input it is.
  package let node: String
  /// Slices run before.
  package let step: UInt64

  /// An opening.
  package init(node: String, step: UInt64) {
    self.node = node
    self.step = step
  }
}
