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
  private var firstFault: ConnectorError?
  /// Hears what people have to know about a run that has begun, such as the port of a listener.
  private let listener: @Sendable (String) -> Void

  /// A world for one run.
  package init(
    seed: UInt64, isRealtime: Bool = false,
    announcing listener: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.listener = listener
    self.seed = seed
    self.isRealtime = isRealtime
  }

  /// Remembers what the world refused a node; the run then ends with it.
  func note(_ error: ConnectorError) { lock.withLock { firstFault = firstFault ?? error } }

  /// Tells people about a run that has begun.
  func announce(_ text: String) { listener(text) }

  /// Carries out what the system may refuse; a refusal ends the run.
  func attempt(_ context: NodeContext, _ body: () throws(SystemError) -> Void) {
    do throws(SystemError) {
      try body()
    } catch {
      note(.system(error))
      context.stopGraph(error.description)
    }
  }

  /// What the world refused first.
  var fault: ConnectorError? { lock.withLock { firstFault } }
}
