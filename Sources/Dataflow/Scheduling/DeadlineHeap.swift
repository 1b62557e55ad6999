/// Nodes by their next deadline: a binary heap that knows where each node stands. Every change costs O(log nodes).
struct DeadlineHeap {
  private var nodes: [NodeCore] = []

  var first: UInt64 { nodes.first?.deadline ?? .max }

  /// Sets a node's deadline; `.max` takes it out.
  mutating func set(_ node: NodeCore, _ deadline: UInt64) {
    if node.heapPosition < 0 {
      guard deadline != .max else { return }
      node.deadline = deadline
      node.heapPosition = nodes.count
      nodes.append(node)
      rise(node.heapPosition)
    } else if deadline == .max {
      remove(node)
    } else if deadline != node.deadline {
      let earlier = deadline < node.deadline
      node.deadline = deadline
      if earlier { rise(node.heapPosition) } else { sink(node.heapPosition) }
    }
  }

  /// Takes out the first node if its deadline has come.
  mutating func popDue(_ now: UInt64) -> NodeCore? {
    guard let node = nodes.first, node.deadline <= now else { return nil }
    remove(node)
    return node
  }

  private mutating func remove(_ node: NodeCore) {
    let hole = node.heapPosition
    let last = nodes.removeLast()
    node.heapPosition = -1
    node.deadline = .max
    guard last !== node else { return }
    place(last, hole)
    rise(hole)
    sink(last.heapPosition)
  }

  private mutating func place(_ node: NodeCore, _ position: Int) {
    nodes[position] = node
    node.heapPosition = position
  }

  private mutating func rise(_ start: Int) {
    var position = start
    let node = nodes[position]
    while position > 0 {
      let parent = (position - 1) / 2
      guard isBefore(node, nodes[parent]) else { break }
      place(nodes[parent], position)
      position = parent
    }
    place(node, position)
  }

  private mutating func sink(_ start: Int) {
    var position = start
    let node = nodes[position]
    while true {
      var child = 2 * position + 1
      guard child < nodes.count else { break }
      if child + 1 < nodes.count, isBefore(nodes[child + 1], nodes[child]) { child += 1 }
      guard isBefore(nodes[child], node) else { break }
      place(nodes[child], position)
      position = child
    }
    place(node, position)
  }

  /// Equal deadlines go by the node's place in the graph, so that runs repeat.
  private func isBefore(_ a: NodeCore, _ b: NodeCore) -> Bool {
    a.deadline < b.deadline || (a.deadline == b.deadline && a.index < b.index)
  }
}
