import HashMaps

/// Some thousand operations: a block of text and, in columns, where in it each operation's key and value lie.
///
/// A batch is reused: `OperationSource.next(into:)` replaces its contents, and every pointer taken from it ends there.
/// It belongs to one thread at a time.
package final class OperationBatch: @unchecked Sendable {
  /// The number of operations.
  package internal(set) var count = 0
  /// The number of its first operation in the whole stream, from 1.
  package internal(set) var firstRow = 1
  /// Bytes of input (compressed where it is) read when this batch was filled: what a progress bar shows.
  package internal(set) var inputBytes = 0

  /// The memory; two batches exchange theirs when one is handed over.
  var memory: BatchMemory
  /// How many bytes of text stand in the block.
  var filled = 0
  /// Whether nothing follows.
  var isLast = false
  /// Whether reading was ended from outside, so that the rest of a row is not to be judged.
  var isAbandoned = false
  /// What ended the stream after this batch's operations.
  var failure: WorkloadError?
  /// Whether it holds operations already, not text that is still to be parsed.
  var isDecoded = false
  /// When each operation is due, in nanoseconds from the first of the stream, ascending; empty unless it was asked for.
  package internal(set) var times: [UInt64] = []

  /// An empty batch without memory; the first `next(into:)` gives it some.
  package init() {
    memory = BatchMemory(headBytes: 0, blockBytes: 0)
  }

  init(headBytes: Int, blockBytes: Int) {
    memory = BatchMemory(headBytes: headBytes, blockBytes: blockBytes)
  }

  /// The first operations of another batch, in memory that fits them.
  init(copying other: OperationBatch, operations: Int) {
    count = operations
    firstRow = other.firstRow
    inputBytes = other.inputBytes
    memory = BatchMemory(copying: other.memory, rows: operations)
  }

  deinit {
    memory.deallocate()
  }

  /// What the operation does.
  package func kind(at index: Int) -> OperationKind {
    precondition(index < count)
    return OperationKind(rawValue: memory.kinds[index]) ?? .put
  }

  /// The operation's key, valid until the batch is filled again.
  package func key(at index: Int) -> UnsafeRawBufferPointer {
    precondition(index < count)
    return UnsafeRawBufferPointer(
      start: memory.text + Int(memory.keyOffsets[index]), count: Int(memory.keyLengths[index]))
  }

  /// The value of a put, empty or ignored for the others; valid until the batch is filled again.
  package func value(at index: Int) -> UnsafeRawBufferPointer {
    precondition(index < count)
    return UnsafeRawBufferPointer(
      start: memory.text + Int(memory.valueOffsets[index]), count: Int(memory.valueLengths[index]))
  }

  /// The operations as the columns that a map applies; valid until the batch is filled again.
  package var columns: OperationColumns {
    OperationColumns(
      base: UnsafeRawPointer(memory.text), kinds: UnsafePointer(memory.kinds),
      keyOffsets: UnsafePointer(memory.keyOffsets), keyLengths: UnsafePointer(memory.keyLengths),
      valueOffsets: UnsafePointer(memory.valueOffsets), valueLengths: UnsafePointer(memory.valueLengths))
  }

  /// Forgets its contents, not its memory.
  func clear() {
    count = 0
    filled = 0
    isLast = false
    isDecoded = false
    failure = nil
    times.removeAll(keepingCapacity: true)
  }

  /// Exchanges everything with another batch without copying.
  func exchange(with other: OperationBatch) {
    swap(&memory, &other.memory)
    swap(&count, &other.count)
    swap(&firstRow, &other.firstRow)
    swap(&inputBytes, &other.inputBytes)
    swap(&filled, &other.filled)
    swap(&isLast, &other.isLast)
    swap(&isAbandoned, &other.isAbandoned)
    swap(&failure, &other.failure)
    swap(&isDecoded, &other.isDecoded)
    swap(&times, &other.times)
  }

  /// Gives a batch that came from elsewhere the block its new ring works with.
  func adopt(headBytes: Int, blockBytes: Int) {
    if memory.blockBytes == blockBytes { return }
    memory.deallocate()
    memory = BatchMemory(headBytes: headBytes, blockBytes: blockBytes)
  }

  /// The part of the block that a reader fills.
  var block: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: memory.text + memory.headBytes, count: memory.blockBytes)
  }

  /// Makes room before the block for a row's beginning that came with earlier blocks; keeps what is filled.
  func reserveHead(_ bytes: Int) {
    if bytes <= memory.headBytes { return }
    let larger = BatchMemory(headBytes: bytes, blockBytes: memory.blockBytes)
    (larger.text + larger.headBytes).copyMemory(from: memory.text + memory.headBytes, byteCount: filled)
    memory.deallocate()
    memory = larger
  }
}

