import HashMaps

/// Puts the records of a chunk in order; its memory serves again and again.
///
/// Records of one chunk lie in one range of orders and hashes spread them evenly over it, so that as many buckets as
/// there are records leave each of them with few others. O(records) as a rule.
final class ChunkOrder {
  typealias Place = CutPlaces.Place

  private let found = CutPlaces()
  @exclusivity(unchecked) private var sorted: UnsafeMutableBufferPointer<Place> = .allocate(capacity: 0)
  @exclusivity(unchecked) private var ends: [UInt32] = []
  /// What images are expanded into; next to nothing for maps whose chunks have none.
  private let expanded = CutChunk(bytes: 0)

  deinit { sorted.deallocate() }

  /// Bytes of memory held.
  var heldBytes: Int {
    found.heldBytes + sorted.count * MemoryLayout<Place>.stride + ends.capacity * 4 + expanded.heldBytes
  }

  /// All that a chunk tells of: its records, and where they are in the order of `seed`, then of their keys' bytes; of one
  /// key the first of its former values comes first. Valid until the next call, and until the chunk is changed. O(bytes) as a rule.
  func sort(_ chunk: CutChunk, seed: HashSeed) -> (
    records: UnsafeRawBufferPointer, UnsafeBufferPointer<Place>
  ) {
    found.clear()
    var records = chunk.bytes
    var offset = 0
    if chunk.hasImages {
      expanded.clear()
      chunk.expand(into: expanded, found, seed: seed)
      records = expanded.bytes
      offset = records.count - chunk.count
    }
    while offset < records.count {
      let record = ChunkRecord(records, offset)
      found.append(seed.order(of: record.key), offset)
      offset &+= record.bytes
    }
    return (records, sort(records))
  }

  private func sort(_ records: UnsafeRawBufferPointer) -> UnsafeBufferPointer<Place> {
    let count = found.count
    guard count > 1 else { return UnsafeBufferPointer(found.all) }
    guard spread(count, found.low, found.high) else {
      var all = found.all
      all.sort { Self.precedes($0, $1, records) }
      return UnsafeBufferPointer(all)
    }
    for index in 1..<count where Self.precedes(sorted[index], sorted[index &- 1], records) {
      let place = sorted[index]
      var goal = index
      repeat {
        sorted[goal] = sorted[goal &- 1]
        goal &-= 1
      } while goal > 0 && Self.precedes(place, sorted[goal &- 1], records)
      sorted[goal] = place
    }
    return UnsafeBufferPointer(rebasing: sorted[..<count])
  }

  /// Brings the records nearly into order; false where one bucket would get many of them (keys that collide).
  private func spread(_ count: Int, _ low: UInt64, _ high: UInt64) -> Bool {
    let bits = 64 - count.leadingZeroBitCount
    let shift = UInt64(max(0, (64 - (high - low).leadingZeroBitCount) - bits))
    let buckets = Int((high - low) >> shift) + 2
    let found = found.all
    if sorted.count < count {
      sorted.deallocate()
      sorted = .allocate(capacity: max(1024, count + count / 2))
    }
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
    if first.key.elementsEqual(second.key) {
      guard first.isFormer && second.isFormer else { return first.isFormer }
      return left.offset < right.offset
    }
    return first.key.lexicographicallyPrecedes(second.key)
  }
}

/// A record of a chunk, in place.
struct ChunkRecord {
  // `CutChunk` has these, and asking it would be three calls a record.
  private static let (formerBit, absent): (UInt32, UInt32) = (1 << 31, .max)

  let start: UnsafeRawPointer
  let key: UnsafeRawBufferPointer
  /// Nil for no value.
  let value: UnsafeRawBufferPointer?
  let isFormer: Bool
  /// Bytes of the record.
  let bytes: Int

  @inline(__always)
  init(_ chunk: UnsafeRawBufferPointer, _ offset: Int) {
    assert(Self.formerBit == CutChunk.formerBit && Self.absent == CutChunk.absent)
    let place = chunk.baseAddress.unsafelyUnwrapped + offset
    start = place
    let marked = UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
    let length = UInt32(littleEndian: place.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    let keyCount = Int(marked & ~Self.formerBit)
    key = UnsafeRawBufferPointer(start: place + 8, count: keyCount)
    isFormer = marked & Self.formerBit != 0
    guard length != Self.absent else {
      value = nil
      bytes = 8 &+ keyCount
      return
    }
    value = UnsafeRawBufferPointer(start: place + 8 + keyCount, count: Int(length))
    bytes = 8 &+ keyCount &+ Int(length)
  }
}
