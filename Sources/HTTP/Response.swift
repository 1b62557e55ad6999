import Base
import CMicrohttpd

/// One answer. It can be given to any number of requests; what the library makes of it is made once.
package final class Response: @unchecked Sendable {
  /// What stands in an answer.
  package enum Body: Sendable {
    /// All of it at once.
    case bytes([UInt8])
    /// Pieces, as they come; of one answer only.
    case stream(StreamBody)
    /// Another answer, when there is one; of one answer only.
    case later(PendingResponse)
  }

  /// A name with a value.
  package typealias Header = (name: String, value: String)

  /// The status, such as 200.
  package let status: Int
  /// The headers; the library adds length, date and connection.
  package let headers: [Header]
  /// The body.
  package let body: Body
  private let lock = Lock()
  private var made: OpaquePointer?

  /// An answer with all its parts.
  package init(status: Int = 200, headers: [Header] = [], body: Body) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer of bytes.
  package convenience init(status: Int = 200, type: String, headers: [Header] = [], _ bytes: [UInt8]) {
    self.init(status: status, headers: [("Content-Type", type)] + headers, body: .bytes(bytes))
  }

  /// An answer of text.
  package convenience init(
    status: Int = 200, type: String = "text/plain; charset=utf-8", headers: [Header] = [], text: String
  ) {
    self.init(status: status, type: type, headers: headers, Array(text.utf8))
  }

  deinit {
    if let made { microhttpd_release(made) }
  }

  /// The bytes of the body; nil for a stream, or for an answer that comes later.
  package var bytes: [UInt8]? {
    if case .bytes(let bytes) = body { bytes } else { nil }
  }

  /// The first header of a name, written exactly so; nil without one.
  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The library's form of bytes, kept as long as this object is; nil without memory, or for other bodies.
  func native() -> OpaquePointer? {
    guard case .bytes(let bytes) = body else { return nil }
    return lock.withLock {
      if made == nil {
        made = bytes.withUnsafeBytes { microhttpd_bytes($0.baseAddress, $0.count) }
        if let made { addHeaders(to: made) }
      }
      return made
    }
  }

  /// Adds the headers; control characters, which would end a header early, are left out.
  func addHeaders(to response: OpaquePointer) {
    for (name, value) in headers {
      let isClean = value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
      let clean = isClean ? value : String(value.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 })
      _ = microhttpd_header(response, name, clean)
    }
  }
}
