extension ByteMap {
  /// Bytes of memory the map holds now: segments, directory, pool and arena. O(1).
  public var heldBytes: Int { table.heldBytes + arena.touchedBytes }

  /// The number of segments. O(1).
  public var segmentCount: Int { table.segmentCounts.wrappedSum() }

  /// Calls `body` with the entries of every segment, in the order of their hash prefixes. O(segments).
  public func forEachSegmentCount(_ body: (Int) -> Void) {
    table.forEachSegment { body(Int($0.header.pointee.count)) }
  }
}
