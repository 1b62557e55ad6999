/// Memory for byte strings longer than a cell: size classes over 1 MiB chunks, named by 32-bit references.
///
/// A reference is chunk << 16 | offset in sixteen-byte granules, so at most 65,536 chunks (64 GiB) exist. Classes grow
/// by a quarter (granule by granule below 128 bytes), so at most a fifth of a block is slack. A string above 256 KiB
/// has a chunk of its own.
@usableFromInline
final class Arena {
  static let granule = 16
  static let chunkBytes = 1 << 20
  static let largeLimit = 256 << 10
  static let chunkLimit = 1 << 16
  static let none = UInt32.max

  private struct Chunk {
    var base: UnsafeMutableRawPointer
    var bytes: Int
    /// Its strings are being moved away by a compaction: nothing is stored there any more.
    var isEmptied = false
  }

  private let memory: SegmentMemory
  @exclusivity(unchecked) private var chunks: UnsafeMutablePointer<Chunk>
  @exclusivity(unchecked) private var chunkCount = 0
  private var chunkCapacity = 4
  private var freeChunkIndices: [UInt32] = []
  /// The head of each class's list of free blocks.
  private var free = [UInt32](repeating: Arena.none, count: Arena.classCount)
  /// The chunk being filled and its first unused granule.
  private var current: UInt32 = 0
  private var fresh = Arena.chunkBytes / Arena.granule
  /// Bytes of the strings held.
  private(set) var liveBytes = 0
  /// Bytes of the blocks they lie in.
  private(set) var usedBytes = 0
  /// Bytes of memory touched so far and not given back.
  private(set) var touchedBytes = 0

  init(memory: SegmentMemory) {
    self.memory = memory
    chunks = .allocate(capacity: 4)
  }

  func pointer(_ reference: UInt32) -> UnsafeMutableRawPointer {
    chunks[Int(reference &>> 16)].base + Int(reference & 0xFFFF) &* Self.granule
  }

  /// Copies `bytes` (more than a cell holds) and returns their reference. O(count).
  func store(_ bytes: UnsafeRawBufferPointer) throws(MapError) -> UInt32 {
    guard bytes.count <= ByteMap.longest else {
      throw .tooLong(bytes: bytes.count, limit: ByteMap.longest)
    }
    let reference: UInt32
    if bytes.count > Self.largeLimit {
      reference = try addChunk(bytes.count) &<< 16
      touchedBytes += bytes.count
      usedBytes += bytes.count
    } else {
      let (index, granules) = Self.sizeClass(bytes.count)
      reference = try block(index, granules)
      usedBytes += granules * Self.granule
    }
    liveBytes += bytes.count
    pointer(reference).copyMemory(from: bytes.baseAddress.unsafelyUnwrapped, byteCount: bytes.count)
    return reference
  }

  /// Gives back what `store` returned for a string of `count` bytes.
  func release(_ reference: UInt32, _ count: Int) {
    liveBytes -= count
    if count > Self.largeLimit {
      let index = Int(reference >> 16)
      memory.free(chunks[index].base, chunks[index].bytes)
      freeChunkIndices.append(UInt32(index))
      chunks[index].bytes = 0
      touchedBytes -= count
      usedBytes -= count
      return
    }
    let (index, granules) = Self.sizeClass(count)
    if !chunks[Int(reference >> 16)].isEmptied {
      pointer(reference).storeBytes(of: free[index], as: UInt32.self)
      free[index] = reference
    }
    usedBytes -= granules * Self.granule
    if liveBytes == 0 { reset() }
  }

  private func block(_ index: Int, _ granules: Int) throws(MapError) -> UInt32 {
    if free[index] != Self.none {
      let reference = free[index]
      free[index] = pointer(reference).load(as: UInt32.self)
      return reference
    }
    if fresh + granules > Self.chunkBytes / Self.granule {
      current = try addChunk(Self.chunkBytes)
      fresh = 0
    }
    let reference = current << 16 | UInt32(fresh)
    fresh += granules
    touchedBytes += granules * Self.granule
    return reference
  }

