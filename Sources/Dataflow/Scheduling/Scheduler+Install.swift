import Base
import Synchronization

/// A changed graph takes the place of the one that runs. Nothing else runs meanwhile.
extension Scheduler {
  func install(_ changed: Graph) {
    let old = graph
    let gone = old.nodes.filter { node in !changed.nodes.contains { $0 === node } }
    let handovers = gone.compactMap { node in
      changed.nodes.first { $0.name == node.name }.map { prepareHandover(from: node, to: $0) }
    }
    detach(old, changed)
    graph = changed
    changed.number()
    for node in gone { retire(node) }
    attach(old, changed)
    for handOver in handovers { handOver() }
    for node in changed.order {
      if node.phase == .created, state == .running || state == .draining {
        begin(node)
      } else {
        adopt(node)
        signalled(node, node.readyBand)
      }
    }
  }

  /// What waits in a node goes to the one that takes its place, once that has its edges.
  private func prepareHandover(from old: NodeCore, to new: NodeCore) -> () -> Void {
    let outputs = old.outputs.compactMap { output in
      new.outputs.first { $0.name == output.name }.map { output.prepareHandover(to: $0) }
    }
    return {
      for handOver in outputs { handOver() }
      for input in old.inputs {
        if let successor = new.inputs.first(where: { $0.name == input.name }) {
          input.handOver(to: successor)
        }
      }
      if new.holdsMessage { new.retryIsDue = true }
    }
  }

  private func detach(_ old: Graph, _ changed: Graph) {
    for connection in old.connections {
      let kept = changed.connections.first { $0.edge === connection.edge }
      if kept == nil || kept?.output !== connection.output { connection.output?.detach(connection.edge) }
      if kept == nil {
        connection.edge.close()
        _ = connection.edge.discardQueued(andControl: true)
      }
      if kept == nil || kept?.input !== connection.input { connection.input.detach(connection.edge) }
    }
  }

  private func attach(_ old: Graph, _ changed: Graph) {
    for connection in changed.connections {
      let before = old.connections.first { $0.edge === connection.edge }
      if before == nil || before?.output !== connection.output { connection.output?.attach(connection.edge) }
      if before == nil || before?.input !== connection.input { connection.input.attach(connection.edge) }
    }
  }

  private func retire(_ node: NodeCore) {
    withQueues {
      ready.remove(node)
      deadlines.set(node, .max)
    }
    if node.phase == .running || node.phase == .ending {
      live.wrappingSubtract(1, ordering: .relaxed)
      if let hook = node.hooks.stop { node.call(hook) }
    }
    node.hooks.detach?()
    node.phase = .ended
  }
}
