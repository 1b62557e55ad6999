import Base
import Dataflow

/// A graph that runs on threads of its own, and whose end can be asked for from another one.
///
/// A watchdog reports handlers that do not come back while they hang; ``stop(within:)`` always answers, even when one never
/// does.
package final class RunningGraph: @unchecked Sendable {
  /// What a stop came to.
  package struct Shutdown: Sendable {
    /// Whether the run is over: every handler has come back and every node was stopped.
    package let isOver: Bool
    /// The run's report; a snapshot when it is not over. Its leftovers are what was not delivered.
    package let report: RunReport
    /// Handlers that never came back, with the time they have run for.
    package let stuck: [RunReport.Running]
  }

  /// How it is run.
  package struct Options: Sendable {
    /// Threads that run nodes.
    package var workers = 1
    /// Nanoseconds between two looks of the watchdog.
    package var watchInterval: UInt64 = 50_000_000
    /// Where the flight record is written, if anywhere; see ``FlightRecorder``.
    package var flightPath: String?

    /// One worker, no flight record.
    package init() {}
  }

  /// Threads cannot be ended from outside: how long after its deadline a handler may still come back before it counts as
  /// stuck, in nanoseconds.
  package static let grace: UInt64 = 100_000_000

  /// Commands go here.
  package let scheduler: Scheduler
  private let executor: ThreadExecutor
  private let recorder: FlightRecorder?
  private let end = ConditionLock()
  private var result: Result<RunReport, DataflowError>?

  /// Starts the graph on its own threads.
  package init(
    _ graph: Graph, on executor: ThreadExecutor = ThreadExecutor(),
    scheduling: SchedulerOptions = SchedulerOptions(), options: Options = Options()
  ) throws(ConnectorError) {
    self.executor = executor
    scheduler = Scheduler(graph, on: executor, scheduling)
    if let path = options.flightPath {
      recorder = try FlightRecorder(path: path, nodes: graph.nodeNames)
      recorder?.attach(to: scheduler)
    } else {
      recorder = nil
    }
    do throws(SystemError) {
      // Not joined: a handler that hangs must not hang who waits for the graph.
      try SystemThread(for: "a graph") { [self] in run(options.workers) }.detach()
      try SystemThread(for: "a watchdog") { [self] in watch(options.watchInterval) }.detach()
    } catch {
      scheduler.cancel()
      throw .system(error)
    }
  }

  private func run(_ workers: Int) {
    let result: Result<RunReport, DataflowError>
    do throws(DataflowError) { result = .success(try scheduler.run(workers: workers)) } catch {
      result = .failure(error)
    }
    end.withLock { self.result = result }
    end.broadcast()
  }

  /// Waits for the graph's own end, so many nanoseconds at most; whether it has come.
  package func hasEnded(within nanoseconds: UInt64) -> Bool {
    end.wait(until: executor.now + nanoseconds) { result != nil }
    return end.withLock { result != nil }
  }

  /// Waits for the graph's own end, however long that takes. Throws when it could not start.
  package func wait() throws(DataflowError) -> RunReport {
    end.wait(until: nil) { result != nil }
    return try end.withLock { result ?? .success(scheduler.report()) }.get()
  }

  /// Asks the graph to end gracefully and reports what became of it: at the latest when the time is over and ``grace`` has
  /// passed twice, even if a handler never comes back.
  package func stop(within nanoseconds: UInt64) -> Shutdown {
    scheduler.stop(within: nanoseconds)
    let now = executor.now
    let deadline = now > .max - nanoseconds ? .max : now + nanoseconds
    end.wait(until: deadline > .max - Self.grace ? nil : deadline + Self.grace) { result != nil }
    if end.withLock({ result }) == nil {
      scheduler.cancel()
      end.wait(until: executor.now + Self.grace) { result != nil }
    }
    guard case .success(let report)? = end.withLock({ result }) else {
      return Shutdown(isOver: false, report: scheduler.report(), stuck: scheduler.runningNow.map(\.running))
    }
    return Shutdown(isOver: true, report: report, stuck: [])
  }

  /// Looks at the handlers that run, again and again; each that hangs is reported once.
  private func watch(_ interval: UInt64) {
    var reported: [String: UInt64] = [:]
    while true {
      end.wait(until: executor.now + interval) { result != nil }
      if end.withLock({ result != nil }) { return }
      for (running, since) in scheduler.runningNow
      where running.nanoseconds > scheduler.slowAfter(running.node) && reported[running.node] != since {
        reported[running.node] = since
        scheduler.noteHanging(running)
      }
    }
  }
}
