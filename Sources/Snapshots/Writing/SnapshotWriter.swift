import Base
import HashMaps

/// Writes a snapshot entry by entry; the file appears as a whole at `commit`, or not at all.
///
/// Memory: one block (256 KiB, or the longest entry), twice where it is compressed, and the index (some 100 bytes a
/// block).
public struct SnapshotWriter: ~Copyable {
  private var file: AtomicFileWriter
  private let head: SnapshotHead
  private let key: SnapshotSecretKey?
  private let codec: BlockCodec
  private let digest = FileDigest()
  private let header: [UInt8]
  private var position: UInt64
  private var index: [UInt8] = []
  private var blocks = 0
  /// Entries accepted so far.
  public private(set) var entries: UInt64 = 0
  private let block = BlockBuffer()
  private var blockEntries = 0
  private var firstOrder: UInt64 = 0
  private var lastOrder: UInt64 = 0
  /// Where the last key lies in the block.
  private var lastPlace = 0
  private var lastLength = 0
  /// The last key of the block before, while the one in hand is empty.
  private var lastKey: [UInt8] = []

  /// Begins a file beside `path`, which `key` signs. Throws `io` and `unwritable`.
  public init(path: String, head: SnapshotHead, key: SnapshotSecretKey? = nil) throws(SnapshotError) {
    let bytes = try head.encoded(isSigned: key != nil)
    let codec = try BlockCodec(head.compression, for: path)
    file = try Self.begin(path, with: bytes)
    self.codec = codec
    self.head = head
    self.key = key
    header = Array(bytes[..<SnapshotFormat.headerBytes])
    position = UInt64(bytes.count)
    digest.update(bytes)
  }

  private static func begin(_ path: String, with bytes: [UInt8]) throws(SnapshotError) -> AtomicFileWriter {
    do throws(SystemError) {
      var file = try AtomicFileWriter(path: path)
      try file.write(bytes)
      return file
    } catch { throw SnapshotError(error) }
  }

  /// Adds an entry, which must come after the one before it in the order of the head's seed.
  /// Throws `outOfOrder`, `tooLong` and `io`; the writer is then of no use. O(bytes).
  public mutating func append(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer)
    throws(SnapshotError)
  {
    try append(order: head.seed.order(of: key), key, value)
  }

