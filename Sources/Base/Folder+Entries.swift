#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Folder {
  /// What stands in a folder, seen without following links.
  package struct Entry: Equatable, Sendable {
    /// What an entry is.
    package enum Kind: Sendable {
      case file
      case folder
      /// A symbolic link, device, pipe or socket.
      case other
    }

    /// Its name, without the folder.
    package let name: String
    /// What it is.
    package let kind: Kind
    /// Bytes of a file.
    package let bytes: Int
  }

  /// Everything in a folder but `.` and `..`, in the order of the names' bytes. O(n log n).
  ///
  /// Entries that vanish meanwhile are left out; more than `limit` of them is `E2BIG`, a name that is not UTF-8 `EILSEQ`.
  package static func entries(_ path: String, limit: Int = 1_000_000) throws(SystemError) -> [Entry] {
    guard let stream = opendir(path) else { throw SystemError(operation: "open folder", path: path) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let found = readdir(stream) {
      let name = try withUnsafePointer(to: &found.pointee.d_name) { pointer throws(SystemError) in
        let text = UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
        guard let name = String(validatingCString: text) else {
          throw SystemError(operation: "read name in", path: path, code: EILSEQ)
        }
        return name
      }
      if name == "." || name == ".." { continue }
      guard let facts = Self.facts("\(path)/\(name)") else { continue }
      if entries.count == limit { throw SystemError(operation: "read folder", path: path, code: E2BIG) }
      entries.append(Entry(name: name, kind: facts.kind, bytes: facts.bytes))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What stands at a path, seen without following a link; nil when nothing does or it cannot be seen.
  package static func facts(_ path: String) -> (kind: Entry.Kind, bytes: Int)? {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return nil }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return (.file, Int(facts.st_size))
    case S_IFDIR: return (.folder, 0)
    default: return (.other, 0)
    }
  }

  /// Makes what was renamed, created or removed in a folder durable; nothing on file systems without such a sync.
  package static func sync(_ path: String) throws(SystemError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open folder", path: path) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL { throw SystemError(operation: "fsync", path: path) }
  }

  /// Gives something another name on the same file system, replacing a file of that name.
  package static func move(_ path: String, to target: String) throws(SystemError) {
    if rename(path, target) != 0 { throw SystemError(operation: "rename", path: path) }
  }

  /// Removes a file; one that is not there is fine.
  package static func removeFile(_ path: String) throws(SystemError) {
    if unlink(path) != 0, errno != ENOENT { throw SystemError(operation: "remove", path: path) }
  }

  /// Removes a folder that is empty; false when something stands in it or it is not there.
  package static func removeEmpty(_ path: String) -> Bool { rmdir(path) == 0 }

  /// Removes a folder and everything in it, following no link; one that is not there is fine.
  package static func removeTree(_ path: String) throws(SystemError) {
    guard let facts = facts(path) else { return }
    guard facts.kind == .folder else { return try removeFile(path) }
    for entry in try entries(path) { try removeTree("\(path)/\(entry.name)") }
    if rmdir(path) != 0, errno != ENOENT { throw SystemError(operation: "remove", path: path) }
  }
}
