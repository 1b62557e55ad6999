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

  /// A path from the root of the file system: a relative one is taken from the process's folder. Links and `..` stay.
  ///
  /// Throws what the system says where the process's folder is gone. O(length).
  package static func absolute(_ path: String) throws(SystemError) -> String {
    if path.hasPrefix("/") { return path }
    guard let pointer = getcwd(nil, 0) else { throw SystemError(operation: "look at", path: ".") }
    defer { free(pointer) }
    guard let place = String(validatingCString: pointer) else {
      throw SystemError(operation: "read name in", path: ".", code: EILSEQ)
    }
    var rest = path[...]
    while rest == "." || rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    if rest.isEmpty { return place }
    return place == "/" ? "/\(rest)" : "\(place)/\(rest)"
  }

  /// The names of everything in a folder but `.` and `..`, sorted by their bytes; `EFBIG` past `limit` names.
  package static func names(_ path: String, limit: Int) throws(SystemError) -> [String] {
    guard let stream = opendir(path) else { throw SystemError(operation: "read folder", path: path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
      guard names.count <= limit else {
        throw SystemError(operation: "read folder", path: path, code: EFBIG)
      }
      errno = 0
    }
    guard errno == 0 else { throw SystemError(operation: "read folder", path: path) }
    return names.sorted()
  }
}
