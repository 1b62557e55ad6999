import Dataflow

/// What the nodes of one graph from a file share with their host: the seed, gates to open, and what was collected.
///
/// One thread builds it; afterwards each part belongs to its node.
package final class GraphWorld: @unchecked Sendable {
  /// An input that takes nothing at first.
  struct Gate {
    enum Opening: Equatable {
      /// When the producers have ended, or nothing else can happen.
      case complete
      /// When that many slices have run, or nothing else can happen.
      case step(UInt64)
    }
    let node: String
    let input: AnyInput
    let opening: Opening
  }

  /// What a sink received, for the run's result.
  final class Collection {
    var values: [Value] = []
  }

  /// Feeds what is random.
  package let seed: UInt64
  var gates: [Gate] = []
  var collections: [(node: String, collection: Collection)] = []

  /// A world for one run.
  package init(seed: UInt64) { self.seed = seed }
}
