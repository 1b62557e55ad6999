import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that a command writes where its user says.
enum OutputFile {
  /// Fails now where writing the file at the end would fail for a reason that is there already.
  ///
  /// The folders that it lacks are made, and nothing else is left behind. Devices and pipes are not tried: opening one can be noticed at its other end. Neither is a
  /// file in `directory` while that does not exist: the command will create it.
  static func check(_ path: String, besides directory: String?) throws(Failure) {
    var facts = stat()
    if let directory, path.hasPrefix(directory + "/"), stat(directory, &facts) != 0 { return }
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG, facts.st_mode & S_IFMT != S_IFDIR {
      return
    }
    try makeFolders(of: path)
    try Failure.wrapping { () throws(SystemError) in
      _ = try AtomicFileWriter(path: path)
    }
  }

  /// Whether both paths lead to one regular file, however they are spelt; `-` is no file, and a device may be both.
  static func isSame(_ one: String, _ other: String) -> Bool {
    if one == "-" || other == "-" { return false }
    var (left, right) = (stat(), stat())
    guard stat(one, &left) == 0, stat(other, &right) == 0 else { return one == other }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino && left.st_mode & S_IFMT == S_IFREG
  }

  /// Refuses results that would be written over what is read, or over one another, however the paths are spelt.
  ///
  /// - Parameter results: what their users call them, such as `--report`, with their paths; nil for none.
  static func checkApart(_ results: [(name: String, path: String?)], from inputs: [String]) throws(Failure) {
    for (index, result) in results.enumerated() {
      guard let path = result.path else { continue }
      if let input = inputs.first(where: { isSame(path, $0) }) {
        throw .badInput(
          "\(result.name) names \(input), which is read", hint: "write the result into another file")
      }
      if let other = results[(index + 1)...].first(where: { $0.path.map { isSame(path, $0) } ?? false }) {
        throw .badInput("\(result.name) and \(other.name) name the same file", hint: "give each its own file")
      }
    }
  }

  /// A file's path without `.` and `..` where it leads to the same file without them.
  static func shown(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let tidy = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    return isSame(tidy, path) ? tidy : path
  }

  /// Makes the folders that the file lacks. Whoever writes without `check` calls this before.
  static func makeFolders(of path: String) throws(Failure) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    try Failure.wrapping { () throws(SystemError) in try Folder.create(String(path[..<slash])) }
  }
}