/// The memory of one batch: text as `head | block | padding`, and five columns.
struct BatchMemory {
  /// Readers of whole vectors may read so far beyond the text.
  static let paddingBytes = 128
  /// The shortest row, `get,k,` and its line feed, bounds the number of rows.
  static let shortestRowBytes = 7

  let headBytes: Int
  let blockBytes: Int
  /// How many operations there is room for.
  let rows: Int
  let text: UnsafeMutableRawPointer
  let kinds: UnsafeMutablePointer<UInt8>
  let keyOffsets: UnsafeMutablePointer<UInt32>
  let keyLengths: UnsafeMutablePointer<UInt32>
  let valueOffsets: UnsafeMutablePointer<UInt32>
  let valueLengths: UnsafeMutablePointer<UInt32>

  init(headBytes: Int, blockBytes: Int) {
    self.headBytes = headBytes
    self.blockBytes = blockBytes
    let bytes = headBytes + blockBytes + Self.paddingBytes
    text = .allocate(byteCount: bytes, alignment: 64)
    (text + (headBytes + blockBytes)).initializeMemory(as: UInt8.self, repeating: 0, count: Self.paddingBytes)
    rows = (headBytes + blockBytes) / Self.shortestRowBytes + 2
    (kinds, keyOffsets, keyLengths, valueOffsets, valueLengths) = Self.columns(rows)
  }

  /// The text and the first rows of another memory, without room for more.
  init(copying other: BatchMemory, rows: Int) {
    self.rows = max(rows, 1)
    let end = (0..<rows).reduce(0) { end, row in
      max(
        end, Int(other.keyOffsets[row]) + Int(other.keyLengths[row]),
        Int(other.valueOffsets[row]) + Int(other.valueLengths[row]))
    }
    headBytes = 0
    blockBytes = end
    text = .allocate(byteCount: end + Self.paddingBytes, alignment: 64)
    text.copyMemory(from: other.text, byteCount: end)
    (text + end).initializeMemory(as: UInt8.self, repeating: 0, count: Self.paddingBytes)
    (kinds, keyOffsets, keyLengths, valueOffsets, valueLengths) = Self.columns(self.rows)
    kinds.update(from: other.kinds, count: rows)
    keyOffsets.update(from: other.keyOffsets, count: rows)
    keyLengths.update(from: other.keyLengths, count: rows)
    valueOffsets.update(from: other.valueOffsets, count: rows)
    valueLengths.update(from: other.valueLengths, count: rows)
  }

  private typealias Column = UnsafeMutablePointer<UInt32>

  private static func columns(
    _ rows: Int
  ) -> (UnsafeMutablePointer<UInt8>, Column, Column, Column, Column) {
    (
      .allocate(capacity: rows), .allocate(capacity: rows), .allocate(capacity: rows),
      .allocate(capacity: rows), .allocate(capacity: rows)
    )
  }

  func deallocate() {
    text.deallocate()
    kinds.deallocate()
    keyOffsets.deallocate()
    keyLengths.deallocate()
    valueOffsets.deallocate()
    valueLengths.deallocate()
  }

  /// Writes one row of the columns.
  @inline(__always)
  func set(_ index: Int, kind: UInt8, key: Range<Int>, value: Range<Int>) {
    kinds[index] = kind
    keyOffsets[index] = UInt32(truncatingIfNeeded: key.lowerBound)
    keyLengths[index] = UInt32(truncatingIfNeeded: key.count)
    valueOffsets[index] = UInt32(truncatingIfNeeded: value.lowerBound)
    valueLengths[index] = UInt32(truncatingIfNeeded: value.count)
  }
}
