import Base

/// How the keys of a workload spread over 4,096 equal ranges of the hash, the first twelve bits that choose a segment in a
/// map: what a chart of collisions shows at a glance. Counts are of the sampled keys.
package struct KeyBuckets: Sendable {
  /// Ranges there are.
  package static let count = 1 << bits
  private static let bits = 12

  /// Keys of each range.
  package let counts: [Int]

  /// - Parameter places: of every key, the bits of its hash that place it.
  init(places: some Sequence<UInt64>) {
    var counts = [Int](repeating: 0, count: Self.count)
    // A segment is chosen by the lower 32 bits, the uppermost of them first.
    for place in places { counts[Int(place & 0xFFFF_FFFF) >> (32 - Self.bits)] += 1 }
    self.counts = counts
  }

  /// Ranges with at least one key.
  package var nonEmpty: Int { counts.count { $0 > 0 } }

  /// Keys of the fullest range.
  package var deepest: Int { counts.max() ?? 0 }

  /// Ranges by their number of keys, the emptiest first.
  package var depths: [(keys: Int, ranges: Int)] {
    Dictionary(grouping: counts, by: \.self).map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
  }

  /// Keys of a range at a quantile of those that have any, interpolated; nil where none has.
  package func quantile(_ share: Double) -> Double? {
    Sample(counts.filter { $0 > 0 }.map(Double.init))?.quantile(share)
  }

  /// Writes the members that the earlier program's readers know, too.
  func render(into json: inout JSONWriter) {
    json.array("bucket_counts") { list in for count in counts { list.integer(count) } }
    json.object("hash_collision_hotspots") { spots in
      for (bucket, count) in counts.enumerated() where count > 1 {
        // Three digits each: the first of four is one.
        spots.key("0x" + String(bucket + Self.count, radix: 16).dropFirst())
        spots.integer(count)
      }
    }
    json.object("bucket_percentiles") { list in
      for percent in [50, 75, 90, 95, 99] {
        list.key("p\(percent)")
        if let value = quantile(Double(percent) / 100) { list.double(value) } else { list.null() }
      }
    }
    json.object("collision_depth_histogram") { list in
      for depth in depths {
        list.key("\(depth.keys)")
        list.integer(depth.ranges)
      }
    }
    json.field("non_empty_buckets", nonEmpty)
    json.field("max_bucket_depth", deepest)
  }
}
