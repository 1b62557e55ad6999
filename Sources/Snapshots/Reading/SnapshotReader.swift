import HashMaps

/// Reads a snapshot, block by block; nothing leaves it that has not been verified.
///
/// Opening reads header, metadata, index and trailer and holds them against the file's digest; each block is then held
/// against its sum in that index. Memory: the index and one block.
public final class SnapshotReader {
  private let file: RandomAccessFile
  private let codec: BlockCodec
  private let records: [BlockRecord]
  /// What stands before the first block.
  public let head: SnapshotHead
  /// The number of entries.
  public let entries: UInt64
  /// BLAKE2b-256 of header, metadata, index and the trailer's numbers: of the whole file, since the index holds the sums
  /// of all blocks.
  public let digest: [UInt8]
  /// Who has signed the file; nil where nobody has. What is here has been verified.
  public let signer: SnapshotPublicKey?
  /// Blocks read so far.
  public private(set) var blocksRead = 0

  /// Opens and verifies all but the blocks; where `key` is given, the file must be signed by it. Throws `io`, `foreign`,
  /// `ancestor`, `unsupported`, `damaged`, `unsigned`, `signedByAnother`. O(index).
  public init(path: String, signedBy key: SnapshotPublicKey? = nil) throws(SnapshotError) {
    file = try RandomAccessFile(path: path)
    let header = try Self.magic(of: file)
    let tail = try file.read(
      SnapshotFormat.trailerBytes,
      at: file.size - min(file.size, UInt64(SnapshotFormat.trailerBytes)))
    let trailer = Trailer(tail)
    if let trailer, header != trailer.header {
      throw .damaged(
        path: path, SnapshotDamage(part: .header, offset: 0, reason: "it is not what the trailer repeats"))
    }
    let numbers = try Self.numbers(header, path)
    let metadataEnd = UInt64(SnapshotFormat.headerBytes + numbers.metadataBytes)
    guard let trailer, file.size >= metadataEnd + UInt64(SnapshotFormat.trailerBytes) else {
      let offset = file.size - min(file.size, UInt64(SnapshotFormat.trailerBytes))
      throw .damaged(
        path: path,
        SnapshotDamage(
          part: .trailer, offset: offset,
          reason: "the file does not end with a whole trailer: it was cut off, added to or changed"))
    }
    if let reason = trailer.refusal(size: file.size, isSigned: numbers.isSigned) {
      throw .damaged(
        path: path,
        SnapshotDamage(
          part: .trailer, offset: file.size - UInt64(SnapshotFormat.trailerBytes), reason: reason))
    }
    let metadata = try file.read(numbers.metadataBytes, at: UInt64(SnapshotFormat.headerBytes))
    guard let fields = numbers.fields(header, metadata) else {
      throw .damaged(path: path, .metadata)
    }
    head = SnapshotHead(seed: numbers.seed, compression: numbers.compression, fields: fields)
    codec = try BlockCodec(numbers.compression, for: path)
    records = try Self.index(file, trailer, before: header + metadata)
    entries = trailer.entries
    digest = trailer.digest
    let found = numbers.isSigned ? Self.signer(file, trailer) : nil
    signer = try found?.get()
    guard let key else { return }
    guard let signer else { throw .unsigned(path: path) }
    if signer != key { throw .signedByAnother(path: path, signer: signer.hexadecimal) }
  }

  /// Who has signed a file whose digest holds.
  static func signer(
    _ file: RandomAccessFile, _ trailer: Trailer
  ) -> Result<SnapshotPublicKey, SnapshotError> {
    do throws(SnapshotError) {
      let section = try file.read(SnapshotSignature.bytes, at: trailer.signatureOffset)
      do throws(SnapshotSignature.Refusal) {
        return .success(try SnapshotSignature(section, digest: trailer.digest).signer)
      } catch {
        let offset = trailer.signatureOffset
        return .failure(
          .damaged(
            path: file.path, SnapshotDamage(part: .signature, offset: offset, reason: error.reason)))
      }
    } catch { return .failure(error) }
  }

  /// The first 64 bytes of what is a snapshot of this format, whole or not.
  static func magic(of file: RandomAccessFile) throws(SnapshotError) -> [UInt8] {
    let start = try file.read(SnapshotFormat.headerBytes, at: 0)
    let magic = Array(start.prefix(8))
    if magic == SnapshotFormat.ancestorMagic { throw .ancestor(path: file.path) }
    if magic != SnapshotFormat.magic {
      let end = try file.read(8, at: file.size - min(file.size, 8))
      guard file.size >= 216, end == SnapshotFormat.endMagic else {
        throw .foreign(path: file.path, what: foreignKind(start))
      }
    } else if start.count < SnapshotFormat.headerBytes {
      throw .damaged(
        path: file.path,
        SnapshotDamage(part: .header, offset: 0, reason: "the file ends after \(start.count) bytes"))
    }
    return start
  }

