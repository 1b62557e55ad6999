import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file read at any place.
final class RandomAccessFile {
  let path: String
  private let descriptor: Int32
  /// Bytes when it was opened.
  let size: UInt64

  init(path: String) throws(SnapshotError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SnapshotError(SystemError(operation: "open", path: path)) }
    var facts = stat()
    let isKnown = fstat(descriptor, &facts) == 0
    size = UInt64(max(0, facts.st_size))
    guard isKnown else { throw SnapshotError(SystemError(operation: "stat", path: path)) }
    let kind = facts.st_mode & S_IFMT
    if kind == S_IFDIR { throw SnapshotError(SystemError(operation: "read", path: path, code: EISDIR)) }
    guard kind == S_IFREG else {
      throw .foreign(
        path: path, what: "snapshots are read from their end too; save this stream to a file first")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The bytes at `offset`: `count` of them, fewer where the file ends. Throws `io`.
  func read(_ count: Int, at offset: UInt64) throws(SnapshotError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress.unsafelyUnwrapped + filled, count - filled,
          off_t(offset) + off_t(filled))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    if code != 0 { throw SnapshotError(SystemError(operation: "read", path: path, code: code)) }
    return bytes
  }
}
