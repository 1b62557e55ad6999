/// One block as the index has it.
struct BlockRecord: Equatable {
  /// Where the block's frame begins in the file.
  var offset: UInt64
  /// Bytes of payload after the frame.
  var stored: UInt32
  /// Bytes of content.
  var content: UInt32
  var entries: UInt32
  /// Lengths of the first and the last key; the keys themselves are cut.
  var firstLength: UInt32
  var lastLength: UInt32
  /// The frame's.
  var sum: UInt64
  /// Where the first and the last key stand in the order of the seed.
  var firstOrder: UInt64
  var lastOrder: UInt64
  /// The keys, cut to `SnapshotFormat.shownKeyBytes`.
  var firstKey: [UInt8]
  var lastKey: [UInt8]

  /// The first byte after the block.
  var end: UInt64 { offset + UInt64(SnapshotFormat.frameBytes) + UInt64(stored) }

  static func shown(_ key: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](key.prefix(SnapshotFormat.shownKeyBytes))
  }

  func append(to bytes: inout [UInt8]) {
    bytes.append(little: offset)
    bytes.append(little: stored)
    bytes.append(little: content)
    bytes.append(little: entries)
    bytes.append(little: firstLength)
    bytes.append(little: lastLength)
    bytes.append(little: UInt32(0))
    bytes.append(little: sum)
    bytes.append(little: firstOrder)
    bytes.append(little: lastOrder)
    bytes += firstKey
    bytes += lastKey
  }

  /// Reads the record at `position` and moves it on; nil when it does not fit.
  init?(_ bytes: [UInt8], at position: inout Int) {
    guard bytes.count - position >= SnapshotFormat.recordBytes else { return nil }
    offset = bytes.little(position)
    stored = bytes.little(position + 8)
    content = bytes.little(position + 12)
    entries = bytes.little(position + 16)
    firstLength = bytes.little(position + 20)
    lastLength = bytes.little(position + 24)
    guard bytes.little(position + 28, as: UInt32.self) == 0 else { return nil }
    sum = bytes.little(position + 32)
    firstOrder = bytes.little(position + 40)
    lastOrder = bytes.little(position + 48)
    position += SnapshotFormat.recordBytes
    let first = min(Int(firstLength), SnapshotFormat.shownKeyBytes)
    let last = min(Int(lastLength), SnapshotFormat.shownKeyBytes)
    guard bytes.count - position >= first + last else { return nil }
    firstKey = Array(bytes[position..<position + first])
    lastKey = Array(bytes[position + first..<position + first + last])
    position += first + last
  }

  init(
    offset: UInt64, stored: Int, content: Int, entries: Int, sum: UInt64,
    first: (order: UInt64, length: Int, key: [UInt8]), last: (order: UInt64, length: Int, key: [UInt8])
  ) {
    self.offset = offset
    self.stored = UInt32(stored)
    self.content = UInt32(content)
    self.entries = UInt32(entries)
    self.sum = sum
    firstLength = UInt32(first.length)
    lastLength = UInt32(last.length)
    firstOrder = first.order
    lastOrder = last.order
    firstKey = first.key
    lastKey = last.key
  }
}

/// The 32 bytes before a block's payload.
struct BlockFrame: Equatable {
  let sum: UInt64
  let number: UInt32
  let stored: UInt32
  let content: UInt32
  let entries: UInt32

  /// Nil when the bytes are no frame.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= SnapshotFormat.frameBytes,
      bytes.part(8, 4).elementsEqual(SnapshotFormat.frameMagic), bytes.little(28, as: UInt32.self) == 0
    else { return nil }
    sum = bytes.little(0)
    number = bytes.little(12)
    stored = bytes.little(16)
    content = bytes.little(20)
    entries = bytes.little(24)
  }

  /// Fills the first 32 bytes of `block` and returns their sum.
  static func seal(
    _ block: UnsafeMutableRawBufferPointer, number: Int, content: Int, entries: Int, seed: UInt64
  ) -> UInt64 {
    UnsafeMutableRawBufferPointer(rebasing: block[8..<12]).copyBytes(from: SnapshotFormat.frameMagic)
    let numbers = [number, block.count - SnapshotFormat.frameBytes, content, entries, 0]
    for (index, number) in numbers.enumerated() {
      block.storeBytes(of: UInt32(number).littleEndian, toByteOffset: 12 + 4 * index, as: UInt32.self)
    }
    let sum = checksum(UnsafeRawBufferPointer(block).part(8, block.count - 8), seed: seed)
    block.storeBytes(of: sum.littleEndian, as: UInt64.self)
    return sum
  }
}
