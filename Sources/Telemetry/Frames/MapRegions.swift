/// How full equal shares of the hashes are: at most 64 regions, exactly counted.
///
/// A region is what the topmost bits of a hash name, so it stays the same part of the map while segments split; there
/// are as many as every segment lies in one of them alone, a power of two.
package struct MapRegions: Equatable, Sendable {
  /// Regions a map is shown in at most.
  package static let limit = 64
  /// Hash bits that tell them apart at most.
  private static let bits = 6

  /// One region.
  package struct Region: Equatable, Sendable {
    /// Segments.
    package var segments = 0
    /// Segments that have the layout in charge; the others have yet to be converted.
    package var settled = 0
    /// Entries.
    package var entries = 0
    /// Slots, as the load factor counts them.
    package var slots = 0

    /// A region with its counts.
    package init(segments: Int = 0, settled: Int = 0, entries: Int = 0, slots: Int = 0) {
      self.segments = segments
      self.settled = settled
      self.entries = entries
      self.slots = slots
    }

    static func += (sum: inout Region, other: Region) {
      sum.segments += other.segments
      sum.settled += other.settled
      sum.entries += other.entries
      sum.slots += other.slots
    }
  }

  /// The regions in the order of their hash bits.
  package let regions: [Region]

  /// Slots of the whole map.
  package var slots: Int { regions.reduce(0) { $0 + $1.slots } }

  /// Regions that are there already; at most `limit` of them.
  package init(_ regions: [Region]) {
    self.regions = regions
  }

  /// Adds up segments as they are visited.
  package struct Fold {
    private var finest = [Region](repeating: Region(), count: MapRegions.limit)
    private var depth = MapRegions.bits

    /// No segment yet.
    package init() {}

    /// The next segment: its hash bits from the top, and how many of them it has. O(1).
    package mutating func add(prefix: UInt32, depth: Int, _ segment: Region) {
      finest[Int(prefix >> (32 - UInt32(MapRegions.bits)))] += segment
      self.depth = min(self.depth, max(depth, 0))
    }

    /// The regions: as fine as the widest segment allows.
    package consuming func finish() -> MapRegions {
      let width = 1 << (MapRegions.bits - depth)
      return MapRegions(
        stride(from: 0, to: finest.count, by: width).map { first in
          var sum = Region()
          for region in finest[first..<(first + width)] { sum += region }
          return sum
        })
    }
  }
}
