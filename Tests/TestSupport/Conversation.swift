#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A connection to a server on 127.0.0.1 over which a test says whatever it likes, and reads what comes.
package final class Conversation {
  /// What a server answered.
  package struct Answer {
    /// The status of the first line.
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    /// The body, joined from its chunks.
    package let body: [UInt8]
    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// What went wrong.
  package struct Failure: Error, CustomStringConvertible {
    /// In words.
    package let description: String
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects; every wait for bytes ends after `patience` seconds.
  package init(port: UInt16, patience: Int = 60) throws {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, stream, 0)
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result != 0 {
      throw Failure(description: "connect to port \(port): \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Sends bytes as they are; false when the other end is closed.
  @discardableResult
  package func send(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let sent = bytes.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count, flags) }
      if sent <= 0 { return false }
      bytes = bytes.dropFirst(sent)
    }
    return true
  }

  /// Asks, and reads the whole answer; the connection stays open.
  package func ask(
    _ path: String, method: String = "GET", headers: [String] = [], body: String = ""
  ) throws -> Answer {
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + headers + length
    send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    return try answer(hasBody: method != "HEAD")
  }

  /// Asks again and again until an answer is as it should be, for a minute at most; the last answer. The server's limit
  /// of requests should be off.
  @discardableResult
  package func ask(_ path: String, until isRight: (Answer) -> Bool) throws -> Answer {
    var last = try ask(path)
    try waitUntil {
      if isRight(last) { return true }
      last = try ask(path)
      return isRight(last)
    }
    return last
  }

  /// Reads an answer to its end.
  package func answer(hasBody: Bool = true) throws -> Answer {
    let (status, headers) = try head()
    var body: [UInt8] = []
    if !hasBody || status == 304 || status == 204 {
      return Answer(status: status, headers: headers, body: [])
    }
    if headers["transfer-encoding"] == "chunked" {
      while let chunk = try chunk() { body += chunk }
    } else if let length = headers["content-length"].flatMap({ Int($0) }) {
      body = try take(length)
    } else {
      while try fill() {}
      body = received
      received = []
    }
    return Answer(status: status, headers: headers, body: body)
  }

  /// Reads the first line and the headers.
  package func head() throws -> (status: Int, headers: [String: String]) {
    let first = try line()
    guard first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)) else {
      throw Failure(description: "no status in \"\(first)\"")
    }
    var headers: [String: String] = [:]
    while true {
      let header = try line()
      if header.isEmpty { return (status, headers) }
      let parts = header.split(separator: ":", maxSplits: 1)
      let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
      headers[parts[0].lowercased(), default: ""] += String(value)
    }
  }

  /// The next chunk of a body in chunks; nil after the last.
  package func chunk() throws -> [UInt8]? {
    guard let size = Int(try line().prefix { $0 != ";" }, radix: 16) else {
      throw Failure(description: "no size of a chunk")
    }
    let bytes = try take(size)
    _ = try line()
    return size == 0 ? nil : bytes
  }

  /// Whether the server closes the connection without another byte.
  package func isClosedByServer() throws -> Bool { try received.isEmpty && !fill() }

  private func line() throws -> String {
    while true {
      if let end = received.firstIndex(of: 10) {
        let line = received[..<end].filter { $0 != 13 }
        received.removeSubrange(...end)
        return String(decoding: line, as: UTF8.self)
      }
      if try !fill() { throw Failure(description: "the server closed the connection") }
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count {
      if try !fill() { throw Failure(description: "the server closed the connection within a body") }
    }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  private func fill() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let got = recv(descriptor, &buffer, buffer.count, 0)
    if got < 0, errno == ECONNRESET { return false }
    if got < 0 { throw Failure(description: "receive: \(String(cString: strerror(errno)))") }
    received += buffer[..<got]
    return got > 0
  }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int
{
  send(descriptor, bytes, count, flags)
}
