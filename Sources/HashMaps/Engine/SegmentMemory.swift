#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Blocks for segments and pools: recycled by size class, taken from and returned to the system in bounded steps.
///
/// Small blocks (below 4 KiB) and the first few middle ones come from the C allocator, so that a small map maps
/// nothing; further middle ones are cut from 128 KiB chunks, each of one size
/// class, so that giving memory back is a short unmap and never a trim of the whole heap; large ones (a flat table)
/// are mapped directly.
@usableFromInline
final class SegmentMemory {
  static let smallLimit = 4096
  static let chunkBytes = 128 * 1024
  /// Middle-sized blocks taken from the C allocator before the first chunk is mapped.
  static let heapBlockLimit = 6
  /// A class keeps one free chunk in hand, so that a table at the edge of a chunk does not map and unmap for ever.
  static let sparesKept = 1

  private struct SizeClass {
    var blockBytes: Int
    var spareChunks = 0
  }

  /// Lies at the start of every chunk.
  private struct ChunkHeader {
    var used: Int
    var classIndex: Int
    var fresh: Int
    /// Up to here the pages have been touched, and so are backed by memory.
    var touched: Int
    var free: UnsafeMutableRawPointer?
    var nextWithRoom: UnsafeMutablePointer<ChunkHeader>?
    var previousWithRoom: UnsafeMutablePointer<ChunkHeader>?
    var hasRoom: Bool
  }

  private var classes: [SizeClass] = []
  private var rooms: [UnsafeMutablePointer<ChunkHeader>?] = []
  /// The middle-sized blocks that came from the C allocator.
  private var heapBlocks: [UnsafeMutableRawPointer] = []
  /// The class of the block taken last from a chunk.
  private var latest: Int?
  /// Bytes taken from the system, chunk slack included.
  private(set) var reservedBytes = 0

  @usableFromInline
  init() {}

