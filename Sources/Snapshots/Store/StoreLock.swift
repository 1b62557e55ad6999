import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lock of a store, held while this lives; the system lifts it when its holder ends, however it ends.
final class StoreLock {
  private let descriptor: Int32

  /// Keeps everybody else from writing. Throws `inUse` where another process writes, `io`.
  init(writing folder: String) throws(SnapshotError) {
    let file = "\(folder)/lock"
    descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SnapshotError(SystemError(operation: "open", path: file)) }
    try take(LOCK_EX, folder)
  }

  /// Keeps everybody from writing while something is read that must not change, also where nothing can be written. A store
  /// without the file has never had a writer.
  init(reading folder: String) throws(SnapshotError) {
    let file = "\(folder)/lock"
    descriptor = open(file, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return }
      throw SnapshotError(SystemError(operation: "open", path: file))
    }
    try take(LOCK_SH, folder)
  }

  deinit {
    guard descriptor >= 0 else { return }
    // Closing is not enough: a child that another thread has just begun holds the same lock until it runs its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private func take(_ kind: Int32, _ folder: String) throws(SnapshotError) {
    while flock(descriptor, kind | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      if errno == EWOULDBLOCK { throw .inUse(path: folder) }
      throw SnapshotError(SystemError(operation: "lock", path: "\(folder)/lock"))
    }
  }
}
