import HashMaps

/// Puts the records of a chunk in order; its memory serves again and again.
///
/// Records of one chunk lie in one range of orders and hashes spread them evenly over it, so that as many buckets as
/// there are records leave each of them with few others. O(records) as a rule.
final class ChunkOrder {
  /// A record: its order, and where in the chunk it begins.
  struct Place {
    var order: UInt64
    var offset: Int
  }

  @exclusivity(unchecked) private var found: UnsafeMutableBufferPointer<Place> = .allocate(capacity: 0)
  @exclusivity(unchecked) private var sorted: UnsafeMutableBufferPointer<Place> = .allocate(capacity: 0)
  @exclusivity(unchecked) private var ends: [UInt32] = []

  deinit {
    found.deallocate()
    sorted.deallocate()
  }

  /// Bytes of memory held.
  var heldBytes: Int { (found.count + sorted.count) * MemoryLayout<Place>.stride + ends.capacity * 4 }

  /// The records in the order of `seed`, then of their keys' bytes; of one key the former value comes first. Valid until
  /// the next call.
  func sort(_ chunk: UnsafeRawBufferPointer, seed: HashSeed) -> UnsafeBufferPointer<Place> {
    var count = 0
    var low = UInt64.max
    var high: UInt64 = 0
    var offset = 0
    while offset < chunk.count {
      let record = ChunkRecord(chunk, offset)
      let order = seed.order(of: record.key)
      low = min(low, order)
      high = max(high, order)
      if count == found.count { grow() }
      found[count] = Place(order: order, offset: offset)
      count &+= 1
      offset &+= record.bytes
    }
    guard count > 1 else { return UnsafeBufferPointer(rebasing: found[..<count]) }
    guard spread(count, low, high) else {
      var all = UnsafeMutableBufferPointer(rebasing: found[..<count])
      all.sort { Self.precedes($0, $1, chunk) }
      return UnsafeBufferPointer(all)
    }
    for index in 1..<count where Self.precedes(sorted[index], sorted[index &- 1], chunk) {
      let place = sorted[index]
      var goal = index
      repeat {
        sorted[goal] = sorted[goal &- 1]
        goal &-= 1
      } while goal > 0 && Self.precedes(place, sorted[goal &- 1], chunk)
      sorted[goal] = place
    }
    return UnsafeBufferPointer(rebasing: sorted[..<count])
  }

  /// Brings the records nearly into order; false where one bucket would get many of them (keys that collide).
  private func spread(_ count: Int, _ low: UInt64, _ high: UInt64) -> Bool {
    let bits = 64 - count.leadingZeroBitCount
    let shift = UInt64(max(0, (64 - (high - low).leadingZeroBitCount) - bits))
    let buckets = Int((high - low) >> shift) + 2
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: buckets))
    return ends.withUnsafeMutableBufferPointer { ends in
      for index in 0..<count { ends[Int((found[index].order &- low) &>> shift) &+ 1] &+= 1 }
      var most: UInt32 = 0
      var sum: UInt32 = 0
      for bucket in ends.indices {
        most = max(most, ends[bucket])
        sum &+= ends[bucket]
        ends[bucket] = sum
      }
      guard most <= 32 else { return false }
      for index in 0..<count {
        let bucket = Int((found[index].order &- low) &>> shift)
        sorted[Int(ends[bucket])] = found[index]
        ends[bucket] &+= 1
      }
      return true
    }
  }

  @inline(__always)
  private static func precedes(_ left: Place, _ right: Place, _ chunk: UnsafeRawBufferPointer) -> Bool {
    left.order == right.order ? followsByKey(left, right, chunk) : left.order < right.order
  }

  @inline(never)
  private static func followsByKey(_ left: Place, _ right: Place, _ chunk: UnsafeRawBufferPointer) -> Bool {
    let (first, second) = (ChunkRecord(chunk, left.offset), ChunkRecord(chunk, right.offset))
    if first.key.elementsEqual(second.key) { return first.isFormer && !second.isFormer }
    return first.key.lexicographicallyPrecedes(second.key)
  }

  private func grow() {
    let capacity = max(1024, found.count * 2)
    let larger = UnsafeMutableBufferPointer<Place>.allocate(capacity: capacity)
    _ = larger.moveInitialize(fromContentsOf: found)
    found.deallocate()
    found = larger
    sorted.deallocate()
    sorted = .allocate(capacity: capacity)
  }
}

/// A record of a chunk, in place.
struct ChunkRecord {
  let start: UnsafeRawPointer
  let key: UnsafeRawBufferPointer
  /// Nil for no value.
  let value: UnsafeRawBufferPointer?
  let isFormer: Bool
  /// Bytes of the record.
  let bytes: Int

  @inline(__always)
  init(_ chunk: UnsafeRawBufferPointer, _ offset: Int) {
    let place = chunk.baseAddress.unsafelyUnwrapped + offset
    start = place
    let marked = UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
    let length = UInt32(littleEndian: place.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    let keyCount = Int(marked & ~CutChunk.formerBit)
    key = UnsafeRawBufferPointer(start: place + 8, count: keyCount)
    isFormer = marked & CutChunk.formerBit != 0
    guard length != CutChunk.absent else {
      value = nil
      bytes = 8 &+ keyCount
      return
    }
    value = UnsafeRawBufferPointer(start: place + 8 + keyCount, count: Int(length))
    bytes = 8 &+ keyCount &+ Int(length)
  }
}