  /// A block of at least `bytes` bytes, 256-byte aligned, contents unspecified; nil when the system refuses.
  @usableFromInline
  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
    if bytes < Self.smallLimit { return allocateFromHeap(bytes) }
    if Self.isZeroed(bytes) {
      let size = (bytes + 4095) & ~4095
      guard let block = Self.map(size) else { return nil }
      reservedBytes += size
      return block
    }
    if classes.isEmpty, heapBlocks.count < Self.heapBlockLimit {
      guard let block = allocateFromHeap(bytes) else { return nil }
      heapBlocks.append(block)
      return block
    }
    return allocateFromChunk(Self.rounded(bytes))
  }

  private func allocateFromHeap(_ bytes: Int) -> UnsafeMutableRawPointer? {
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, 256, Self.rounded(bytes)) == 0 else { return nil }
    reservedBytes += Self.rounded(bytes)
    return block
  }

  private func freeToHeap(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
    reservedBytes -= Self.rounded(bytes)
    #if canImport(Glibc)
      Glibc.free(block)
    #else
      Darwin.free(block)
    #endif
  }

  /// Gives back a block of `allocate(bytes)`.
  @usableFromInline
  func free(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
    if bytes < Self.smallLimit {
      freeToHeap(block, bytes)
    } else if Self.isZeroed(bytes) {
      let size = (bytes + 4095) & ~4095
      reservedBytes -= size
      munmap(block, size)
    } else if !heapBlocks.isEmpty, let index = heapBlocks.firstIndex(of: block) {
      heapBlocks.remove(at: index)
      freeToHeap(block, bytes)
    } else {
      freeIntoChunk(block)
    }
  }

  /// Whether a block of this size comes zeroed, fresh from the system.
  @usableFromInline
  static func isZeroed(_ bytes: Int) -> Bool { bytes > chunkBytes / 4 }

  private static func rounded(_ bytes: Int) -> Int { (bytes + 255) & ~255 }

  private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let block = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    return block == MAP_FAILED ? nil : block
  }

  /// A mapping of `chunkBytes` at a multiple of itself, found by mapping twice as much and trimming.
  private static func mapChunk() -> UnsafeMutableRawPointer? {
    guard let raw = map(chunkBytes * 2) else { return nil }
    let address = UInt(bitPattern: raw)
    let start = (address + UInt(chunkBytes) - 1) & ~(UInt(chunkBytes) - 1)
    let before = Int(start - address)
    if before > 0 { munmap(raw, before) }
    munmap(raw + before + chunkBytes, chunkBytes - before)
    return raw + before
  }

  private func classIndex(_ blockBytes: Int) -> Int {
    for index in classes.indices where classes[index].blockBytes == blockBytes { return index }
    classes.append(SizeClass(blockBytes: blockBytes))
    rooms.append(nil)
    return classes.count - 1
  }

  private func addChunk(_ index: Int) -> Bool {
    guard let raw = Self.mapChunk() else { return false }
    reservedBytes += Self.chunkBytes
    let chunk = raw.bindMemory(to: ChunkHeader.self, capacity: 1)
    chunk.initialize(
      to: ChunkHeader(used: 0, classIndex: index, fresh: 256, touched: 4096, hasRoom: true))
    rooms[index] = chunk
    classes[index].spareChunks += 1
    return true
  }

  /// Touches one page of what the next block of the latest class will lie in, or maps its chunk.
  ///
  /// A first touch costs more than a microsecond where memory is virtual; a split that took all its pages at once would
  /// pay for them in one operation. Called every few dozen insertions, this spreads them.
  @usableFromInline
  func touchAhead() {
    guard let latest else { return }
    guard let chunk = rooms[latest] else {
      _ = addChunk(latest)
      return
    }
    guard chunk.pointee.free == nil else { return }
    let wanted = min(chunk.pointee.fresh + classes[latest].blockBytes, Self.chunkBytes)
    guard chunk.pointee.touched < wanted else { return }
    UnsafeMutableRawPointer(chunk).storeBytes(of: 0, toByteOffset: chunk.pointee.touched, as: UInt8.self)
    chunk.pointee.touched += 4096
  }

  private func allocateFromChunk(_ blockBytes: Int) -> UnsafeMutableRawPointer? {
    let index = classIndex(blockBytes)
    latest = index
    if rooms[index] == nil, !addChunk(index) { return nil }
    guard let chunk = rooms[index] else { return nil }
    if chunk.pointee.used == 0 { classes[index].spareChunks -= 1 }
    chunk.pointee.used += 1
    let block: UnsafeMutableRawPointer
    if let recycled = chunk.pointee.free {
      chunk.pointee.free = recycled.load(as: UnsafeMutableRawPointer?.self)
      block = recycled
    } else {
      block = UnsafeMutableRawPointer(chunk) + chunk.pointee.fresh
      chunk.pointee.fresh += blockBytes
      chunk.pointee.touched = max(chunk.pointee.touched, (chunk.pointee.fresh + 4095) & ~4095)
    }
    if chunk.pointee.free == nil, chunk.pointee.fresh + blockBytes > Self.chunkBytes { unlink(chunk) }
    return block
  }

  private func freeIntoChunk(_ block: UnsafeMutableRawPointer) {
    let address = UInt(bitPattern: block) & ~(UInt(Self.chunkBytes) - 1)
    guard let raw = UnsafeMutableRawPointer(bitPattern: address) else { return }
    let chunk = raw.assumingMemoryBound(to: ChunkHeader.self)
    block.storeBytes(of: chunk.pointee.free, as: UnsafeMutableRawPointer?.self)
    chunk.pointee.free = block
    chunk.pointee.used -= 1
    if !chunk.pointee.hasRoom { link(chunk) }
    guard chunk.pointee.used == 0 else { return }
    let index = chunk.pointee.classIndex
    if classes[index].spareChunks >= Self.sparesKept {
      unlink(chunk)
      reservedBytes -= Self.chunkBytes
      munmap(raw, Self.chunkBytes)
    } else {
      classes[index].spareChunks += 1
    }
  }

  private func link(_ chunk: UnsafeMutablePointer<ChunkHeader>) {
    let index = chunk.pointee.classIndex
    chunk.pointee.hasRoom = true
    chunk.pointee.previousWithRoom = nil
    chunk.pointee.nextWithRoom = rooms[index]
    rooms[index]?.pointee.previousWithRoom = chunk
    rooms[index] = chunk
  }

  private func unlink(_ chunk: UnsafeMutablePointer<ChunkHeader>) {
    let index = chunk.pointee.classIndex
    chunk.pointee.hasRoom = false
    if let previous = chunk.pointee.previousWithRoom {
      previous.pointee.nextWithRoom = chunk.pointee.nextWithRoom
    } else {
      rooms[index] = chunk.pointee.nextWithRoom
    }
    chunk.pointee.nextWithRoom?.pointee.previousWithRoom = chunk.pointee.previousWithRoom
    chunk.pointee.nextWithRoom = nil
    chunk.pointee.previousWithRoom = nil
  }

  /// Returns the spare chunks that are kept in hand; called when a table dies or is cleared.
  @usableFromInline
  func releaseSpares() {
    for index in classes.indices {
      var next = rooms[index]
      while let chunk = next {
        next = chunk.pointee.nextWithRoom
        guard chunk.pointee.used == 0 else { continue }
        unlink(chunk)
        classes[index].spareChunks -= 1
        reservedBytes -= Self.chunkBytes
        munmap(UnsafeMutableRawPointer(chunk), Self.chunkBytes)
      }
    }
  }

  deinit { releaseSpares() }
}
