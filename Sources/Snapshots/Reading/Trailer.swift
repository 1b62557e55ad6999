/// The last 152 bytes: where the index is, how much the file holds, and its digest.
struct Trailer {
  /// The header once more, so that either survives the other.
  let header: [UInt8]
  let indexOffset: UInt64
  let indexBytes: UInt64
  let blocks: UInt64
  let entries: UInt64
  let indexSum: UInt64
  let digest: [UInt8]
  /// What the digest covers of it.
  let digested: [UInt8]

  /// Nil when the bytes are no whole trailer.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == SnapshotFormat.trailerBytes, bytes[144...].elementsEqual(SnapshotFormat.endMagic),
      bytes.withUnsafeBytes({ checksum($0.part(0, SnapshotFormat.summedTrailer)) }) == bytes.little(136)
    else { return nil }
    header = Array(bytes[..<SnapshotFormat.headerBytes])
    indexOffset = bytes.little(64)
    indexBytes = bytes.little(72)
    blocks = bytes.little(80)
    entries = bytes.little(88)
    indexSum = bytes.little(96)
    digested = Array(bytes[..<SnapshotFormat.digestedTrailer])
    digest = Array(bytes[SnapshotFormat.digestedTrailer..<SnapshotFormat.summedTrailer])
  }

  /// Where the signature of a signed file begins.
  var signatureOffset: UInt64 { indexOffset + indexBytes }

  /// Why the index cannot lie where this says, in a file of `size` bytes; nil when it can.
  func refusal(size: UInt64, isSigned: Bool) -> String? {
    let (end, isAbsurd) = indexOffset.addingReportingOverflow(indexBytes)
    let signature = isSigned ? SnapshotSignature.bytes : 0
    if isAbsurd || size < UInt64(SnapshotFormat.trailerBytes + signature)
      || end != size - UInt64(SnapshotFormat.trailerBytes + signature)
    {
      return isSigned
        ? "the index does not end where the signature begins: bytes are missing or were added"
        : "the index does not end where the trailer begins: bytes are missing or were added"
    }
    if indexBytes > SnapshotFormat.longestIndex {
      return "an index of \(indexBytes) bytes, at most \(SnapshotFormat.longestIndex) are written"
    }
    return nil
  }

  /// The records of an index whose sum holds, or why they are none.
  func records(_ index: [UInt8], blocksBegin: UInt64) -> Result<[BlockRecord], IndexRefusal> {
    var records: [BlockRecord] = []
    var position = 0
    var place = blocksBegin
    var entries: UInt64 = 0
    while position < index.count {
      guard let record = BlockRecord(index, at: &position) else {
        return .failure(IndexRefusal(reason: "record \(records.count) does not fit"))
      }
      guard record.offset == place, record.entries > 0, record.firstOrder <= record.lastOrder,
        (records.last?.lastOrder ?? 0) <= record.firstOrder, record.isWithinBounds
      else {
        return .failure(IndexRefusal(reason: "record \(records.count) does not follow the one before it"))
      }
      place = record.end
      entries += UInt64(record.entries)
      records.append(record)
    }
    guard place == indexOffset, UInt64(records.count) == blocks, entries == self.entries else {
      return .failure(IndexRefusal(reason: "its counts are not the trailer's"))
    }
    return .success(records)
  }
}

/// Why an index is none.
struct IndexRefusal: Error {
  let reason: String
}

extension BlockRecord {
  /// A block of more than one entry is closed before it passes its usual size.
  var isWithinBounds: Bool {
    content <= (entries == 1 ? SnapshotFormat.longestBlock : SnapshotFormat.blockBytes)
      && UInt64(entries) * 8 <= UInt64(content)
  }
}
