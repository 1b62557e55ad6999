/// Who sends to whom: what questions about the shape of a graph are asked of. O(nodes + edges) each, without recursion.
struct Arrows {
  private var targets: [ObjectIdentifier: [NodeCore]] = [:]
  private var entered = Set<ObjectIdentifier>()

  init(_ connections: [Connection]) {
    for connection in connections {
      entered.insert(ObjectIdentifier(connection.input.core))
      guard let output = connection.output else { continue }
      targets[ObjectIdentifier(output.core), default: []].append(connection.input.core)
    }
  }

  func successors(_ node: NodeCore) -> [NodeCore] { targets[ObjectIdentifier(node)] ?? [] }

  func hasPredecessors(_ node: NodeCore) -> Bool { entered.contains(ObjectIdentifier(node)) }

  /// Every node that can be reached from `starts`, each behind all it sends to.
  func postorder(_ starts: [NodeCore]) -> [NodeCore] {
    var order: [NodeCore] = []
    walk(starts, onRing: { _ in }, leave: { order.append($0) })
    return order
  }

  /// The rings found on one walk through all nodes, each from its first node back to it.
  func rings(_ nodes: [NodeCore]) -> [[NodeCore]] {
    var rings: [[NodeCore]] = []
    walk(nodes, onRing: { rings.append($0) }, leave: { _ in })
    return rings
  }

  /// Depth first, the successors of a node last to first; tells of every arrow that leads back onto the trail.
  private func walk(_ starts: [NodeCore], onRing: ([NodeCore]) -> Void, leave: (NodeCore) -> Void) {
    var isOnTrail: [ObjectIdentifier: Bool] = [:]
    var trail: [(node: NodeCore, rest: [NodeCore])] = []
    for start in starts where isOnTrail[ObjectIdentifier(start)] == nil {
      isOnTrail[ObjectIdentifier(start)] = true
      trail.append((start, successors(start)))
      while let (node, rest) = trail.last {
        guard let next = rest.last else {
          isOnTrail[ObjectIdentifier(node)] = false
          leave(node)
          trail.removeLast()
          continue
        }
        trail[trail.count - 1].rest.removeLast()
        switch isOnTrail[ObjectIdentifier(next)] {
        case nil:
          isOnTrail[ObjectIdentifier(next)] = true
          trail.append((next, successors(next)))
        case true?:
          let begin = trail.firstIndex { $0.node === next } ?? 0
          onRing(trail[begin...].map(\.node) + [next])
        case false?: break
        }
      }
    }
  }
}
