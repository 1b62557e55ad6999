import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written at the end of a long command.
enum OutputFile {
  /// Fails now where writing the file at the end would fail for a reason that is there already.
  ///
  /// Nothing is left behind. Devices and pipes are not tried: opening one can be noticed at its other end. Neither is a
  /// file in `directory` while that does not exist: the command will create it.
  static func check(_ path: String, besides directory: String?) throws(Failure) {
    var facts = stat()
    if let directory, path.hasPrefix(directory + "/"), stat(directory, &facts) != 0 { return }
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG, facts.st_mode & S_IFMT != S_IFDIR {
      return
    }
    try Failure.wrapping { () throws(SystemError) in
      _ = try AtomicFileWriter(path: path)
    }
  }
}
