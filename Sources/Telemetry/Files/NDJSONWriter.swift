import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps a run's ticks in `DIR/metrics.ndjson`, one line each.
///
/// A new run replaces the file of an older one (and its rotated part), whole lines go out in one write each, and a line
/// that cannot be written whole is cut off again. With `maxTicks` the file is renamed to `metrics.1.ndjson` once it
/// holds that many and a fresh one begins: at least `maxTicks` ticks (of a run that long) and at most twice as many are
/// kept, at a constant cost per tick.
package final class NDJSONWriter {
  /// The name of the file that is being written.
  package static let fileName = "metrics.ndjson"
  /// The name of the full file before it.
  package static let rotatedName = "metrics.1.ndjson"

  /// The path of the file that is being written.
  package let path: String
  private let rotatedPath: String
  private let maxTicks: Int?
  private var descriptor: Int32 = -1
  private var ticksInFile = 0
  private var bytesInFile = 0
  private var line = JSONWriter()

  /// Creates the folder where it is missing and starts an empty file; `maxTicks` below 1 counts as 1.
  package init(directory: String, maxTicks: Int? = nil) throws(SystemError) {
    path = "\(directory)/\(Self.fileName)"
    rotatedPath = "\(directory)/\(Self.rotatedName)"
    self.maxTicks = maxTicks.map { max($0, 1) }
    line.bytes.reserveCapacity(16_384)
    try Folder.create(directory)
    if unlink(rotatedPath) != 0, errno != ENOENT { throw SystemError(operation: "remove", path: rotatedPath) }
    try startFile()
  }

  deinit {
    if descriptor >= 0 { Self.closeDescriptor(descriptor) }
  }

  /// Appends one tick.
  package func write(_ tick: Frame) throws(SystemError) {
    if let maxTicks, ticksInFile >= maxTicks { try rotate() }
    line.reset()
    tick.render(into: &line)
    var failure: SystemError?
    line.bytes.withUnsafeBytes { bytes in
      do throws(SystemError) { try writeWhole(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    ticksInFile += 1
  }

  /// Makes everything written durable and closes the file; later writes fail.
  package func close() throws(SystemError) {
    guard descriptor >= 0 else { return }
    let isSynced = fsync(descriptor) == 0 || errno == EINVAL
    let error = SystemError(operation: "sync", path: path)
    Self.closeDescriptor(descriptor)
    descriptor = -1
    if !isSynced { throw error }
  }

  private func writeWhole(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    let written = systemWrite(descriptor, bytes)
    if written == bytes.count {
      bytesInFile += written
      return
    }
    // A part of a line is worse than none: the disk is full, take it back.
    let error = SystemError(operation: "write", path: path, code: written < 0 ? errno : ENOSPC)
    if written > 0 { ftruncate(descriptor, off_t(bytesInFile)) }
    throw error
  }

  private func rotate() throws(SystemError) {
    if rename(path, rotatedPath) != 0 { throw SystemError(operation: "rename", path: path) }
    Self.closeDescriptor(descriptor)
    descriptor = -1
    try startFile()
  }

  /// Starts an empty file under a new inode, so that a reader of the old one keeps what it has. Where there is none, as
  /// after a rotation, it gets its name at once, and a process that is killed leaves nothing else.
  private func startFile() throws(SystemError) {
    ticksInFile = 0
    bytesInFile = 0
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    if descriptor >= 0 { return }
    guard errno == EEXIST else { throw SystemError(operation: "open", path: path) }
    let temporary = "\(path).\(getpid()).tmp"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
    if rename(temporary, path) != 0 {
      let error = SystemError(operation: "open", path: path)
      unlink(temporary)
      throw error
    }
  }

  private static func closeDescriptor(_ descriptor: Int32) {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }
}