  private static func foreignKind(_ start: [UInt8]) -> String {
    if start.isEmpty { return "it is empty" }
    if start.starts(with: [0x1F, 0x8B]) {
      return
        "it is gzip data, perhaps a compressed pickle of the earlier program; a snapshot is not compressed as a whole"
    }
    if start.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      return "it is Zstandard data; a snapshot is not compressed as a whole"
    }
    if start[0] == 0x80, start.count > 1, start[1] <= 5 {
      return "it looks like a Python pickle, which only running code can read"
    }
    return "it does not begin with ADHSNAP2"
  }

  static func numbers(_ header: [UInt8], _ path: String) throws(SnapshotError) -> HeaderNumbers {
    do throws(HeaderRefusal) {
      return try HeaderNumbers(header)
    } catch {
      switch error {
      case .unsupported(let what): throw .unsupported(path: path, what: what)
      case .damaged(let reason):
        throw .damaged(path: path, SnapshotDamage(part: .header, offset: 0, reason: reason))
      }
    }
  }

  private static func index(
    _ file: RandomAccessFile, _ trailer: Trailer, before blocks: [UInt8]
  ) throws(SnapshotError) -> [BlockRecord] {
    func damaged(_ reason: String) -> SnapshotError {
      .damaged(path: file.path, SnapshotDamage(part: .index, offset: trailer.indexOffset, reason: reason))
    }
    let index = try file.read(Int(trailer.indexBytes), at: trailer.indexOffset)
    guard index.count == trailer.indexBytes, index.withUnsafeBytes({ checksum($0) }) == trailer.indexSum
    else {
      throw damaged("checksum mismatch")
    }
    let digest = FileDigest()
    digest.update(blocks)
    digest.update(index)
    digest.update(trailer.digested)
    guard digest.finish() == trailer.digest else { throw damaged("the file's digest does not hold") }
    switch trailer.records(index, blocksBegin: UInt64(blocks.count)) {
    case .success(let records): return records
    case .failure(let refusal): throw damaged(refusal.reason)
    }
  }

  /// The number of blocks.
  public var blocks: Int { records.count }

  /// Bytes of all blocks as they are stored, without their frames. O(blocks).
  public var payloadBytes: UInt64 { records.reduce(0) { $0 + UInt64($1.stored) } }

  /// Bytes of the file.
  public var fileBytes: UInt64 { file.size }

  /// Reads one block and verifies it against its sum, the index and its own entries.
  func block(_ number: Int) throws(SnapshotError) -> BlockContent {
    let record = records[number]
    blocksRead += 1
    let bytes = try file.read(SnapshotFormat.frameBytes + Int(record.stored), at: record.offset)
    do throws(BlockContent.Refusal) {
      return try BlockContent(bytes, number, record, codec: codec, seed: head.seed)
    } catch {
      throw .damaged(
        path: file.path,
        SnapshotDamage(part: .block(number), offset: record.offset, reason: error.reason))
    }
  }

  /// Calls `body` with every entry in order. A block is verified as a whole before its first entry is given out.
  /// Throws `damaged` and `io`, and what `body` throws. O(file).
  public func readAll(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    try read { key, value throws(SnapshotError) in
      try body(key, value)
      return true
    }
  }

  /// The same until `body` gives false; no further block is then read.
  public func read(
    while body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
  ) throws(SnapshotError) {
    var last = LastKey()
    var isWanted = true
    for number in records.indices where isWanted {
      let content = try block(number)
      do throws(BlockContent.Refusal) { try last.advance(to: content, seed: head.seed) } catch {
        throw .damaged(
          path: file.path,
          SnapshotDamage(part: .block(number), offset: records[number].offset, reason: error.reason))
      }
      try content.visitEntries { key, value throws(SnapshotError) in
        if isWanted { isWanted = try body(key, value) }
      }
    }
  }

  /// The value of `key`, or nil: reads the blocks that may hold it, as a rule one. O(log blocks + one block).
  public func value(of key: UnsafeRawBufferPointer) throws(SnapshotError) -> [UInt8]? {
    let order = head.seed.order(of: key)
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if records[middle].lastOrder < order { low = middle + 1 } else { high = middle }
    }
    var found: [UInt8]?
    // Keys of one hash may lie across the border of two blocks.
    while low < records.count, records[low].firstOrder <= order, found == nil {
      try block(low).visitEntries { candidate, value in
        if candidate.elementsEqual(key) { found = [UInt8](value) }
      }
      low += 1
    }
    return found
  }

  /// The value of `key`, or nil. As the method that takes a buffer.
  public func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    try key.withUnsafeBytes { key in
      Result { () throws(SnapshotError) in try value(of: key) }
    }.get()
  }

  /// A map with everything in it, which goes on where the recorded one stopped; `configuration` decides otherwise.
  /// Throws `damaged`, `io`, `metadata`, `map`; there is then no map. O(entries).
  public func load(_ configuration: MapConfiguration? = nil) throws(SnapshotError) -> ByteMap {
    let chosen: MapConfiguration
    if let configuration { chosen = configuration } else { chosen = try head.configuration(path: file.path) }
    let map: ByteMap
    // Nothing is decided while the map is filled.
    var quiet = chosen
    quiet.isAdaptive = false
    do throws(MapError) {
      map = try ByteMap(quiet)
      // In the order of the map's own seed, segments would else fill up one after the other.
      try map.reserve(Int(clamping: entries))
    } catch { throw .map(error) }
    try readAll { key, value throws(SnapshotError) in
      do throws(MapError) { try map.put(key, value) } catch { throw .map(error) }
    }
    map.beginHistory(as: chosen)
    return map
  }
}
