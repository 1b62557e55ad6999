#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads of whole files that are known to be small: configuration, corpora, results.
package enum FileBytes {
  /// The file's content, or an error: `EFBIG` past `limit` bytes, `EISDIR` for a directory.
  package static func read(path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw SystemError(operation: "stat", path: path) }
    if facts.st_mode & S_IFMT == S_IFDIR {
      throw SystemError(operation: "read", path: path, code: EISDIR)
    }
    if facts.st_mode & S_IFMT == S_IFREG, Int(facts.st_size) > limit {
      throw SystemError(operation: "read", path: path, code: EFBIG)
    }
    var bytes: [UInt8] = []
    var capacity = min(max(Int(facts.st_size) + 1, 4096), limit + 1)
    while true {
      let room = capacity - bytes.count
      var failure: Int32 = 0
      let filled = bytes.count
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        let got = systemRead(descriptor, UnsafeMutableRawBufferPointer(buffer))
        failure = got < 0 ? errno : 0
        count = max(got, 0)
      }
      if failure != 0 { throw SystemError(operation: "read", path: path, code: failure) }
      if chunk.isEmpty { return bytes }
      if filled == 0 { bytes = chunk } else { bytes += chunk }
      if bytes.count > limit { throw SystemError(operation: "read", path: path, code: EFBIG) }
      capacity = min(max(capacity, bytes.count * 2), limit + 1)
    }
  }

  /// Writes a file that does not exist yet, durably when `sync`; what a failure leaves behind is removed.
  ///
  /// For files inside a folder that nobody reads before it gets its name; others use `AtomicFileWriter`.
  package static func create(path: String, _ bytes: [UInt8], sync: Bool) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError(operation: "create", path: path) }
    var failure: SystemError?
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty, failure == nil {
        let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written < 0 { failure = SystemError(operation: "write", path: path) }
        rest = rest.dropFirst(max(written, 0))
      }
    }
    if failure == nil, sync, fsync(descriptor) != 0 { failure = SystemError(operation: "fsync", path: path) }
    if close(descriptor) != 0, failure == nil { failure = SystemError(operation: "close", path: path) }
    if let failure {
      unlink(path)
      throw failure
    }
  }
}
