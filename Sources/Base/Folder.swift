#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Folders of the file system.
package enum Folder {
  /// Creates a folder and those it stands in; an existing one is fine.
  package static func create(_ path: String) throws(SystemError) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try create(String(path[..<slash]))
      if mkdir(path, 0o777) == 0 { return }
    }
    let reason = errno
    var facts = stat()
    if reason == EEXIST, stat(path, &facts) == 0 {
      if facts.st_mode & S_IFMT == S_IFDIR { return }
      throw SystemError(operation: "create folder", path: path, code: ENOTDIR)
    }
    throw SystemError(operation: "create folder", path: path, code: reason)
  }
}
