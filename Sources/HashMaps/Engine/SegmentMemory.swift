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
///
/// A chunk without blocks serves any class: its pages have been touched, which is the dear part of memory. A first touch
/// costs above a microsecond where memory is virtual, so the pages of blocks to come are touched ahead, one at a time,
/// by operations that have nothing else to pay for; and chunks beyond those kept in hand go back a quarter at a time.
@usableFromInline
final class SegmentMemory {
  static let smallLimit = 4096
  static let chunkBytes = 128 * 1024
  /// Middle-sized blocks taken from the C allocator before the first chunk is mapped.
  static let heapBlockLimit = 6
  /// Emptied chunks kept in hand, so that a table at the edge of a chunk does not map and unmap for ever.
  static let sparesKept = 2
  /// Chunks mapped at once, from the ninth time on; before that half as many each time. A mapping costs the operation
  /// that needs it some 45 us on a virtual machine whatever its size, and address space untouched costs nothing.
  static let chunksMapped = 256
  /// What goes back to the system at once: unmapping costs nearly 2 us a page.
  static let bytesGivenBack = chunkBytes / 4

  /// Lies at the start of every chunk.
  private struct ChunkHeader {
    var used: Int
    /// Bit i: block i is in use.
    var blocks: UInt32
    var classIndex: Int
    var fresh: Int
    /// Up to here the pages have been touched, and so are backed by memory.
    var touched: Int
    var free: UnsafeMutableRawPointer?
    var nextWithRoom: UnsafeMutablePointer<ChunkHeader>?
    var previousWithRoom: UnsafeMutablePointer<ChunkHeader>?
    var hasRoom: Bool
  }

  /// Bytes of the blocks of each class.
  private var classes: [Int] = []
  private var rooms: [UnsafeMutablePointer<ChunkHeader>?] = []
  /// The middle-sized blocks that came from the C allocator.
  private var heapBlocks: [UnsafeMutableRawPointer] = []
  /// The class of the block taken last from a chunk.
  private var latest: Int?
  /// Chunks without blocks, all their pages touched.
  private var emptied: [UnsafeMutableRawPointer] = []
  /// What is left of the chunk that is going back.
  private var leaving: UnsafeMutableRawPointer?
  private var leavingBytes = 0
  /// Mapped and not yet cut into chunks; the first pages of it may have been touched.
  private var uncut: UnsafeMutableRawPointer?
  private var uncutChunks = 0
  private var uncutTouched = 0
  private var mappings = 0
  /// Bytes taken from the system, chunk slack included.
  private(set) var reservedBytes = 0

  @usableFromInline
  init() {}

  /// A block of at least `bytes` bytes, 256-byte aligned, contents unspecified; nil when the system refuses.
  @usableFromInline
  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer? {
    if bytes < Self.smallLimit { return allocateFromHeap(bytes) }
    if bytes == Self.chunkBytes { return takeChunk()?.raw }
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
    } else if bytes == Self.chunkBytes {
      emptied.append(block)
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
  static func isZeroed(_ bytes: Int) -> Bool { bytes > chunkBytes / 4 && bytes != chunkBytes }

  private static func rounded(_ bytes: Int) -> Int { (bytes + 255) & ~255 }

  private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let block = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    return block == MAP_FAILED ? nil : block
  }

  /// Maps the next few chunks at a multiple of their size, found by mapping one more and trimming.
  private func mapChunks() -> Bool {
    var chunks = min(Self.chunksMapped, 1 << min(mappings, 8))
    var raw = Self.map((chunks + 1) * Self.chunkBytes)
    if raw == nil, chunks > 1 {
      chunks = 1
      raw = Self.map(2 * Self.chunkBytes)
    }
    guard let raw else { return false }
    let address = UInt(bitPattern: raw)
    let start = (address + UInt(Self.chunkBytes) - 1) & ~(UInt(Self.chunkBytes) - 1)
    let before = Int(start - address)
    if before > 0 { munmap(raw, before) }
    munmap(raw + before + chunks * Self.chunkBytes, Self.chunkBytes - before)
    uncut = raw + before
    uncutChunks = chunks
    uncutTouched = 0
    mappings += 1
    return true
  }

  /// A chunk for any use, and how many of its bytes have been touched; nil when the system refuses.
  private func takeChunk() -> (raw: UnsafeMutableRawPointer, touched: Int)? {
    if let raw = emptied.popLast() { return (raw, Self.chunkBytes) }
    if uncutChunks == 0, !mapChunks() { return nil }
    guard let raw = uncut else { return nil }
    let touched = uncutTouched
    uncut = raw + Self.chunkBytes
    uncutChunks -= 1
    uncutTouched = 0
    reservedBytes += Self.chunkBytes
    return (raw, touched)
  }

  private func classIndex(_ blockBytes: Int) -> Int {
    for index in classes.indices where classes[index] == blockBytes { return index }
    classes.append(blockBytes)
    rooms.append(nil)
    return classes.count - 1
  }

  private func addChunk(_ index: Int) -> Bool {
    guard let (raw, touched) = takeChunk() else { return false }
    let chunk = raw.bindMemory(to: ChunkHeader.self, capacity: 1)
    chunk.initialize(
      to: ChunkHeader(
        used: 0, blocks: 0, classIndex: index, fresh: 256, touched: max(4096, touched), hasRoom: true))
    rooms[index] = chunk
    return true
  }

