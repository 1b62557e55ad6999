import CIntrinsics

// What each layout must keep beyond the placement of its keys.

extension Table {
  @usableFromInline typealias Expectation = (Bool, Int, @autoclosure () -> String) throws(MapViolation) ->
    Void

  /// `compact`: every reference names a pool cell that was handed out and that nothing else refers to.
  @inlinable
  func verifyReferences(
    _ word: SegmentWord, _ totals: inout VerifiedTotals, _ expect: Expectation
  ) throws(MapViolation) {
    for group in 0..<(1 << word.exponent) {
      var lanes = ~ci_match16(word.base + group * 16, 0) & 0x7FFF
      while lanes != 0 {
        let reference = word.cell(group * 15 + lanes.trailingZeroBitCount, UInt32.self).pointee
        try expect(
          reference < pool.highWater, group, "a reference names pool cell \(reference), never handed out")
        try expect(!totals.pooled[Int(reference)], group, "pool cell \(reference) is referred to twice")
        totals.pooled[Int(reference)] = true
        lanes &= lanes - 1
      }
    }
  }

  /// `chaining`: each overflow bucket in use is linked once or free once, chains have no holes and come to an end.
  @inlinable
  func verifyChains(_ word: SegmentWord, _ expect: Expectation) throws(MapViolation) {
    let header = word.header.pointee
    let primary = 1 << word.exponent
    let fresh = Int(header.freshBucket)
    try expect(
      fresh >= primary && fresh <= primary + Shape.overflowCapacity(word.exponent), -1,
      "the first overflow bucket never used is number \(fresh)")
    var visited = [Bool](repeating: false, count: fresh - primary)
    func visit(_ index: Int, from bucket: Int) throws(MapViolation) {
      try expect(
        index >= primary && index < fresh, bucket, "bucket \(index) follows, which is no overflow bucket")
      try expect(!visited[index - primary], bucket, "overflow bucket \(index) is linked twice")
      visited[index - primary] = true
    }
    func bucket(_ index: Int) -> UnsafeMutableRawPointer { word.base + index * Shape.bucketStride }
    var overflow = 0
    for first in 0..<primary {
      var index = first
      while true {
        let here = bucket(index)
        let following = Int(here.load(fromByteOffset: 8, as: UInt32.self))
        try expect(
          here.load(fromByteOffset: 7, as: UInt8.self) == (following == 0 ? 0 : 1), index,
          "a bucket's overflow mark does not agree with its link")
        guard following != 0 else { break }
        try visit(following, from: index)
        try expect(ci_match8(here, 0) & 0x7F == 0, index, "a bucket before the last of its chain has a hole")
        try expect(
          ci_match8(bucket(following), 0) & 0x7F != 0x7F, following,
          "an empty overflow bucket is still linked")
        overflow += 1
        index = following
      }
    }
    try expect(
      overflow == Int(header.overflowBuckets), -1,
      "\(overflow) overflow buckets are linked, the header counts \(header.overflowBuckets)")
    var free = 0
    var index = Int(header.freeBucket)
    while index != 0 {
      try visit(index, from: -1)
      try expect(ci_match8(bucket(index), 0) & 0x7F == 0x7F, index, "a free overflow bucket holds an entry")
      free += 1
      index = Int(bucket(index).load(fromByteOffset: 8, as: UInt32.self))
    }
    try expect(
      overflow + free == fresh - primary, -1,
      "\(overflow) linked and \(free) free overflow buckets of \(fresh - primary) used")
  }

  /// `robinhood`: distances grow by at most one from slot to slot, tombstones are counted, the tail's end is empty.
  @inlinable
  func verifyWords(_ word: SegmentWord, _ expect: Expectation) throws(MapViolation) {
    let words = word.base.assumingMemoryBound(to: UInt16.self)
    let end = (1 << word.exponent) + Shape.tail(word.exponent)
    var previousReach: UInt16 = 0
    var tombstones = 0
    for index in 0..<(end + 8) {
      let reach = words[index] >> 8
      if words[index] != 0, words[index] & 0xFF == 0 { tombstones += 1 }
      try expect(
        reach <= previousReach + 1, index,
        "a word at distance \(Int(reach) - 1) follows one at distance \(Int(previousReach) - 1)")
      try expect(words[index] == 0 || reach > 0, index, "a word without distance")
      try expect(
        reach <= Self.farthest, index, "a word at distance \(reach - 1), farther than a look-up goes")
      try expect(index < end || words[index] == 0, index, "a word beyond the last slot")
      previousReach = reach
    }
    try expect(
      tombstones == Int(word.header.pointee.tombstones), -1,
      "\(tombstones) tombstones, the header counts \(word.header.pointee.tombstones)")
  }
}
