/// What a host may see of a run beside its report.
extension Scheduler {
  /// The names of the nodes that are ready, in the order of their turns, by band.
  public var readyNodes: [(band: Band, nodes: [String])] {
    withQueues {
      Band.allCases.reversed().map { band in (band, ready.nodes(Int(band.rawValue)).map(\.name)) }
    }
  }
}

extension ReadyQueue {
  /// The nodes of one band, next one first. O(nodes in the band).
  func nodes(_ band: Int) -> [NodeCore] {
    var found: [NodeCore] = []
    var link = head(band)
    while let node = link?.takeUnretainedValue() {
      found.append(node)
      link = node.next
    }
    return found
  }
}
