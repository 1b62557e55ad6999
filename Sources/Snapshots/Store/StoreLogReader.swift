import HashMaps

/// Reads a log from its beginning to the last record that holds.
///
/// What stands behind it is a torn tail, left by a crash in the middle of a write, unless a later record proves that it
/// had been on the disk once: that is damage, and nothing is believed then.
struct StoreLogReader {
  let header: StoreLogHeader
  /// Where the last record that holds ends.
  private(set) var end = UInt64(StoreLogHeader.bytes)
  /// The sequence number of the last change.
  private(set) var lastSequence: UInt64
  /// Records that hold.
  private(set) var records: UInt64 = 0
  private let file: RandomAccessFile

  /// Bytes behind the last record.
  var cutBytes: UInt64 { file.size - end }

  /// Reads all of it. Throws `io`, `foreignStore` for another file, and `damaged`.
  init(path: String, _ body: (StoreRecord) throws(SnapshotError) -> Void) throws(SnapshotError) {
    file = try RandomAccessFile(path: path)
    guard let header = StoreLogHeader(try file.read(StoreLogHeader.bytes, at: 0)) else {
      throw .foreignStore(path: path, what: "it does not begin with the header of a log")
    }
    self.header = header
    lastSequence = header.base
    while let (record, after) = try record(at: end), record.sequence == lastSequence + 1 {
      try body(record)
      lastSequence += UInt64(record.changes.count)
      records += 1
      end = after
    }
    try refuseDamage()
  }

  private func record(at offset: UInt64) throws(SnapshotError) -> (StoreRecord, UInt64)? {
    let frame = try file.read(StoreRecord.frameBytes, at: offset)
    guard let payload = frame.withUnsafeBytes({ StoreRecord.payload(of: $0) }) else { return nil }
    let whole = StoreRecord.frameBytes + payload
    guard offset + UInt64(whole) <= file.size else { return nil }
    let bytes = try file.read(whole, at: offset)
    guard let record = bytes.withUnsafeBytes({ StoreRecord($0, salt: header.salt) }) else { return nil }
    return (record, offset + UInt64(whole))
  }

  /// Looks behind the end for a record that was written when more than the end was on the disk already.
  private func refuseDamage() throws(SnapshotError) {
    let window = 1 << 20
    // Frames that lie about their length cost no more than this in all.
    var patience = 16 * (file.size - end)
    var offset = end
    while offset + UInt64(StoreRecord.frameBytes) <= file.size {
      let bytes = try file.read(window, at: offset)
      for start in bytes.indices.dropLast(StoreRecord.frameBytes - 1)
      where bytes[start + 8] == StoreRecord.magic[0] {
        let place = offset + UInt64(start)
        guard bytes[(start + 8)...].starts(with: StoreRecord.magic) else { continue }
        let length = UInt64(bytes.little(start + 12, as: UInt32.self))
        guard length <= patience else { continue }
        patience -= length
        if let (record, _) = try record(at: place), record.synced > end {
          throw .damaged(
            path: file.path,
            SnapshotDamage(
              part: .log, offset: end,
              reason:
                "checksum mismatch, and the record at byte \(place) tells that this was on the disk once"))
        }
      }
      guard bytes.count == window else { return }
      offset += UInt64(window - StoreRecord.frameBytes + 1)
    }
  }
}
