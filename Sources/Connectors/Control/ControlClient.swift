import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The other end of a ``ControlSocket``: sends one line, receives one.
package enum ControlClient {
  /// Sends a command and gives the answer's line without its line feed. Waits at most `nanoseconds` in all.
  package static func ask(_ path: String, _ line: String, within nanoseconds: UInt64) throws(ConnectorError)
    -> [UInt8]
  {
    let deadline = MonotonicClock.nanoseconds() &+ nanoseconds
    let descriptor = try UnixSocket.connect(path)
    defer { close(descriptor) }
    UnixSocket.prepare(descriptor, isBlocking: false)
    try send(Array((line + "\n").utf8), to: descriptor, path, deadline)
    return try receive(from: descriptor, path, deadline)
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32, _ path: String, _ deadline: UInt64)
    throws(ConnectorError)
  {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { UnixSocket.write(descriptor, $0) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        try wait(descriptor, Int16(POLLOUT), path, deadline)
      } else {
        // Who refuses a line that is too long may have answered before all of it was sent.
        if errno == EPIPE || errno == ECONNRESET { return }
        throw .system(SystemError(operation: "write to", path: path))
      }
    }
  }

  private static func receive(from descriptor: Int32, _ path: String, _ deadline: UInt64)
    throws(ConnectorError) -> [UInt8]
  {
    var answer = LineAssembler(limit: 1 << 20)
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let got = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if got > 0 {
        buffer.withUnsafeBytes { answer.add(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
        if case .line(let line)? = answer.next() { return line }
      } else if got == 0 {
        throw .noAnswer(path)
      } else if errno == EAGAIN {
        try wait(descriptor, Int16(POLLIN), path, deadline)
      } else {
        throw .system(SystemError(operation: "read from", path: path))
      }
    }
  }

  private static func wait(_ descriptor: Int32, _ events: Int16, _ path: String, _ deadline: UInt64)
    throws(ConnectorError)
  {
    let now = MonotonicClock.nanoseconds()
    guard now < deadline else { throw .noAnswer(path) }
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let milliseconds = Int32(min((deadline - now) / 1_000_000 + 1, 60_000))
    guard poll(&entry, 1, milliseconds) >= 0 || errno == EINTR else {
      throw .system(SystemError(operation: "wait for", path: path))
    }
  }
}
