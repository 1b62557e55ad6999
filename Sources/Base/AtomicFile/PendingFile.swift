#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The open file behind an `AtomicFileWriter`; goes unless it was committed.
final class PendingFile {
  private static let bufferBytes = 65_536
  private let shownPath: String
  private let target: String
  /// The name beside the target; nil where the target itself is written.
  private let temporary: String?
  /// Whether the file has that name already. One without a name goes with the process, however that ends.
  private var isNamed: Bool
  private let replaces: Bool
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  init(path: String) throws(SystemError) {
    shownPath = path
    let target = try Self.resolve(path)
    self.target = target
    var facts = stat()
    let exists = stat(target, &facts) == 0
    let kind = facts.st_mode & S_IFMT
    if exists, kind == S_IFDIR { throw SystemError(operation: "open", path: path, code: EISDIR) }
    replaces = exists
    if exists, kind != S_IFREG {
      temporary = nil
      isNamed = false
      descriptor = open(target, O_WRONLY | O_CLOEXEC)
    } else {
      if exists, access(target, W_OK) != 0 { throw SystemError(operation: "open", path: path) }
      let (directory, name) = Self.split(target)
      let stem = String(decoding: name.utf8.prefix(100), as: UTF8.self)
      let temporary = "\(directory)/.\(stem).\(getpid()).\(MonotonicClock.nanoseconds()).tmp"
      self.temporary = temporary
      (descriptor, isNamed) = Self.create(temporary, in: directory)
      if descriptor >= 0, exists { fchmod(descriptor, facts.st_mode & 0o777) }
    }
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
    buffer.reserveCapacity(Self.bufferBytes)
  }

  /// Writes to an open descriptor, of which it makes one of its own.
  init(duplicating other: Int32, named name: String) throws(SystemError) {
    shownPath = name
    target = name
    temporary = nil
    isNamed = false
    replaces = true
    descriptor = fcntl(other, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: name) }
  }

  deinit {
    if descriptor >= 0 { abandon() }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    if bytes.count >= Self.bufferBytes {
      try writeThrough(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Gives the file its name; without `sync` the system decides when it outlives a power cut.
  func commit(sync: Bool) throws(SystemError) {
    try flush()
    guard let temporary else {
      let result = close(descriptor)
      descriptor = -1
      if result != 0 { throw SystemError(operation: "close", path: shownPath) }
      return
    }
    if sync, fsync(descriptor) != 0 { throw abandoning("fsync") }
    try putInPlace(temporary)
    close(descriptor)
    descriptor = -1
    if sync { try syncDirectory() }
  }

  /// Opens a file without a name where that works and one can be given later, else one of that name.
  private static func create(_ name: String, in directory: String) -> (descriptor: Int32, isNamed: Bool) {
    #if os(Linux)
      if access("/proc/self/fd", X_OK) == 0 {
        let descriptor = open(directory, unnamedFlag | O_WRONLY | O_CLOEXEC, 0o666)
        if descriptor >= 0 { return (descriptor, false) }
      }
    #endif
    return (open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666), true)
  }

  #if os(Linux)
    /// `O_TMPFILE`, a macro that is not imported.
    private static let unnamedFlag: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Gives the file its first name; 0, or -1 and `errno`.
    private func name(as path: String) -> Int32 {
      linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW)
    }
  #endif

  /// Makes the file the target: by its first name where there is no target yet, else by a name that is then moved.
  private func putInPlace(_ temporary: String) throws(SystemError) {
    #if os(Linux)
      if !isNamed {
        if !replaces, name(as: target) == 0 { return }
        if name(as: temporary) != 0 { throw abandoning("link") }
        isNamed = true
      }
    #endif
    if rename(temporary, target) != 0 { throw abandoning("rename") }
  }

  private func flush() throws(SystemError) {
    var failure: SystemError?
    buffer.withUnsafeBytes { pending in
      do throws(SystemError) { try writeThrough(pending) } catch { failure = error }
    }
    if let failure { throw failure }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if written < 0 { throw abandoning("write") }
      rest = rest.dropFirst(written)
    }
  }

  private func syncDirectory() throws(SystemError) {
    let directory = open(Self.split(target).directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }  // A directory that may be written but not read cannot be synced.
    defer { close(directory) }
    // Some file systems have no sync for directories and say so with EINVAL.
    if fsync(directory) != 0, errno != EINVAL { throw SystemError(operation: "fsync", path: shownPath) }
  }

  /// The error of the call that just failed, after the temporary file is gone.
  private func abandoning(_ operation: String) -> SystemError {
    let error = SystemError(operation: operation, path: shownPath)
    abandon()
    return error
  }

  private func abandon() {
    close(descriptor)
    descriptor = -1
    if let temporary, isNamed { unlink(temporary) }
  }

  /// The path a chain of symbolic links ends at, or `path` itself where it is no link.
  private static func resolve(_ path: String) throws(SystemError) -> String {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let resolved = realpath(path, nil) else { throw SystemError(operation: "open", path: path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}