  private func addChunk(_ bytes: Int) throws(MapError) -> UInt32 {
    guard let base = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
    if let index = freeChunkIndices.popLast() {
      chunks[Int(index)] = Chunk(base: base, bytes: bytes)
      return index
    }
    guard chunkCount < Self.chunkLimit else {
      memory.free(base, bytes)
      throw .full(what: "the arena of long strings", limit: Self.chunkLimit)
    }
    if chunkCount == chunkCapacity {
      let larger = UnsafeMutablePointer<Chunk>.allocate(capacity: chunkCapacity * 2)
      larger.moveInitialize(from: chunks, count: chunkCount)
      chunks.deallocate()
      chunks = larger
      chunkCapacity *= 2
    }
    (chunks + chunkCount).initialize(to: Chunk(base: base, bytes: bytes))
    chunkCount += 1
    return UInt32(chunkCount - 1)
  }

  // MARK: Compaction

  /// Blocks of one class never serve another, so a change of sizes strands memory. Beyond a quarter of waste and a
  /// chunk, a compaction moves every string into fresh chunks, one by one as their segments are visited.
  func beginCompaction() {
    guard touchedBytes > usedBytes + usedBytes / 4 + Self.chunkBytes else { return }
    for index in 0..<chunkCount where chunks[index].bytes == Self.chunkBytes {
      chunks[index].isEmptied = true
    }
    for index in free.indices { free[index] = Self.none }
    fresh = Self.chunkBytes / Self.granule
  }

  /// Where the string now lies: moved if its chunk is being emptied, else where it was.
  func moved(_ reference: UInt32, _ count: Int) throws(MapError) -> UInt32 {
    guard count <= Self.largeLimit, chunks[Int(reference >> 16)].isEmptied else { return reference }
    let goal = try store(UnsafeRawBufferPointer(start: pointer(reference), count: count))
    release(reference, count)
    return goal
  }

  /// Gives the emptied chunks back; every string has been moved out of them.
  func endCompaction() {
    for index in 0..<chunkCount where chunks[index].isEmptied {
      memory.free(chunks[index].base, chunks[index].bytes)
      chunks[index] = Chunk(base: chunks[index].base, bytes: 0)
      freeChunkIndices.append(UInt32(index))
    }
    touchedBytes = 0
    for index in 0..<chunkCount {
      let isFilling = index == Int(current) && chunks[index].bytes == Self.chunkBytes
      touchedBytes += isFilling ? fresh * Self.granule : chunks[index].bytes
    }
  }

  /// Forgets everything stored and gives all chunks back.
  func clear() {
    liveBytes = 0
    usedBytes = 0
    reset()
  }

  private func reset() {
    for index in 0..<chunkCount where chunks[index].bytes > 0 {
      memory.free(chunks[index].base, chunks[index].bytes)
    }
    chunkCount = 0
    freeChunkIndices.removeAll()
    for index in free.indices { free[index] = Self.none }
    fresh = Self.chunkBytes / Self.granule
    touchedBytes = 0
  }

  static let classCount = 60

  /// The class of a string of `count` bytes and the granules of its blocks: 1...8 one by one, then four classes to a
  /// doubling.
  static func sizeClass(_ count: Int) -> (index: Int, granules: Int) {
    let granules = (count + granule - 1) / granule
    guard granules > 8 else { return (granules - 1, granules) }
    let doubling = Int.bitWidth - 1 - (granules - 1).leadingZeroBitCount
    let step = 1 << (doubling - 2)
    let rounded = (granules + step - 1) & ~(step - 1)
    let quarter = (rounded - (1 << doubling)) / step
    return (8 + (doubling - 3) * 4 + quarter - 1, rounded)
  }

  deinit {
    for index in 0..<chunkCount where chunks[index].bytes > 0 {
      memory.free(chunks[index].base, chunks[index].bytes)
    }
    chunks.deallocate()
  }
}
