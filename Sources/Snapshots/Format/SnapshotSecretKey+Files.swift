import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SnapshotSecretKey {
  /// Makes a new key: the secret one at `path`, for its owner's eyes alone, the public one at `path.pub`. Throws `exists`
  /// and `io`; neither file is then left behind.
  package static func makePair(at path: String) throws(SnapshotError) -> SnapshotPublicKey {
    let key = random()
    try create(path, 0o600, key.line)
    do throws(SnapshotError) {
      try create(path + ".pub", 0o644, key.publicKey.line)
    } catch {
      unlink(path)
      throw error
    }
    return key.publicKey
  }

  /// Writes a file that is not there yet, durably.
  private static func create(_ path: String, _ mode: mode_t, _ line: String) throws(SnapshotError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw SnapshotError(SystemError(operation: "open", path: path))
    }
    let bytes = Array(line.utf8)
    let isWritten = bytes.withUnsafeBytes { systemWrite(file, $0) } == bytes.count && fsync(file) == 0
    let failure = isWritten ? nil : SystemError(operation: "write", path: path)
    close(file)
    if let failure {
      unlink(path)
      throw SnapshotError(failure)
    }
  }
}
