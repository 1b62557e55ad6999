import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A log file of bounded size: when a line would take it past the limit, `log` becomes `log.1`, `log.1` becomes
/// `log.2` and so on, the oldest is removed, and a new `log` begins.
///
/// Rotation renames files, so its cost does not depend on their size. With no backups the file starts over; with a
/// limit of 0 it grows for ever. After the first failed write the file is given up. Several programs may share a file:
/// one that finds it rotated or removed by another goes on in the new one once its own is full.
final class RotatingFile: @unchecked Sendable {
  private let path: String
  private let limit: Int
  private let backups: Int
  private let lock = Lock()
  private var descriptor: Int32 = -1

  /// Opens the file for appending, or creates it.
  ///
  /// - Parameters:
  ///   - limit: bytes after which it rotates; 0 for no limit.
  ///   - backups: how many older files are kept.
  init(path: String, limit: Int, backups: Int) throws(SystemError) {
    self.path = path
    self.limit = limit
    self.backups = backups
    try openFile(truncate: false)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends one line.
  func append(_ line: String) throws(SystemError) {
    try lock.withLock { () throws(SystemError) in
      guard descriptor >= 0 else { return }
      let bytes = Array((line + "\n").utf8)
      while limit > 0 {
        let (size, isStillThere) = try facts()
        if size == 0 || size + bytes.count <= limit { break }
        if isStillThere {
          try rotate()
          break
        }
        try reopen()
      }
      let code = Descriptor(number: descriptor).write(bytes)
      if code != 0 { throw giveUp(SystemError(operation: "write", path: path, code: code)) }
    }
  }

  /// The size of the file, whoever wrote it, and whether the path still leads to it.
  private func facts() throws(SystemError) -> (size: Int, isStillThere: Bool) {
    var own = stat()
    var named = stat()
    guard fstat(descriptor, &own) == 0 else { throw giveUp(SystemError(operation: "stat", path: path)) }
    let isStillThere = stat(path, &named) == 0 && named.st_ino == own.st_ino && named.st_dev == own.st_dev
    return (Int(own.st_size), isStillThere)
  }

  /// Another program has rotated the file.
  private func reopen() throws(SystemError) {
    close(descriptor)
    descriptor = -1
    try openFile(truncate: false)
  }

  private func rotate() throws(SystemError) {
    close(descriptor)
    descriptor = -1
    if backups > 0 {
      for number in stride(from: backups - 1, through: 0, by: -1) {
        let older = number == 0 ? path : "\(path).\(number)"
        if rename(older, "\(path).\(number + 1)") != 0, errno != ENOENT {
          throw SystemError(operation: "rename", path: older)
        }
      }
    }
    try openFile(truncate: backups == 0)
  }

  private func openFile(truncate: Bool) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (truncate ? O_TRUNC : 0)
    descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
  }

  private func giveUp(_ error: SystemError) -> SystemError {
    close(descriptor)
    descriptor = -1
    return error
  }
}