  /// Adds an entry whose place in the order is known.
  @inline(__always)
  mutating func append(
    order: UInt64, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(SnapshotError) {
    try prepare(order: order, key, bytes: key.count + value.count + 8)
    lastPlace = block.append(key, value)
  }

  /// Adds the entries of a chunk of a cut; where it has what a key had before, that goes before what it has.
  mutating func append(_ chunk: CutChunk, in order: ChunkOrder) throws(SnapshotError) {
    let (records, places) = order.sort(chunk, seed: head.seed)
    var index = 0
    while index < places.count {
      let place = places[index]
      let record = ChunkRecord(records, place.offset)
      index &+= 1
      guard _slowPath(record.isFormer) else {
        try prepare(order: place.order, record.key, bytes: record.bytes)
        lastPlace = block.append(record: record.start, record.bytes)
        continue
      }
      if let value = record.value { try append(order: place.order, record.key, value) }
      while index < places.count, places[index].order == place.order,
        ChunkRecord(records, places[index].offset).key.elementsEqual(record.key)
      {
        index &+= 1
      }
    }
  }

  /// Sees that an entry comes in its place and counts it; the block has room for it then.
  @inline(__always)
  private mutating func prepare(
    order: UInt64, _ key: UnsafeRawBufferPointer, bytes: Int
  ) throws(SnapshotError) {
    guard bytes <= SnapshotFormat.longestBlock else {
      throw .tooLong(bytes: bytes - 8, limit: SnapshotFormat.longestBlock - 8)
    }
    if _slowPath(order <= lastOrder), entries > 0, order < lastOrder || !comesAfterLast(key) {
      throw .outOfOrder(entry: entries)
    }
    if _slowPath(block.content &+ bytes > SnapshotFormat.blockBytes), blockEntries > 0 { try closeBlock() }
    if blockEntries == 0 { firstOrder = order }
    lastLength = key.count
    lastOrder = order
    blockEntries &+= 1
    entries &+= 1
  }

  /// Whether a key of the last one's order may stand after it.
  @inline(never)
  private func comesAfterLast(_ key: UnsafeRawBufferPointer) -> Bool {
    blockEntries > 0
      ? block.part(lastPlace, lastLength).lexicographicallyPrecedes(key)
      : lastKey.lexicographicallyPrecedes(key)
  }

  /// Bytes of memory held.
  var heldBytes: Int { block.heldBytes * (head.compression == .none ? 1 : 2) + index.capacity }

  private mutating func closeBlock() throws(SnapshotError) {
    let last = block.part(lastPlace, lastLength)
    let content = block.part(SnapshotFormat.frameBytes, block.content)
    let first = content.part(8, Int(content.little(0, as: UInt32.self)))
    var stored = content.count
    var sum: UInt64 = 0
    if head.compression == .none {
      sum = seal(block.bytes, content: stored)
      try write(UnsafeRawBufferPointer(block.bytes))
    } else {
      var compressed = codec.compress(content, after: SnapshotFormat.frameBytes)
      stored = compressed.count - SnapshotFormat.frameBytes
      sum = compressed.withUnsafeMutableBytes { seal($0, content: content.count) }
      try write(compressed)
    }
    let offset = position - UInt64(SnapshotFormat.frameBytes + stored)
    let record = BlockRecord(
      offset: offset, stored: stored, content: content.count, entries: blockEntries, sum: sum,
      first: (firstOrder, first.count, BlockRecord.shown(first)),
      last: (lastOrder, last.count, BlockRecord.shown(last)))
    record.append(to: &index)
    lastKey.removeAll(keepingCapacity: true)
    lastKey.append(contentsOf: last)
    guard index.count <= SnapshotFormat.longestIndex else {
      throw .tooLong(bytes: index.count, limit: SnapshotFormat.longestIndex)
    }
    blocks += 1
    blockEntries = 0
    block.reset()
  }

  private func seal(_ bytes: UnsafeMutableRawBufferPointer, content: Int) -> UInt64 {
    BlockFrame.seal(bytes, number: blocks, content: content, entries: blockEntries, seed: head.seed.words.0)
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
    do throws(SystemError) { try file.write(bytes) } catch { throw SnapshotError(error) }
    position += UInt64(bytes.count)
  }

  private mutating func write(_ bytes: [UInt8]) throws(SnapshotError) {
    do throws(SystemError) { try file.write(bytes) } catch { throw SnapshotError(error) }
    position += UInt64(bytes.count)
  }

  /// Closes the last block, writes index, signature and trailer and puts the file in its place, durably. Returns the file's
  /// digest, 32 bytes. Throws `io`; the target is then as it was.
  @discardableResult
  public consuming func commit() throws(SnapshotError) -> [UInt8] {
    if blockEntries > 0 { try closeBlock() }
    var trailer = header
    trailer.append(little: position)
    trailer.append(little: UInt64(index.count))
    trailer.append(little: UInt64(blocks))
    trailer.append(little: entries)
    trailer.append(little: index.withUnsafeBytes { checksum($0) })
    digest.update(index)
    digest.update(trailer)
    let sealed = digest.finish()
    trailer += sealed
    trailer.append(little: trailer.withUnsafeBytes { checksum($0) })
    trailer += SnapshotFormat.endMagic
    try write(index)
    if let key { try write(SnapshotSignature.section(sealed, key)) }
    try write(trailer)
    do throws(SystemError) { try file.commit() } catch { throw SnapshotError(error) }
    return sealed
  }
}
