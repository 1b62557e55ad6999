import Base
import Testing

@testable import HTTP

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct FetchTests {
  @Test func addresses() throws {
    let table: [(String, String, UInt16, String, Bool)] = [
      ("http://127.0.0.1:9090/api/metrics", "127.0.0.1", 9090, "", true),
      ("http://localhost", "localhost", 80, "", true),
      ("HTTP://[::1]:81/", "::1", 81, "", true), ("http://[::1]", "::1", 80, "", true),
      ("http://example.org:8080/adhash/", "example.org", 8080, "/adhash", false),
      ("http://a/x/api/metrics/history", "a", 80, "/x", false),
      ("http://127.0.0.1.evil.example/", "127.0.0.1.evil.example", 80, "", false),
    ]
    for (text, host, port, prefix, isLoopback) in table {
      let address = try ServerAddress(text)
      #expect(address.host == host && address.port == port && address.prefix == prefix, "\(text)")
      #expect(address.isLoopback == isLoopback, "\(text)")
      #expect(try ServerAddress(address.description) == address)
    }
    for text in [
      "", "x", "ftp://a/", "http://", "http://:80/", "http://a:/", "http://a:0/", "http://a:65536/",
      "http://a:b/",
      "http://u@a/", "http://a/?q", "http://a/#f", "http://a b/", "http://[::1/", "http://[::1]x/",
      "http://ä/",
      "http://a/\r\nHost: b",
    ] {
      #expect(throws: FetchError.address(text)) { try ServerAddress(text) }
    }
    let safe = try ServerAddress("https://[::1]/x")
    #expect(safe.isTLS && safe.port == 443 && safe.description == "https://[::1]/x/")
  }

  @Test func addressesOfTheWeb() throws {
    let table: [(String, String, String, Bool)] = [
      ("https://alerts.example/hook?team=a", "https://alerts.example", "/hook?team=a", false),
      ("http://127.0.0.1:9/", "http://127.0.0.1:9", "/", true),
      ("HTTPS://[::1]?x", "https://[::1]", "?x", true),
      ("https://h:443", "https://h", "", false), ("http://h:443", "http://h:443", "", false),
      ("http://127.1.2.3.4/", "http://127.1.2.3.4", "/", false),
      ("http://127.0.0.256", "http://127.0.0.256", "", false),
    ]
    for (text, origin, rest, isLoopback) in table {
      let address = try WebAddress(text)
      #expect(address.origin == origin && address.rest == rest && address.isLoopback == isLoopback, "\(text)")
    }
    for text in [
      "", "alerts.example", "ftp://a/", "https://", "https://u:p@a/", "https://a/#f", "http://a b",
      "http://a:+80",
      "http://a:0/", "file:///etc/passwd", "http://a/\n",
    ] { #expect(throws: FetchError.address(text)) { try WebAddress(text) } }
  }

  @Test func tokensStayOnThisMachine() throws {
    let here = try ServerAddress("http://127.0.0.1:1/")
    let there = try ServerAddress("http://example.org/")
    #expect(throws: FetchError.exposedToken(host: "example.org")) {
      try Fetch(there, token: "t", timeout: 1, agent: "a")
    }
    for token in ["", "a b", "a\r\nX: y", "ä"] {
      #expect(throws: FetchError.token) { try Fetch(here, token: token, timeout: 1, agent: "a") }
    }
    _ = try Fetch(there, token: nil, timeout: 1, agent: "a")
    let safe = try ServerAddress("https://example.org/")
    #expect(throws: FetchError.misdirectedToken(host: "example.org")) {
      try Fetch(safe, token: "t", timeout: 1, agent: "a", trust: .anyone)
    }
    _ = try Fetch(safe, token: "t", timeout: 1, agent: "a")
    _ = try Fetch(
      ServerAddress("https://localhost/"), token: "t", timeout: 1, agent: "a", trust: .anyone)
  }

  /// Servers that answer with something that is no answer, or only a part of one.
  @Test func answersThatAreNone() throws {
    for text in [
      "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "",
    ] {
      let (listening, port) = try Self.listeningSocket()
      let thread = try SystemThread(for: "a strange server") {
        let client = accept(listening, nil, nil)
        var space = [UInt8](repeating: 0, count: 4096)
        _ = recv(client, &space, space.count, 0)
        _ = Array(text.utf8).withUnsafeBytes { send(client, $0.baseAddress, $0.count, 0) }
        shutdown(client, Int32(SHUT_RDWR))
        close(client)
      }
      let fetch = try Fetch(
        ServerAddress("http://127.0.0.1:\(port)/"), token: nil, timeout: 60_000_000_000, agent: "test/1")
      do throws(FetchError) {
        let answer = try fetch.get("/")
        Issue.record("\(text.debugDescription): \(answer)")
      } catch {
        #expect("\(error)".hasPrefix("no answer from http://127.0.0.1:\(port)/: "), "\(error)")
        #expect(error.hint.count > 5)
      }
      thread.join()
      close(listening)
    }
  }

  /// A socket that listens on a free port of this machine, and nobody who accepts.
  private static func listeningSocket() throws -> (descriptor: Int32, port: UInt16) {
    #if canImport(Glibc)
      let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let listening = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutableBytes(of: &place) { bytes in
      let address = try #require(bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self))
      #expect(bind(listening, address, size) == 0 && listen(listening, 4) == 0)
      getsockname(listening, address, &size)
    }
    return (listening, UInt16(bigEndian: place.sin_port))
  }

  @Test func itAsksAListener() throws {
    let listener = try Listener(ListenerOptions()) { request in
      if request.path == "/x/long" { return Response(text: String(repeating: "y", count: 300_000)) }
      return Response(
        text:
          "\(request.method) \(request.path) \(request.query.map(\.value)) \(request.header("authorization") ?? "-")"
      )
    }
    defer { listener.stop() }
    let address = try ServerAddress("http://127.0.0.1:\(listener.port)/x")
    let fetch = try Fetch(address, token: "secret", timeout: 60_000_000_000, agent: "test/1")
    let answer = try fetch.get("/y?a=1")
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self) == "GET /x/y [\"1\"] Bearer secret")
    #expect(try fetch.get("/long").body.count == 300_000)
    let small = try Fetch(address, token: nil, timeout: 60_000_000_000, agent: "test/1", limit: 1000)
    #expect(throws: FetchError.tooLong(limit: 1000)) { try small.get("/long") }
  }

  @Test func whoDoesNotAnswer() throws {
    let (listening, port) = try Self.listeningSocket()
    let address = try ServerAddress("http://127.0.0.1:\(port)/")
    let fetch = try Fetch(address, token: nil, timeout: 50_000_000, agent: "test/1")
    #expect(throws: FetchError.late(address.description)) { try fetch.get("/") }
    close(listening)
    do throws(FetchError) {
      _ = try fetch.get("/")
      Issue.record("nobody listens there")
    } catch {
      #expect(
        "\(error)".contains("no answer from http://127.0.0.1:") || error == .late(address.description),
        "\(error)")
    }
    let nowhere = try Fetch(
      ServerAddress("http://no.such.host.invalid/"), token: nil, timeout: 1_000_000_000, agent: "t")
    do throws(FetchError) {
      _ = try nowhere.get("/")
      Issue.record("there is no such host")
    } catch {
      #expect("\(error)".hasPrefix("no.such.host.invalid has no address"), "\(error)")
    }
  }
}
