import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The log file that commands keep which stay: `adhash/hashmap-cli.log` in the user's cache folder.
enum CacheLog {
  #if os(macOS)
    /// Where the user's caches lie unless `XDG_CACHE_HOME` says otherwise.
    static let usualFolder = "~/Library/Caches"
  #else
    /// Where the user's caches lie unless `XDG_CACHE_HOME` says otherwise.
    static let usualFolder = "~/.cache"
  #endif

  /// The path of a program's log; nil for a user without folders.
  static func path(of program: String, _ environment: [String: String]) -> String? {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    // A relative path in the variable is to be ignored (XDG Base Directory Specification).
    let folder = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map { $0 + usualFolder.dropFirst() }
    return folder.map { "\($0)/adhash/\(program).log" }
  }

  /// Makes the folders of a path that are missing, for the user alone.
  static func makeFolders(of path: String) throws(SystemError) {
    var missing: [String] = []
    var folder = path
    while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      folder = String(folder[..<slash])
      if mkdir(folder, 0o700) == 0 || errno == EEXIST { break }
      guard errno == ENOENT else { throw SystemError(operation: "make folder", path: folder) }
      missing.append(folder)
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw SystemError(operation: "make folder", path: folder)
    }
  }
}

extension Session {
  /// Keeps a log in the user's cache folder from now on, unless the user has decided about a file. Where it cannot be
  /// written, as on read-only systems, there is none; only a line of level debug says so.
  func logToCache() {
    guard options.logsToCache, let path = CacheLog.path(of: program.name, environment) else { return }
    do throws(SystemError) {
      try CacheLog.makeFolders(of: path)
      log.add(
        try RotatingFile(path: path, limit: options.logMaxBytes, backups: options.logBackupCount))
      log.note("\(program.name) \(program.version): \(command.name) begins, process \(getpid())")
    } catch { log.debug("no log file is kept: \(error.description)") }
  }
}
