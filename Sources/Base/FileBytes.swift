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
}
