import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks a server of ours: one GET a connection over plain HTTP, bounded in time and bytes. Thread-safe.
package struct Fetch: Sendable {
  /// Bytes of an answer that are read.
  package static let defaultLimit = 16 << 20

  /// Where it asks.
  package let address: ServerAddress
  private let token: String?
  private let timeout: UInt64
  private let limit: Int
  private let agent: String

  /// A client of one server.
  ///
  /// - Parameters:
  ///   - token: sent as bearer; refused where it would leave this machine unencrypted.
  ///   - timeout: nanoseconds a whole exchange may take, looking the name of the host up aside.
  package init(
    _ address: ServerAddress, token: String?, timeout: UInt64, agent: String, limit: Int = Fetch.defaultLimit
  ) throws(FetchError) {
    if let token {
      guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .token }
      if !address.isLoopback { throw .exposedToken(host: address.host) }
    }
    self.address = address
    self.token = token
    self.timeout = timeout
    self.limit = limit
    self.agent = agent
  }

  /// The answer to a GET; `path` begins with a slash and is ASCII without spaces. Waits as long as the timeout.
  package func get(_ path: String) throws(FetchError) -> Fetched {
    let deadline = MonotonicClock.nanoseconds() &+ timeout
    let descriptor = try connect(until: deadline)
    defer { _ = close(descriptor) }
    try send(Array(request(path).utf8), to: descriptor, until: deadline)
    var bytes: [UInt8] = []
    while true {
      let chunk = try receive(from: descriptor, until: deadline)
      bytes += chunk
      if let answer = try Fetched(bytes, isOver: chunk.isEmpty) { return answer }
      if bytes.count > limit { throw .tooLong(limit: limit) }
    }
  }

  private func request(_ path: String) -> String {
    var lines = [
      "GET \(address.prefix)\(path) HTTP/1.1", "Host: \(address.authority)", "User-Agent: \(agent)",
      "Accept: application/json, text/plain", "Connection: close",
    ]
    if let token { lines.append("Authorization: Bearer \(token)") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n"
  }

  /// A connection to the first address of the host that answers.
  private func connect(until deadline: UInt64) throws(FetchError) -> Int32 {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = streamSocket
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(address.host, String(address.port), &hints, &found)
    guard code == 0 else { throw .unknownHost(address.host, reason: String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(found) }
    var last = FetchError.unreachable(address.description, reason: "no address to try")
    var next = found
    while let info = next {
      do throws(FetchError) { return try open(info.pointee, until: deadline) } catch { last = error }
      next = info.pointee.ai_next
    }
    throw last
  }

  private func open(_ info: addrinfo, until deadline: UInt64) throws(FetchError) -> Int32 {
    let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
    if descriptor < 0 { throw unreachable() }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    do throws(FetchError) {
      if systemConnect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
      if errno != EINPROGRESS { throw unreachable() }
      try wait(for: POLLOUT, on: descriptor, until: deadline)
      var code: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
      if code != 0 { throw unreachable(code) }
      return descriptor
    } catch {
      _ = close(descriptor)
      throw error
    }
  }

  private func send(_ bytes: [UInt8], to descriptor: Int32, until deadline: UInt64) throws(FetchError) {
    var done = 0
    while done < bytes.count {
      try wait(for: POLLOUT, on: descriptor, until: deadline)
      let count = bytes.withUnsafeBytes {
        systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: $0[done...]))
      }
      if count >= 0 { done += count } else if errno != EAGAIN { throw unreachable() }
    }
  }

  /// The bytes that are there; none at the end.
  private func receive(from descriptor: Int32, until deadline: UInt64) throws(FetchError) -> [UInt8] {
    while true {
      try wait(for: POLLIN, on: descriptor, until: deadline)
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { space, count in
        let got = systemRead(descriptor, UnsafeMutableRawBufferPointer(space))
        failure = got < 0 ? errno : 0
        count = max(0, got)
      }
      if failure == 0 { return chunk }
      if failure != EAGAIN { throw unreachable(failure) }
    }
  }

  private func wait(for events: some BinaryInteger, on descriptor: Int32, until deadline: UInt64)
    throws(FetchError)
  {
    while true {
      let now = MonotonicClock.nanoseconds()
      if now >= deadline { throw .late(address.description) }
      var place = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      // A signal ends a poll early; the deadline still holds.
      if poll(&place, 1, Int32(min((deadline - now) / 1_000_000 + 1, 60_000))) > 0 { return }
    }
  }

  private func unreachable(_ code: Int32 = errno) -> FetchError {
    .unreachable(address.description, reason: SystemError(operation: "connect", path: "", code: code).reason)
  }
}

private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t)
  -> Int32
{
  connect(descriptor, address, length)
}

#if canImport(Glibc)
  private let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
  private let streamSocket = SOCK_STREAM
#endif
