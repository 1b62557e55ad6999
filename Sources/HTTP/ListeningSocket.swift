import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A socket that listens.
enum ListeningSocket {
  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif

  /// Binds to the first address of `host` that can be had, and listens; the descriptor and the real port.
  static func open(host: String, port: UInt16) throws(HTTPError) -> (descriptor: Int32, port: UInt16) {
    var wishes = addrinfo()
    wishes.ai_socktype = stream
    wishes.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &wishes, &found)
    guard result == 0, let first = found else {
      throw .address(host: host, detail: String(cString: gai_strerror(result)))
    }
    defer { freeaddrinfo(first) }
    var failure = HTTPError.address(host: host, detail: "it has no address")
    var next: UnsafeMutablePointer<addrinfo>? = first
    while let candidate = next {
      do throws(HTTPError) {
        return try open(candidate.pointee, host: host, port: port)
      } catch { failure = error }
      next = candidate.pointee.ai_next
    }
    throw failure
  }

  private static func open(_ address: addrinfo, host: String, port: UInt16) throws(HTTPError) -> (
    Int32, UInt16
  ) {
    let descriptor = socket(address.ai_family, stream, 0)
    guard descriptor >= 0 else { throw .system(SystemError(operation: "make a socket for", path: host)) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var on: Int32 = 1
    // A port whose last server has just ended is free at once.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 512) == 0,
      let real = realPort(descriptor)
    else {
      let error = SystemError(operation: "listen on", path: "\(host) port \(port)")
      close(descriptor)
      switch error.code {
      case EADDRINUSE: throw .portInUse(host: host, port: port)
      case EACCES, EPERM: throw .portNotAllowed(host: host, port: port)
      case EADDRNOTAVAIL: throw .address(host: host, detail: "this machine has no such address")
      default: throw .system(error)
      }
    }
    return (descriptor, real)
  }

  private static func realPort(_ descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes -> UInt16? in
      guard let base = bytes.baseAddress,
        getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &size) == 0
      else { return nil }
      // The port stands at the same place in the addresses of both families, in network order.
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }
}
