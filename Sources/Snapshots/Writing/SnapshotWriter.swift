import Base
import HashMaps

/// Writes a snapshot entry by entry; the file appears as a whole at `commit`, or not at all.
///
/// Memory: one block (256 KiB, or the longest entry), twice where it is compressed, and the index (some 100 bytes a
/// block).
public struct SnapshotWriter: ~Copyable {
  private var file: AtomicFileWriter
  private let head: SnapshotHead
  private let codec: BlockCodec
  private let digest = FileDigest()
  private let header: [UInt8]
  private var position: UInt64
  private var index: [UInt8] = []
  private var blocks = 0
  /// Entries accepted so far.
  public private(set) var entries: UInt64 = 0
  /// The block in hand: room for its frame, then content.
  private var block: [UInt8]
  private var blockEntries = 0
  private var first: (order: UInt64, length: Int, key: [UInt8]) = (0, 0, [])
  private var lastOrder: UInt64 = 0
  private var lastKey: [UInt8] = []

  /// Begins a file beside `path`. Throws `io` and `unwritable`.
  public init(path: String, head: SnapshotHead) throws(SnapshotError) {
    let bytes = try head.encoded()
    let codec = try BlockCodec(head.compression, for: path)
    file = try Self.begin(path, with: bytes)
    self.codec = codec
    self.head = head
    header = Array(bytes[..<SnapshotFormat.headerBytes])
    position = UInt64(bytes.count)
    block = [UInt8](repeating: 0, count: SnapshotFormat.frameBytes)
    block.reserveCapacity(SnapshotFormat.frameBytes + SnapshotFormat.blockBytes)
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
  mutating func append(
    order: UInt64, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(SnapshotError) {
    let bytes = key.count + value.count + 8
    guard bytes <= SnapshotFormat.longestBlock else {
      throw .tooLong(bytes: bytes - 8, limit: SnapshotFormat.longestBlock - 8)
    }
    if entries > 0 {
      guard order >= lastOrder, order > lastOrder || lastKey.lexicographicallyPrecedes(key) else {
        throw .outOfOrder(entry: entries)
      }
    }
    if blockEntries > 0, block.count - SnapshotFormat.frameBytes + bytes > SnapshotFormat.blockBytes {
      try closeBlock()
    }
    if blockEntries == 0 { first = (order, key.count, BlockRecord.shown(key)) }
    block.append(little: UInt32(key.count))
    block.append(little: UInt32(value.count))
    block.append(contentsOf: key)
    block.append(contentsOf: value)
    lastOrder = order
    lastKey.removeAll(keepingCapacity: true)
    lastKey.append(contentsOf: key)
    blockEntries += 1
    entries += 1
  }

  private mutating func closeBlock() throws(SnapshotError) {
    let content = block.count - SnapshotFormat.frameBytes
    if head.compression != .none {
      block = block.withUnsafeBytes {
        codec.compress($0.part(SnapshotFormat.frameBytes, content), after: SnapshotFormat.frameBytes)
      }
    }
    let sum = BlockFrame.seal(
      &block, number: blocks, content: content, entries: blockEntries, seed: head.seed.words.0)
    let record = BlockRecord(
      offset: position, stored: block.count - SnapshotFormat.frameBytes, content: content,
      entries: blockEntries, sum: sum, first: first,
      last: (lastOrder, lastKey.count, Array(lastKey.prefix(SnapshotFormat.shownKeyBytes))))
    record.append(to: &index)
    guard index.count <= SnapshotFormat.longestIndex else {
      throw .tooLong(bytes: index.count, limit: SnapshotFormat.longestIndex)
    }
    try write(block)
    blocks += 1
    blockEntries = 0
    block.removeAll(keepingCapacity: content <= SnapshotFormat.blockBytes)
    block.append(contentsOf: repeatElement(0, count: SnapshotFormat.frameBytes))
  }

  private mutating func write(_ bytes: [UInt8]) throws(SnapshotError) {
    do throws(SystemError) { try file.write(bytes) } catch { throw SnapshotError(error) }
    position += UInt64(bytes.count)
  }

  /// Closes the last block, writes index and trailer and puts the file in its place, durably. Returns the file's
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
    try write(trailer)
    do throws(SystemError) { try file.commit() } catch { throw SnapshotError(error) }
    return sealed
  }
}
