import Base
import Dataflow

/// What the nodes of one graph from a file share with their host: the seed, what was collected.
///
/// One thread builds it; afterwards each part belongs to its node.
package final class GraphWorld: @unchecked Sendable {
  /// Feeds what is random.
  package let seed: UInt64
  /// Whether the run's clock is the machine's.
  let isRealtime: Bool
  var collections: [(node: String, collection: Collect<Value>)] = []
  /// Nodes that make sense only while the clock is the machine's, though it is not.
  var realtimeNodes: [String] = []
  private let lock = Lock()
  private var firstFault: SystemError?

  /// A world for one run.
  package init(seed: UInt64, isRealtime: Bool = false) {
    self.seed = seed
    self.isRealtime = isRealtime
  }

  /// Remembers what the system refused a node; the run then ends with it.
  func note(_ error: SystemError) { lock.withLock { firstFault = firstFault ?? error } }

  /// Carries out what the system may refuse; a refusal ends the run.
  func attempt(_ context: NodeContext, _ body: () throws(SystemError) -> Void) {
    do throws(SystemError) {
      try body()
    } catch {
      note(error)
      context.stopGraph(error.description)
    }
  }

  /// What the system refused first.
  var fault: SystemError? { lock.withLock { firstFault } }
}
