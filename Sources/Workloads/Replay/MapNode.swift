import Base
import Connectors
import Dataflow

/// Drives the map: takes batches, hands out observations, looks up when the map wants to.
final class MapNode {
  /// Where the graph takes hold of the node.
  struct Ports {
    let batches: Input<Delivery>
    let observations: Output<Observation>
    let used: Output<OperationBatch>
    /// Where commands come in and receipts go out; with a control socket only.
    var commands: Input<Signal>?
    var receipts: Output<ControlAnswer>?
  }

  private let map: ReplayedMap
  private let outcome: ReplayOutcome
  private var waiting: [Delivery] = []
  private var current: OperationBatch?

  init(_ map: ReplayedMap, _ outcome: ReplayOutcome) {
    self.map = map
    self.outcome = outcome
  }

  func declare(_ node: NodeDeclaration, isCommanded: Bool) -> Ports {
    let observations = node.output("observations", Observation.self)
    let used = node.output("used", OperationBatch.self)
    let batches = node.input("batches", Delivery.self) { delivery, context in
      self.waiting.append(delivery)
      try self.proceed(observations, used, context)
    }
    node.onStart { context in context.wake(at: context.now) }
    node.onTick { context in try self.proceed(observations, used, context) }
    var ports = Ports(batches: batches, observations: observations, used: used)
    if isCommanded {
      let receipts = node.output("receipts", ControlAnswer.self)
      // Commands travel in the control lane; no data comes this way.
      ports.commands = node.input("commands", Signal.self) { _, _ in }
      ports.receipts = receipts
      node.onSignal { signal, context in
        try receipts.emit(ControlAnswer(id: signal.id, line: self.answer(signal.description)))
        context.wake(at: context.now)
      }
    }
    return ports
  }

  /// Carries a command out and gives the line that answers it.
  private func answer(_ text: String) -> [UInt8] {
    do throws(WorkloadError) {
      let command = try ReplayCommand(text, settings: map.settings.liveKeys)
      if command == .status { return map.status(text).bytes }
      var json = JSONWriter()
      map.perform(command, text).render(into: &json)
      return json.bytes
    } catch {
      return ControlSocket.refusal(error.detail, hint: error.hint)
    }
  }

  /// Has the map proceed until it wants something that is not there yet.
  private func proceed(
    _ observations: Output<Observation>, _ used: Output<OperationBatch>, _ context: NodeContext
  ) throws(DataflowError) {
    while outcome.isOpen {
      guard map.observation.isTaken else { return context.wake(at: context.now) }
      switch turn() {
      case .observed:
        map.observation.isTaken = false
        try observations.emit(map.observation)
      case .hungry:
        if let batch = current { try used.emit(batch) }
        current = nil
        guard !waiting.isEmpty else { return context.wake(at: map.nextLook) }
        switch waiting.removeFirst() {
        case .batch(let batch):
          current = batch
          map.take(batch)
        case .end(let fault): map.end(fault)
        }
      case .resting(let until): return context.wake(at: min(until, map.nextLook))
      case .ended(let ending): outcome.ending = ending
      case nil: break
      }
    }
    context.finish()
  }

  /// The map's answer; nil when it failed.
  private func turn() -> ReplayedMap.Turn? {
    do throws(ReplayFault) {
      return try map.proceed()
    } catch {
      outcome.fault = error
      return nil
    }
  }
}
