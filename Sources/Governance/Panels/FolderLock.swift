import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lock of a folder of panels: one writer, or any number of those who look. Given back by `release`, or by the
/// system when the process dies.
final class FolderLock {
  private static let pause: UInt32 = 5000
  private var descriptor: Int32

  /// Takes the lock, waiting for up to `patience` seconds; nil when somebody has it still.
  ///
  /// A file system without such locks gives it at once.
  static func take(_ folder: String, isShared: Bool, patience: Double) throws(SystemError) -> FolderLock? {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open folder", path: folder) }
    let deadline = MonotonicClock.nanoseconds() + UInt64(patience * 1e9)
    while flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      let reason = errno
      if reason == EINTR { continue }
      if reason != EWOULDBLOCK { break }
      if MonotonicClock.nanoseconds() >= deadline {
        close(descriptor)
        return nil
      }
      usleep(pause)
    }
    return FolderLock(descriptor: descriptor)
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { release() }

  /// Gives the lock back; once is enough.
  func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
