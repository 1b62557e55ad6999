import HashMaps

/// Reads a log from its beginning to the last record that holds.
///
/// What stands behind it is a torn tail, left by a crash in the middle of a write, unless a later record proves that it
/// had been on the disk once: that is damage, and nothing is believed then. Whole records that prove nothing are counted.
struct StoreLogReader {
  let header: StoreLogHeader
  /// Where the last record that holds ends.
  private(set) var end = UInt64(StoreLogHeader.bytes)
  /// The sequence number of the last change.
  private(set) var lastSequence: UInt64
  /// Records that hold.
  private(set) var records: UInt64 = 0
  /// Whole records behind the end, and the sequence number of the last change in any of them; a plain torn write leaves none.
  private(set) var recordsBehind: UInt64 = 0
  private var lastBehind: UInt64 = 0
  /// Whether too many places behind the end look like records and are none, so that not all could be tried.
  private var isSearchGivenUp = false
  private let file: RandomAccessFile

  /// The file.
  var path: String { file.path }

  /// Bytes behind the last record.
  var cutBytes: UInt64 { file.size - end }

  /// Reads all of it. Throws `io`, `unsupported` for a later version, and `damaged`.
  init(path: String, _ body: (StoreRecord) throws(SnapshotError) -> Void) throws(SnapshotError) {
    file = try RandomAccessFile(path: path)
    header = try Self.header(of: file)
    lastSequence = header.base
    var search = StoreRecordSearch(file, salt: header.salt)
    while let found = try search.record(at: end), found.record.sequence == lastSequence + 1 {
      try body(found.record)
      lastSequence += UInt64(found.record.changes.count)
      records += 1
      end = found.end
    }
    try refuseDamage(&search)
  }

  private static func header(of file: RandomAccessFile) throws(SnapshotError) -> StoreLogHeader {
    let bytes = try file.read(StoreLogHeader.bytes, at: 0)
    if let header = StoreLogHeader(bytes) { return header }
    if let version = StoreLogHeader.laterVersion(bytes) {
      throw .unsupported(path: file.path, what: "a log of version \(version)")
    }
    throw .damaged(
      path: file.path,
      SnapshotDamage(part: .log, offset: 0, reason: "it does not begin with the header of a log"))
  }

  /// Looks behind the end for a record that was written when more than the end was on the disk already.
  private mutating func refuseDamage(_ search: inout StoreRecordSearch) throws(SnapshotError) {
    var place = end
    while let found = try search.next(from: place) {
      if found.record.synced > end {
        throw .damaged(
          path: file.path,
          SnapshotDamage(
            part: .log, offset: end,
            reason:
              "checksum mismatch, and the record at byte \(found.offset) tells that this was on the disk once"
          ))
      }
      recordsBehind += 1
      lastBehind = max(lastBehind, found.record.sequence + UInt64(found.record.changes.count) - 1)
      place = found.end
    }
    isSearchGivenUp = search.untried > 0
  }

  /// Whether changes after change `number` stand behind the end, or may.
  func losesByCutting(changesAfter number: UInt64) -> Bool { lastBehind > number || isSearchGivenUp }
}
