#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Replaces a file as a whole: readers see the old content or the new, never a part.
///
/// Bytes go to a temporary file beside the target; `commit` syncs it, renames it over the target and syncs the
/// directory. Anything else (an error, a value dropped without `commit`) removes the temporary file and leaves the
/// old content untouched. A symbolic link is followed and keeps pointing at the replaced file; a target that is a
/// device or a pipe cannot be replaced and is written to directly. An existing file's permissions are kept.
package struct AtomicFileWriter: ~Copyable {
  private let file: PendingFile

  /// Creates the temporary file; fails where the target's directory is missing or not writable.
  package init(path: String) throws(SystemError) {
    file = try PendingFile(path: path)
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
