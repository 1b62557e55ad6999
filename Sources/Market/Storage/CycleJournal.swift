import Base
import CXXHash

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The log that makes a cycle durable: one record a cycle, written and synced before any file is touched.
///
/// Text, for people too: a line `G6 journal 1`; then for each record a line of 28 bytes with the payload's length and its
/// XXH3-64 under the record's offset as seed, both hexadecimal, and the payload (see `CycleAppends`). A record that is cut
/// off or damaged ends the log: nobody was told that it was kept.
final class CycleJournal {
  static let title = Array("G6 journal 1\n".utf8)
  static let headBytes = 28
  /// The largest payload; a cycle of 100,000 strikes comes to 40 MB.
  static let recordLimit = 1 << 28

  let path: String
  private var descriptor: Int32
  /// Bytes of the log that count.
  private(set) var length = 0
  /// Bytes behind the last whole record that were cut off when it was opened.
  private(set) var cutBytes = 0
  private var record: [UInt8] = []

  /// Opens or creates the journal of a folder and locks it against a second writer; `each` gets every whole record.
  init(path: String, each: (CycleAppends) throws(MarketError) -> Void) throws(MarketError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw MarketError(SystemError(operation: "open", path: path)) }
    try Self.lock(descriptor, path)
    try recover(each)
  }

  private static func lock(_ descriptor: Int32, _ path: String) throws(MarketError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw MarketError(
        .storage, "\(path): another collector writes to this folder", hint: "end it, or choose another folder"
      )
    }
  }

  /// Begins anew where somebody has removed the file under it: what it held concerned files that are gone as well.
  private func restoreIfRemoved() throws(MarketError) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_nlink == 0 else { return }
    if let slash = path.lastIndex(of: "/") {
      do throws(SystemError) { try Folder.create(String(path[..<slash])) } catch { throw MarketError(error) }
    }
    let again = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard again >= 0 else { throw MarketError(SystemError(operation: "open", path: path)) }
    do throws(MarketError) { try Self.lock(again, path) } catch {
      close(again)
      throw error
    }
    close(descriptor)
    descriptor = again
    try cut(to: 0)
    try PositionedWrite.write(Self.title[...], to: descriptor, at: 0, path)
    length = Self.title.count
  }

  deinit { close(descriptor) }

  private func recover(_ each: (CycleAppends) throws(MarketError) -> Void) throws(MarketError) {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: path, limit: Self.sizeLimit) } catch {
      throw MarketError(error)
    }
    guard bytes.starts(with: Self.title) || Self.title.starts(with: bytes) else {
      throw MarketError(
        .storage, "\(path): this is not a collector's journal", hint: "choose another folder for the output")
    }
    length = Self.title.count
    if bytes.count >= length {
      while let payload = Self.record(in: bytes, at: length), let appends = CycleAppends(decoding: payload) {
        try each(appends)
        length = payload.endIndex
      }
      cutBytes = bytes.count - length
      try cut(to: length)
    } else {
      try cut(to: 0)
      try PositionedWrite.write(Self.title[...], to: descriptor, at: 0, path)
    }
    try sync()
  }

  private static func record(in bytes: [UInt8], at offset: Int) -> ArraySlice<UInt8>? {
    let start = offset + headBytes
    guard bytes.count >= start,
      let count = Int(String(decoding: bytes[offset + 1..<offset + 9], as: UTF8.self), radix: 16),
      count <= recordLimit, bytes.count - start >= count
    else { return nil }
    let payload = bytes[start..<start + count]
    return Array(bytes[offset..<start]) == head(of: payload, at: offset) ? payload : nil
  }

  /// `@` and the length, a blank and the checksum, a blank and a line feed.
  private static func head(of payload: ArraySlice<UInt8>, at offset: Int) -> [UInt8] {
    let sum = payload.withUnsafeBytes { XXH3_64bits_withSeed($0.baseAddress, $0.count, UInt64(offset)) }
    func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: digits - text.count) + text
    }
    return Array("@\(hexadecimal(UInt64(payload.count), 8)) \(hexadecimal(sum, 16)) \n".utf8)
  }

  /// Writes one record and syncs it; nanoseconds that the device took for the sync. When it throws, nothing was kept.
  func append(_ appends: CycleAppends) throws(MarketError) -> UInt64 {
    try restoreIfRemoved()
    record.removeAll(keepingCapacity: true)
    record.append(contentsOf: repeatElement(0, count: Self.headBytes))
    appends.encode(to: &record)
    let count = record.count
    guard count - Self.headBytes <= Self.recordLimit, length + count <= Self.sizeLimit else {
      throw MarketError(
        .storage, "\(path): a cycle of \(count) bytes is more than the journal takes (\(Self.recordLimit))",
        hint: "collect fewer strikes or indices at a time")
    }
    record.replaceSubrange(0..<Self.headBytes, with: Self.head(of: record[Self.headBytes...], at: length))
    do throws(MarketError) {
      try PositionedWrite.write(record[...], to: descriptor, at: length, path)
      let began = MonotonicClock.nanoseconds()
      try sync()
      length += count
      return MonotonicClock.nanoseconds() - began
    } catch {
      // What part of it stands there must not look like a record later.
      try cut(to: length)
      throw error
    }
  }

  /// Forgets all records: the files themselves are durable now.
  func clear() throws(MarketError) {
    try cut(to: Self.title.count)
    length = Self.title.count
    try sync()
  }

  /// Past so many bytes files are made durable and the journal begins anew.
  static let checkpointBytes = 64 << 20
  /// The largest journal there can be: one record more than that.
  private static let sizeLimit = checkpointBytes + recordLimit + headBytes

  private func cut(to count: Int) throws(MarketError) {
    while ftruncate(descriptor, off_t(count)) != 0 {
      if errno != EINTR { throw MarketError(SystemError(operation: "truncate", path: path)) }
    }
  }

  private func sync() throws(MarketError) {
    #if canImport(Glibc)
      let result = fdatasync(descriptor)
    #else
      let result = fcntl(descriptor, F_FULLFSYNC)
    #endif
    if result != 0 { throw MarketError(SystemError(operation: "sync", path: path)) }
  }
}
