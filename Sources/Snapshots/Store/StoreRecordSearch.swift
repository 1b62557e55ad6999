/// Finds the records of a log wherever they stand. One counts when its sum holds under the log's own salt, so that bytes of
/// other logs, of values and of nothing in particular mislead nobody.
struct StoreRecordSearch {
  private static let window = 1 << 20
  private let file: RandomAccessFile
  private let salt: UInt64
  /// Bytes that may still be read in vain: frames that lie about their length cost no more than this in all.
  private var patience: UInt64
  /// Places that look like records and were not tried, since there was no patience left.
  private(set) var untried = 0

  /// A record that holds.
  struct Found {
    let record: StoreRecord
    let offset: UInt64
    let end: UInt64
  }

  init(_ file: RandomAccessFile, salt: UInt64) {
    self.file = file
    self.salt = salt
    patience = 16 * file.size
  }

  /// The record that begins at `offset`; nil where none does. Throws `io`.
  mutating func record(at offset: UInt64) throws(SnapshotError) -> Found? {
    let frame = try file.read(StoreRecord.frameBytes, at: offset)
    guard let payload = frame.withUnsafeBytes({ StoreRecord.payload(of: $0) }) else { return nil }
    let whole = UInt64(StoreRecord.frameBytes + payload)
    guard offset + whole <= file.size else { return nil }
    guard whole <= patience else {
      untried += 1
      return nil
    }
    let bytes = try file.read(Int(whole), at: offset)
    guard let record = bytes.withUnsafeBytes({ StoreRecord($0, salt: salt) }) else {
      patience -= whole
      return nil
    }
    return Found(record: record, offset: offset, end: offset + whole)
  }

  /// The first record that begins at `place` or after it. Throws `io`. O(bytes up to it), where frames do not lie.
  mutating func next(from place: UInt64) throws(SnapshotError) -> Found? {
    if let found = try record(at: place) { return found }
    var offset = place + 1
    while offset + UInt64(StoreRecord.frameBytes) <= file.size {
      let bytes = try file.read(Self.window, at: offset)
      for start in Self.candidates(bytes) {
        if let found = try record(at: offset + UInt64(start)) { return found }
      }
      guard bytes.count == Self.window else { return nil }
      // Frames across the border of two windows are seen whole in the next one.
      offset += UInt64(Self.window - StoreRecord.frameBytes + 1)
    }
    return nil
  }

  private static func candidates(_ bytes: [UInt8]) -> [Int] {
    bytes.withUnsafeBytes { window in
      var found: [Int] = []
      guard window.count >= StoreRecord.frameBytes else { return found }
      for start in 0...(window.count - StoreRecord.frameBytes)
      where window[start + 8] == StoreRecord.magic[0]
        && StoreRecord.payload(of: window.part(start, StoreRecord.frameBytes)) != nil
      {
        found.append(start)
      }
      return found
    }
  }
}
