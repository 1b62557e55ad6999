import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right of one writer to publish in a folder of panels, from its start to its end. It is a lock on an empty file of
/// the folder, which the system gives back when the process dies, and which goes with the writer that ends by itself.
///
/// The lock of the folder itself is for single publications and for those who look: they must not wait for a whole run.
package final class PanelWriterLock {
  /// How often the writer before may remove its file between the opening and the locking of it.
  private static let attempts = 100

  private let folder: String
  private var descriptor: Int32 = -1

  /// Takes the right, without waiting, and makes the folder when it is not there.
  ///
  /// Fails with `refused` while another writer has it, with `system` where the folder cannot be written. A file system
  /// without locks gives it at once.
  package init(folder: String) throws(GovernanceError) {
    self.folder = folder
    try take()
  }

  deinit { release() }

  /// Makes sure of the right before a publication: takes it anew where somebody has removed the folder or the file
  /// meanwhile. Fails as the beginning does.
  package func renew() throws(GovernanceError) {
    if descriptor >= 0, isNamed(descriptor) { return }
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    try take()
  }

  private var path: String { "\(folder)/\(PanelSchema.writerFile)" }

  private func take() throws(GovernanceError) {
    try GovernanceError.wrapping { () throws(SystemError) in try Folder.create(folder) }
    for _ in 0..<Self.attempts {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard opened >= 0 else { throw .system(SystemError(operation: "open", path: path)) }
      if flock(opened, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(opened)
        break
      }
      // Who had it may have removed its file just now: what is locked must be what the next one will find.
      if isNamed(opened) {
        descriptor = opened
        return
      }
      close(opened)
    }
    throw .refused(
      "\(folder): another collector publishes its panels there", hint: "end it, or choose another folder")
  }

  private func isNamed(_ descriptor: Int32) -> Bool {
    var (held, found) = (stat(), stat())
    return fstat(descriptor, &held) == 0 && stat(path, &found) == 0 && held.st_ino == found.st_ino
      && held.st_dev == found.st_dev
  }

  private func release() {
    guard descriptor >= 0 else { return }
    if isNamed(descriptor) { unlink(path) }
    close(descriptor)
    descriptor = -1
  }
}
