import Base
import Dataflow
import HashMaps

/// The nodes of the graph by name, and how many batches go round between source and map.
enum ReplayNode {
  static let source = "source"
  static let map = "map"
  static let observer = "observer"
  /// One is applied, one waits.
  static let batches = 2
}

/// What travels from the source to the map.
enum Delivery: Sendable {
  case batch(OperationBatch)
  /// No batch follows; what broke the input off, if something did.
  case end(WorkloadError?)
}

/// How the run of a graph came out.
final class ReplayOutcome {
  var ending: ReplayEnding?
  var fault: ReplayFault?
  /// Whether the run goes on.
  var isOpen: Bool { ending == nil && fault == nil }
  /// Whether the source says when it has something, so that nobody needs to ask.
  var sourceWakes = false
}

/// Fills batches and sends them on, as they come back from the map; the last delivery is the end of the input.
final class SourceNode<Source: TimedOperationSource> {
  private let replay: Replay<Source>
  private let outcome: ReplayOutcome
  private var empty = (0..<ReplayNode.batches).map { _ in OperationBatch() }
  private var isOver = false
  /// How long a source that cannot tell is left alone.
  private static var pollNanoseconds: UInt64 { 1_000_000 }

  init(_ replay: Replay<Source>, _ outcome: ReplayOutcome) {
    self.replay = replay
    self.outcome = outcome
  }

  func declare(_ node: NodeDeclaration) -> (used: Input<OperationBatch>, batches: Output<Delivery>) {
    let batches = node.output("batches", Delivery.self)
    let used = node.input("used", OperationBatch.self) { batch, context in
      self.empty.append(batch)
      try self.send(batches, context)
    }
    node.source(batches) { context in
      try self.send(batches, context)
      // The map decides when the run is over: its end is this node's too.
      return .idle
    }
    return (used, batches)
  }

  /// Sends whatever is there, as long as there are batches to fill. At most one delivery for each: the edge never blocks.
  private func send(_ batches: Output<Delivery>, _ context: NodeContext) throws(DataflowError) {
    while !isOver, let batch = empty.last {
      switch arrival(batch) {
      case .batch: try batches.emit(.batch(empty.removeLast()))
      case .nothing:
        if !outcome.sourceWakes { context.wake(after: Self.pollNanoseconds) }
        return
      case .end(let fault):
        isOver = true
        try batches.emit(.end(fault))
      }
    }
  }

  private enum Arrival {
    case batch, nothing
    case end(WorkloadError?)
  }

  private func arrival(_ batch: OperationBatch) -> Arrival {
    do throws(WorkloadError) {
      return switch try replay.source.next(into: batch, within: 0) {
      case .batch: .batch
      case .nothing: .nothing
      case .end: .end(nil)
      }
    } catch {
      return .end(error)
    }
  }
}

/// Drives the map: takes batches, hands out observations, looks up when the map wants to.
final class MapNode {
  /// Where the graph takes hold of the node.
  typealias Ports = (
    batches: Input<Delivery>, observations: Output<Observation>, used: Output<OperationBatch>
  )

  private let map: ReplayedMap
  private let outcome: ReplayOutcome
  private var waiting: [Delivery] = []
  private var current: OperationBatch?

  init(_ map: ReplayedMap, _ outcome: ReplayOutcome) {
    self.map = map
    self.outcome = outcome
  }

  func declare(_ node: NodeDeclaration) -> Ports {
    let observations = node.output("observations", Observation.self)
    let used = node.output("used", OperationBatch.self)
    let batches = node.input("batches", Delivery.self) { delivery, context in
      self.waiting.append(delivery)
      try self.proceed(observations, used, context)
    }
    node.onStart { context in context.wake(at: context.now) }
    node.onTick { context in try self.proceed(observations, used, context) }
    return (batches, observations, used)
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
