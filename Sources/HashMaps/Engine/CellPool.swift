/// Cells of a `compact` table, named by 32-bit references; freed cells are reused last in, first out.
@usableFromInline
final class CellPool<Key, Value> {
  @usableFromInline typealias Entry = Cell<Key, Value>

  /// 4,096 cells a chunk, or 8,192 of at most 16 bytes: growing takes one chunk, never a copy. Cells of 16 and of 32 bytes
  /// fill a chunk of `SegmentMemory`, which what segments leave can serve.
  @usableFromInline static var chunkShift: UInt32 {
    @inlinable @inline(__always) get { stride <= 16 ? 13 : 12 }
  }

  /// A free cell holds the reference of the next free one, so a cell has room for it.
  @usableFromInline static var stride: Int {
    @inlinable @inline(__always) get { max(MemoryLayout<Entry>.stride, 4) }
  }

  @usableFromInline static var none: UInt32 {
    @inlinable @inline(__always) get { .max }
  }

  @usableFromInline @exclusivity(unchecked) var chunks: UnsafeMutablePointer<UnsafeMutableRawPointer>
  @usableFromInline @exclusivity(unchecked) var chunkCount = 0
  @usableFromInline @exclusivity(unchecked) var chunkCapacity = 4
  @usableFromInline @exclusivity(unchecked) var free: UInt32 = .max
  /// Cells ever handed out; those below it and not live are on the free list.
  @usableFromInline @exclusivity(unchecked) var highWater: UInt32 = 0
  @usableFromInline @exclusivity(unchecked) var live = 0
  @usableFromInline let memory: SegmentMemory

  @inlinable
  init(memory: SegmentMemory) {
    self.memory = memory
    chunks = .allocate(capacity: 4)
  }

  @inlinable @inline(__always)
  func cell(_ reference: UInt32) -> UnsafeMutablePointer<Entry> {
    let lowBits: UInt32 = 1 &<< Self.chunkShift &- 1
    return (chunks[Int(reference &>> Self.chunkShift)] + Int(reference & lowBits) &* Self.stride)
      .assumingMemoryBound(to: Entry.self)
  }

  /// Bytes of memory the pool has touched.
  @inlinable
  var touchedBytes: Int { Int(highWater) * Self.stride }

  @inlinable
  static var chunkBytes: Int { stride << Int(chunkShift) }

  /// A reference to an uninitialised cell.
  @inlinable
  func allocate() throws(MapError) -> UInt32 {
    if free == Self.none, Int(highWater) == chunkCount << Int(Self.chunkShift) { try addChunk() }
    return allocateReserved()
  }

  /// Makes sure that `count` cells can be had without failing.
  @inlinable
  func reserve(_ count: Int) throws(MapError) {
    while (chunkCount << Int(Self.chunkShift)) - live < count { try addChunk() }
  }

  /// A reference to an uninitialised cell, after `reserve`.
  @inlinable
  func allocateReserved() -> UInt32 {
    live &+= 1
    if free != Self.none {
      let reference = free
      free = UnsafeRawPointer(cell(reference)).loadUnaligned(as: UInt32.self)
      return reference
    }
    defer { highWater &+= 1 }
    return highWater
  }

  /// Gives back a cell that has been moved from or deinitialised.
  @inlinable
  func release(_ reference: UInt32) {
    UnsafeMutableRawPointer(cell(reference)).storeBytes(of: free, as: UInt32.self)
    free = reference
    live &-= 1
    if live == 0 { reset() }
  }

  @inlinable @inline(never)
  func addChunk() throws(MapError) {
    guard chunkCount < (1 << (32 - Int(Self.chunkShift))) - 1 else {
      throw .full(what: "the pool of entries", limit: 1 << 32)
    }
    if chunkCount == chunkCapacity {
      let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: chunkCapacity * 2)
      larger.moveInitialize(from: chunks, count: chunkCount)
      chunks.deallocate()
      chunks = larger
      chunkCapacity *= 2
    }
    guard let chunk = memory.allocate(Self.chunkBytes) else {
      throw .outOfMemory(bytes: Self.chunkBytes)
    }
    (chunks + chunkCount).initialize(to: chunk)
    chunkCount += 1
  }

  /// Gives all chunks back; the pool must be empty.
  @inlinable @inline(never)
  func reset() {
    for index in 0..<chunkCount { memory.free(chunks[index], Self.chunkBytes) }
    chunkCount = 0
    highWater = 0
    free = Self.none
  }

  deinit {
    for index in 0..<chunkCount { memory.free(chunks[index], Self.chunkBytes) }
    chunks.deallocate()
  }
}
