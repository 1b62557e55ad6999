/// The block a writer has in hand: room for its frame, then content; memory of its own that grows for the longest entry.
final class BlockBuffer {
  @exclusivity(unchecked) private var memory: UnsafeMutableRawBufferPointer
  /// Bytes in use, the frame's included.
  @exclusivity(unchecked) private(set) var count = SnapshotFormat.frameBytes

  init() {
    memory = .allocate(byteCount: Self.usual, alignment: 16)
  }

  /// An ordinary block, and what short records are stored beyond their ends.
  private static let usual = SnapshotFormat.frameBytes + SnapshotFormat.blockBytes + shortRecord
  private static let shortRecord = 64

  deinit { memory.deallocate() }

  /// Bytes of content.
  var content: Int { count - SnapshotFormat.frameBytes }

  /// Bytes of memory.
  var heldBytes: Int { memory.count }

  /// Frame and content.
  var bytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: memory[..<count]) }

  /// Appends an entry and gives back where its key lies. O(bytes).
  @inline(__always)
  func append(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Int {
    let end = count &+ 8 &+ key.count &+ value.count
    if _slowPath(end > memory.count) { grow(to: end) }
    let place = memory.baseAddress.unsafelyUnwrapped + count
    place.storeBytes(of: UInt32(truncatingIfNeeded: key.count).littleEndian, as: UInt32.self)
    place.storeBytes(
      of: UInt32(truncatingIfNeeded: value.count).littleEndian, toByteOffset: 4, as: UInt32.self)
    if let bytes = key.baseAddress { (place + 8).copyMemory(from: bytes, byteCount: key.count) }
    if let bytes = value.baseAddress {
      (place + 8 + key.count).copyMemory(from: bytes, byteCount: value.count)
    }
    let start = count &+ 8
    count = end
    return start
  }

  /// Appends an entry as a record of a chunk has it, behind which 64 bytes may be read. Gives back where its key lies.
  @inline(__always)
  func append(record: UnsafeRawPointer, _ bytes: Int) -> Int {
    let end = count &+ bytes
    if _slowPath(end &+ Self.shortRecord > memory.count) { grow(to: end &+ Self.shortRecord) }
    let place = memory.baseAddress.unsafelyUnwrapped + count
    if _fastPath(bytes <= Self.shortRecord) {
      // Whole words whatever the length: what is too much is overwritten by the next one.
      for offset in stride(from: 0, to: Self.shortRecord, by: 16) {
        place.storeBytes(
          of: record.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self), toByteOffset: offset,
          as: SIMD16<UInt8>.self)
      }
    } else {
      place.copyMemory(from: record, byteCount: bytes)
    }
    let start = count &+ 8
    count = end
    return start
  }

  /// A part of the bytes.
  func part(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[offset..<offset + length])
  }

  /// Begins the next block; memory beyond that of an ordinary one is given back.
  func reset() {
    count = SnapshotFormat.frameBytes
    guard memory.count > Self.usual else { return }
    memory.deallocate()
    memory = .allocate(byteCount: Self.usual, alignment: 16)
  }

  private func grow(to bytes: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = larger
  }
}
