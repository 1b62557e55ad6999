#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Replaces a file as a whole: readers see the old content or the new, never a part.
///
/// Bytes go to a file beside the target that has no name where the file system can do that (`O_TMPFILE`), so that a
/// process that is killed leaves nothing behind; elsewhere to one called `.NAME.PID.TIME.tmp`. `commit` syncs it, puts it
/// in the target's place and syncs the directory. Anything else (an error, a value dropped without `commit`) leaves
/// the old content untouched and nothing beside it. A symbolic link is followed and keeps pointing at the replaced file; a target that is a
/// device or a pipe cannot be replaced and is written to directly. An existing file's permissions are kept.
package struct AtomicFileWriter: ~Copyable {
  /// The name that means standard output, where a command says so: what is written goes there as it comes.
  package static let standardOutput = "-"
  private let file: PendingFile

  /// Creates the file beside the target; fails where the target's directory is missing or not writable.
  ///
  /// - Parameter orStandardOutput: whether the path `-` means standard output; else it is a file of that name.
  package init(path: String, orStandardOutput: Bool = false) throws(SystemError) {
    let isStream = orStandardOutput && path == Self.standardOutput
    file = try isStream ? PendingFile(duplicating: 1, named: "standard output") : PendingFile(path: path)
  }

  /// Appends bytes; they are gathered in a 64 KiB buffer first.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try file.write(bytes)
  }

  /// Appends bytes.
  package mutating func write(_ bytes: [UInt8]) throws(SystemError) {
    var failure: SystemError?
    bytes.withUnsafeBytes { buffer in
      do throws(SystemError) { try file.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes everything written the content of the target, durably; on failure the target is as it was before.
  package consuming func commit() throws(SystemError) {
    try file.commit(sync: true)
  }

  /// Replaces `path` by `bytes` in one call.
  ///
  /// - Parameter sync: false leaves it to the system when the new content outlives a power cut; readers still see the old
  ///   content or the new, and a killed program leaves one of both.
  package static func replace(
    path: String, with bytes: [UInt8], sync: Bool = true
  ) throws(SystemError) {
    let writer = try PendingFile(path: path)
    var failure: SystemError?
    bytes.withUnsafeBytes { buffer in
      do throws(SystemError) { try writer.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    try writer.commit(sync: sync)
  }
}
