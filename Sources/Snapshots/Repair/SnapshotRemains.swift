import HashMaps

/// What can be made out of a file that may be damaged: how to read its blocks, and where they are.
struct SnapshotRemains {
  let file: RandomAccessFile
  let head: SnapshotHead
  let codec: BlockCodec
  /// Where the first block begins.
  let blocksBegin: UInt64
  /// Where the last block ends at the latest.
  let blocksEnd: UInt64
  /// The index, where it holds.
  let records: [BlockRecord]?
  let digest: [UInt8]?
  /// Who has signed the file, where that holds.
  private(set) var signer: SnapshotPublicKey?
  private(set) var damages: [SnapshotDamage] = []

  /// Looks at everything but the blocks. Throws as a survey does.
  init(path: String) throws(SnapshotError) {
    file = try RandomAccessFile(path: path)
    var header = try SnapshotReader.magic(of: file)
    let tailOffset = file.size - min(file.size, UInt64(SnapshotFormat.trailerBytes))
    let trailer = Trailer(try file.read(SnapshotFormat.trailerBytes, at: tailOffset))
    if let trailer, trailer.header != header {
      // The trailer's copy has a sum of its own.
      header = trailer.header
      damages.append(SnapshotDamage(part: .header, offset: 0, reason: "it is not what the trailer repeats"))
    }
    let numbers = try SnapshotReader.numbers(header, path)
    codec = try BlockCodec(numbers.compression, for: path)
    blocksBegin = UInt64(SnapshotFormat.headerBytes + numbers.metadataBytes)
    let metadata = try file.read(numbers.metadataBytes, at: UInt64(SnapshotFormat.headerBytes))
    let fields = numbers.fields(header, metadata)
    if fields == nil { damages.append(.metadata) }
    head = SnapshotHead(seed: numbers.seed, compression: numbers.compression, fields: fields ?? [:])

    guard let trailer else {
      (records, digest, blocksEnd) = (nil, nil, file.size)
      damages.append(
        SnapshotDamage(
          part: .trailer, offset: tailOffset,
          reason: "the file does not end with a whole trailer: it was cut off, added to or changed"))
      return
    }
    if let reason = trailer.refusal(size: file.size, isSigned: numbers.isSigned) {
      (records, digest, blocksEnd) = (nil, nil, tailOffset)
      damages.append(SnapshotDamage(part: .trailer, offset: tailOffset, reason: reason))
      return
    }
    blocksEnd = trailer.indexOffset
    let index = try file.read(Int(trailer.indexBytes), at: trailer.indexOffset)
    let (found, refusal) = Self.records(index, trailer, blocksBegin)
    let whole = FileDigest()
    whole.update(header)
    whole.update(metadata)
    whole.update(index)
    whole.update(trailer.digested)
    let isWhole = whole.finish() == trailer.digest
    records = found
    digest = isWhole ? trailer.digest : nil
    if let refusal {
      damages.append(SnapshotDamage(part: .index, offset: blocksEnd, reason: refusal))
    } else if !isWhole, fields != nil {
      damages.append(
        SnapshotDamage(part: .index, offset: blocksEnd, reason: "the file's digest does not hold"))
    }
    guard numbers.isSigned else { return }
    switch SnapshotReader.signer(file, trailer) {
    case .success(let found): if isWhole { signer = found }
    case .failure(.damaged(_, let damage)): damages.append(damage)
    case .failure(let error): throw error
    }
  }

  private static func records(
    _ index: [UInt8], _ trailer: Trailer, _ blocksBegin: UInt64
  ) -> (records: [BlockRecord]?, refusal: String?) {
    guard index.count == trailer.indexBytes, index.withUnsafeBytes({ checksum($0) }) == trailer.indexSum
    else {
      return (nil, "checksum mismatch")
    }
    switch trailer.records(index, blocksBegin: blocksBegin) {
    case .success(let records): return (records, nil)
    case .failure(let refusal): return (nil, refusal.reason)
    }
  }
}
