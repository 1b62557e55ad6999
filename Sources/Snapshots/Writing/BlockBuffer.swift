/// The block a writer has in hand: room for its frame, then content; memory of its own that grows for the longest entry.
final class BlockBuffer {
  private var memory: UnsafeMutableRawBufferPointer
  /// Bytes in use, the frame's included.
  private(set) var count = SnapshotFormat.frameBytes

  init() {
    memory = .allocate(byteCount: SnapshotFormat.frameBytes + SnapshotFormat.blockBytes, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// Bytes of content.
  var content: Int { count - SnapshotFormat.frameBytes }

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

  /// A part of the bytes.
  func part(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[offset..<offset + length])
  }

  /// Begins the next block; memory beyond that of an ordinary one is given back.
  func reset() {
    count = SnapshotFormat.frameBytes
    let usual = SnapshotFormat.frameBytes + SnapshotFormat.blockBytes
    guard memory.count > usual else { return }
    memory.deallocate()
    memory = .allocate(byteCount: usual, alignment: 16)
  }

  private func grow(to bytes: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = larger
  }
}
