/// One segment of a map, as its header and its word in the directory tell of it.
public struct SegmentReading: Sendable, Equatable {
  /// The hash bits that all its keys share, from the top; the rest is 0.
  public let prefix: UInt32
  /// How many bits that are: the segment has a share of 2^-depth of all hashes.
  public let depth: Int
  /// How its entries lie.
  public let layout: Layout
  /// Live entries.
  public let entries: Int
  /// Its slots, as `MapStatistics.loadFactor` counts them.
  public let slots: Int
  /// Overflow buckets in use; only `chaining` has them.
  public let overflowBuckets: Int
}

extension ByteMap {
  /// Bytes of memory the map holds now: segments, directory, pool and arena. O(1).
  public var heldBytes: Int { table.heldBytes + arena.touchedBytes }

  /// The number of segments. O(1).
  public var segmentCount: Int { table.segmentCounts.wrappedSum() }

  /// Calls `body` for every segment, in the order of their hash prefixes; those that a reseed has filled come last.
  /// O(segments): one header each, no entry is looked at.
  public func forEachSegment(_ body: (SegmentReading) -> Void) {
    table.forEachSegment { word in
      let header = word.header.pointee
      body(
        SegmentReading(
          prefix: header.prefix, depth: Int(header.depth), layout: word.layout, entries: Int(header.count),
          slots: Table<ByteKeys, ByteCell>.Shape.slots(word.layout, word.exponent),
          overflowBuckets: word.layout == .chaining ? Int(header.overflowBuckets) : 0))
    }
  }
}
