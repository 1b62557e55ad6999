import Base
import Dataflow
import HashMaps

/// The nodes of the graph by name, and how many batches go round between source and map.
enum ReplayNode {
  static let source = "source"
  static let map = "map"
  static let observer = "observer"
  static let control = "control"
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
