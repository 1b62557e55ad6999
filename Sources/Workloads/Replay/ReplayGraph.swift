import Base
import Connectors
import Dataflow
import HashMaps

/// A replay as a graph: source ══batches══▶ map ══observations══▶ observer, and used batches back to the
/// source. With a control socket: control ──commands──▶ map ══answers══▶ control, in the control band.
///
/// Runs on the caller's thread; reading and parsing go on beside it on the source's own.
extension Replay {
  func runGraph() throws(ReplayFault) -> ReplayEnding {
    let outcome = ReplayOutcome()
    let graph: Graph
    do throws(DataflowError) {
      graph = try makeGraph(outcome).build()
    } catch {
      fatalError("the graph of a replay is not valid: \(error)")
    }
    let scheduler = Scheduler(graph, on: ThreadExecutor())
    map.hooks.graph(scheduler)
    control?.wakes(scheduler, ReplayNode.control)
    let wakes = source.onArrival {
      do throws(DataflowError) { try scheduler.wake(ReplayNode.source) } catch {
        fatalError("the graph of a replay has no source: \(error)")
      }
    }
    outcome.sourceWakes = wakes
    do throws(DataflowError) {
      try scheduler.run()
    } catch {
      fatalError("the graph of a replay did not start: \(error)")
    }
    if let fault = outcome.fault { throw fault }
    guard let ending = outcome.ending else {
      fatalError("the graph of a replay ended without a result: \(scheduler.report())")
    }
    return ending
  }

  private func makeGraph(_ outcome: ReplayOutcome) -> GraphBuilder {
    let builder = GraphBuilder("replay")
    let input = builder.node(ReplayNode.source) { node in SourceNode(self, outcome).declare(node) }
    let stage = builder.node(ReplayNode.map, NodeSettings(batch: 1)) { node in
      MapNode(map, outcome).declare(node, isCommanded: control != nil)
    }
    builder.node(ReplayNode.observer) { node in
      let figures = node.input("in", Observation.self) { [observer, map] observation, context in
        do throws(ReplayFault) {
          try observer.take(map)
          observation.isTaken = true
        } catch {
          outcome.fault = error
          context.stopGraph(error.description)
        }
      }
      // Ahead of the map, which goes on once the observation has been taken.
      builder.connect(stage.observations, to: figures, EdgeOptions(capacity: 1, band: .high))
    }
    builder.connect(input.batches, to: stage.batches, EdgeOptions(capacity: ReplayNode.batches))
    if let control, let commands = stage.commands, let receipts = stage.receipts {
      let door = builder.node(ReplayNode.control, NodeSettings(band: .control)) { control.declare($0) }
      builder.connect(door.commands, to: commands, EdgeOptions(band: .control))
      // Never full: every client waits for its answer.
      builder.connect(receipts, to: door.answers, EdgeOptions(policy: .fail))
    }
    // Never full: there are no more batches than that.
    builder.connect(stage.used, to: input.used, EdgeOptions(capacity: ReplayNode.batches, policy: .fail))
    return builder
  }
}
