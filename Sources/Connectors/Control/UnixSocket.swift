import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Stream sockets in the file system, for this user alone.
enum UnixSocket {
  /// What tells one file from another.
  struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
  }

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif

  /// A socket that listens at `path`, mode 0600. A socket that a dead process left behind gives way; a living one and
  /// files of other kinds do not.
  static func listen(_ path: String, backlog: Int32) throws(ConnectorError) -> (Int32, Identity) {
    let descriptor = try make(path)
    do throws(ConnectorError) {
      try bindAlone(descriptor, path)
      guard systemListen(descriptor, backlog) == 0, let identity = identity(path) else {
        throw .system(SystemError(operation: "listen on", path: path))
      }
      return (descriptor, identity)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// A socket that is connected to who listens at `path`.
  static func connect(_ path: String) throws(ConnectorError) -> Int32 {
    let descriptor = try make(path)
    guard try withAddress(path, { systemConnect(descriptor, $0, $1) }) == 0 else {
      let error = SystemError(operation: "connect to", path: path)
      close(descriptor)
      throw .system(error)
    }
    return descriptor
  }

  /// Which file stands at `path`, if it is a socket.
  static func identity(_ path: String) -> Identity? {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: facts.st_dev), number: UInt64(truncatingIfNeeded: facts.st_ino))
  }

  /// Sets what every descriptor here has: not inherited, and for servers not blocking.
  static func prepare(_ descriptor: Int32, isBlocking: Bool) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    #if !canImport(Glibc)
      var on: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
    if !isBlocking { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
  }

  /// `send(2)` repeated when a signal interrupts it, without a SIGPIPE where the other end is gone.
  static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
    #endif
    while true {
      let written = send(descriptor, bytes.baseAddress, bytes.count, flags)
      if written >= 0 || errno != EINTR { return written }
    }
  }

  private static func make(_ path: String) throws(ConnectorError) -> Int32 {
    let descriptor = socket(AF_UNIX, stream, 0)
    guard descriptor >= 0 else { throw .system(SystemError(operation: "make a socket for", path: path)) }
    prepare(descriptor, isBlocking: true)
    return descriptor
  }

  private static func bindAlone(_ descriptor: Int32, _ path: String) throws(ConnectorError) {
    if try bind(descriptor, path) { return }
    let error = SystemError(operation: "listen on", path: path)
    guard error.code == EADDRINUSE, let left = identity(path) else { throw .system(error) }
    guard try isDead(path) else { throw .socketInUse(path) }
    // Only the very file that was found dead is taken away.
    guard identity(path) == left, unlink(path) == 0, try bind(descriptor, path) else {
      throw .socketInUse(path)
    }
  }

  /// Whether nobody listens at an existing socket any more.
  private static func isDead(_ path: String) throws(ConnectorError) -> Bool {
    do throws(ConnectorError) {
      close(try connect(path))
      return false
    } catch {
      guard case .system(let failure) = error, failure.code == ECONNREFUSED else { throw error }
      return true
    }
  }

  /// Binds with mode 0600 from the first moment on.
  private static func bind(_ descriptor: Int32, _ path: String) throws(ConnectorError) -> Bool {
    #if canImport(Glibc)
      // The file takes its mode from the socket.
      fchmod(descriptor, 0o600)
      return try withAddress(path) { systemBind(descriptor, $0, $1) } == 0
    #else
      let mask = umask(0o177)
      defer { umask(mask) }
      return try withAddress(path) { systemBind(descriptor, $0, $1) } == 0
    #endif
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(ConnectorError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard !bytes.isEmpty, bytes.count < room, !bytes.contains(0) else {
      throw .system(
        SystemError(operation: "name a socket", path: path, code: bytes.isEmpty ? EINVAL : ENAMETOOLONG))
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

// The functions of the system under names of their own, beside methods that are called the same.
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }
private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t)
  -> Int32
{
  connect(descriptor, address, size)
}
private func systemBind(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
  bind(descriptor, address, size)
}