  /// Touches one page of what the next blocks of the latest class will lie in, or gives part of an emptied chunk back.
  ///
  /// A split that took all its pages at once would pay for them in one operation. Called every few insertions and when
  /// work in hand rests, this spreads them.
  @usableFromInline
  func touchAhead() {
    if leavingBytes > 0 || emptied.count > Self.sparesKept { return giveBackPart() }
    guard let latest else { return }
    var wanted = 2 * classes[latest]
    if let chunk = rooms[latest] {
      guard chunk.pointee.free == nil else { return }
      let room = Self.chunkBytes - chunk.pointee.fresh
      let end = min(chunk.pointee.fresh + wanted, Self.chunkBytes)
      if chunk.pointee.touched < end {
        UnsafeMutableRawPointer(chunk).storeBytes(of: 0, toByteOffset: chunk.pointee.touched, as: UInt8.self)
        chunk.pointee.touched += 4096
        return
      }
      wanted -= room
    }
    guard wanted > 0, emptied.isEmpty, uncutChunks > 0 || mapChunks(), let uncut, uncutTouched < wanted else {
      return
    }
    uncut.storeBytes(of: 0, toByteOffset: uncutTouched, as: UInt8.self)
    uncutTouched += 4096
  }

  /// Gives all emptied chunks back but those kept in hand.
  @usableFromInline
  func giveBackSpares() {
    while leavingBytes > 0 { giveBackPart() }
    while emptied.count > Self.sparesKept { giveBack(emptied.removeLast()) }
  }

  private func giveBackPart() {
    if leavingBytes == 0 {
      leaving = emptied.removeFirst()
      leavingBytes = Self.chunkBytes
    }
    guard let part = leaving else { return }
    munmap(part, Self.bytesGivenBack)
    leaving = part + Self.bytesGivenBack
    leavingBytes -= Self.bytesGivenBack
    reservedBytes -= Self.bytesGivenBack
  }

  private func giveBack(_ raw: UnsafeMutableRawPointer) {
    reservedBytes -= Self.chunkBytes
    munmap(raw, Self.chunkBytes)
  }

  /// Calls `body` with every block in use, itself too, of the chunk in which this one lies; not at all when it lies in none.
  @usableFromInline
  func forEachNeighbour(
    of block: UnsafeMutableRawPointer, _ bytes: Int, _ body: (UnsafeMutableRawPointer) -> Void
  ) {
    guard bytes >= Self.smallLimit, bytes <= Self.chunkBytes / 4, !heapBlocks.contains(block),
      let chunk = Self.chunk(of: block)
    else { return }
    let blockBytes = classes[chunk.pointee.classIndex]
    var rest = chunk.pointee.blocks
    while rest != 0 {
      body(UnsafeMutableRawPointer(chunk) + 256 + rest.trailingZeroBitCount * blockBytes)
      rest &= rest - 1
    }
  }

  private static func chunk(of block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<ChunkHeader>? {
    UnsafeMutablePointer(bitPattern: UInt(bitPattern: block) & ~(UInt(chunkBytes) - 1))
  }

  private func allocateFromChunk(_ blockBytes: Int) -> UnsafeMutableRawPointer? {
    let index = classIndex(blockBytes)
    latest = index
    if rooms[index] == nil, !addChunk(index) { return nil }
    guard let chunk = rooms[index] else { return nil }
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
    chunk.pointee.blocks |= 1 << UInt32((block - UnsafeMutableRawPointer(chunk) - 256) / blockBytes)
    if chunk.pointee.free == nil, chunk.pointee.fresh + blockBytes > Self.chunkBytes { unlink(chunk) }
    return block
  }

  private func freeIntoChunk(_ block: UnsafeMutableRawPointer) {
    guard let chunk = Self.chunk(of: block) else { return }
    block.storeBytes(of: chunk.pointee.free, as: UnsafeMutableRawPointer?.self)
    chunk.pointee.free = block
    chunk.pointee.used -= 1
    chunk.pointee.blocks &=
      ~(1 << UInt32((block - UnsafeMutableRawPointer(chunk) - 256) / classes[chunk.pointee.classIndex]))
    if !chunk.pointee.hasRoom { link(chunk) }
    guard chunk.pointee.used == 0 else { return }
    // Pages of it never touched stay so: it is used from the front again.
    guard chunk.pointee.touched == Self.chunkBytes else { return }
    unlink(chunk)
    emptied.append(UnsafeMutableRawPointer(chunk))
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

  /// Returns all memory that holds no block; called when a table dies or is cleared.
  @usableFromInline
  func releaseSpares() {
    for index in classes.indices {
      var next = rooms[index]
      while let chunk = next {
        next = chunk.pointee.nextWithRoom
        guard chunk.pointee.used == 0 else { continue }
        unlink(chunk)
        giveBack(UnsafeMutableRawPointer(chunk))
      }
    }
    while leavingBytes > 0 { giveBackPart() }
    for raw in emptied { giveBack(raw) }
    emptied.removeAll()
    if let uncut, uncutChunks > 0 { munmap(uncut, uncutChunks * Self.chunkBytes) }
    uncut = nil
    uncutChunks = 0
    latest = nil
  }

  deinit { releaseSpares() }
}
