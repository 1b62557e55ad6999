import HashMaps

/// The entries of one block, all of them checked.
struct BlockContent {
  let bytes: [UInt8]
  let entries: Int
  /// Where the last entry begins.
  private let lastEntry: Int

  /// Why a block is not believed.
  struct Refusal: Error {
    let reason: String
  }

  /// Checks a block from its frame on: sum, frame, expansion, entries. `block` must hold frame and payload and no more.
  init(_ bytes: [UInt8], codec: BlockCodec, seed: HashSeed) throws(Refusal) {
    var result: Result<(content: [UInt8], entries: Int, last: Int), Refusal> = .failure(Refusal(reason: ""))
    bytes.withUnsafeBytes { block in
      do throws(Refusal) { result = .success(try Self.content(block, codec, seed)) } catch {
        result = .failure(error)
      }
    }
    (self.bytes, entries, lastEntry) = try result.get()
  }

  private static func content(
    _ block: UnsafeRawBufferPointer, _ codec: BlockCodec, _ seed: HashSeed
  ) throws(Refusal) -> (content: [UInt8], entries: Int, last: Int) {
    guard let frame = BlockFrame(block) else { throw Refusal(reason: "there is no block frame here") }
    guard Int(frame.stored) == block.count - SnapshotFormat.frameBytes else {
      throw Refusal(reason: "the frame tells of \(frame.stored) bytes of payload")
    }
    guard checksum(block.part(8, block.count - 8), seed: seed.words.0) == frame.sum else {
      throw Refusal(reason: "checksum mismatch")
    }
    let count = Int(frame.content)
    let payload = block.part(SnapshotFormat.frameBytes, Int(frame.stored))
    guard frame.entries > 0 else { throw Refusal(reason: "a block without entries") }
    guard count <= (frame.entries == 1 ? SnapshotFormat.longestBlock : SnapshotFormat.blockBytes) else {
      throw Refusal(reason: "a content of \(count) bytes is more than a block holds")
    }
    let bytes: [UInt8]
    if codec.compression == .none {
      guard payload.count == count else { throw Refusal(reason: "content and payload differ in length") }
      bytes = [UInt8](payload)
    } else {
      guard let content = codec.expand(payload, to: count) else {
        throw Refusal(reason: "the \(codec.compression.name) data is not what the frame says")
      }
      bytes = content
    }
    let entries = Int(frame.entries)
    var last = 0
    if let reason = bytes.withUnsafeBytes({ check($0, entries, seed, &last) }) {
      throw Refusal(reason: reason)
    }
    return (bytes, entries, last)
  }

  /// Checks the block that an index says is here.
  init(
    _ block: [UInt8], _ number: Int, _ record: BlockRecord, codec: BlockCodec, seed: HashSeed
  ) throws(Refusal) {
    if let frame = block.withUnsafeBytes({ BlockFrame($0) }),
      frame.sum != record.sum || frame.number != number
    {
      throw Refusal(reason: "it is not the block the index names")
    }
    try self.init(block, codec: codec, seed: seed)
    guard
      self.record(offset: record.offset, stored: Int(record.stored), sum: record.sum, seed: seed) == record
    else { throw Refusal(reason: "its entries are not those the index names") }
  }

  /// Why the content is no list of `entries` entries in order, the last one at `lastEntry`; nil when it is.
  private static func check(
    _ content: UnsafeRawBufferPointer, _ entries: Int, _ seed: HashSeed, _ lastEntry: inout Int
  ) -> String? {
    var position = 0
    var last: (order: UInt64, key: UnsafeRawBufferPointer)?
    for entry in 0..<entries {
      guard content.count - position >= 8 else { return "entry \(entry) does not fit" }
      let key = Int(content.little(position, as: UInt32.self))
      let value = Int(content.little(position + 4, as: UInt32.self))
      guard key + value <= content.count - position - 8 else { return "entry \(entry) does not fit" }
      let bytes = content.part(position + 8, key)
      let order = seed.order(of: bytes)
      if let last {
        guard order >= last.order, order > last.order || last.key.lexicographicallyPrecedes(bytes) else {
          return "entry \(entry) is out of order"
        }
      }
      last = (order, bytes)
      lastEntry = position
      position += 8 + key + value
    }
    return position == content.count ? nil : "there are bytes after the last entry"
  }

  /// Calls `body` with every entry in place.
  func visitEntries<Failure: Error>(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    bytes.withUnsafeBytes { content in
      var position = 0
      while position < content.count, failure == nil {
        let key = Int(content.little(position, as: UInt32.self))
        let value = Int(content.little(position + 4, as: UInt32.self))
        do throws(Failure) {
          try body(content.part(position + 8, key), content.part(position + 8 + key, value))
        } catch { failure = error }
        position += 8 + key + value
      }
    }
    if let failure { throw failure }
  }

  /// The first and the last key.
  var ends: (first: [UInt8], last: [UInt8]) {
    bytes.withUnsafeBytes { content in
      func key(at position: Int) -> [UInt8] {
        [UInt8](content.part(position + 8, Int(content.little(position, as: UInt32.self))))
      }
      return (key(at: 0), key(at: lastEntry))
    }
  }

  /// What the index says of this block.
  func record(offset: UInt64, stored: Int, sum: UInt64, seed: HashSeed) -> BlockRecord {
    let (first, last) = ends
    return BlockRecord(
      offset: offset, stored: stored, content: bytes.count, entries: entries, sum: sum,
      first: Self.end(first, seed), last: Self.end(last, seed))
  }

  private static func end(_ key: [UInt8], _ seed: HashSeed) -> (order: UInt64, length: Int, key: [UInt8]) {
    key.withUnsafeBytes { (seed.order(of: $0), $0.count, BlockRecord.shown($0)) }
  }
}
