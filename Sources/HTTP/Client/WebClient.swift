import Base
import CCurl

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks over libcurl and waits for the answer; from several threads at once, each on a connection of its own that is
/// kept. The library is loaded with the first question. Redirections are answers like others.
package final class WebClient: Sendable {
  /// Whose certificates count.
  package enum Trust: Equatable, Sendable {
    /// Those the system trusts.
    case system
    /// Those that a file in PEM signs or holds, and no others.
    case authority(file: String)
    /// Anybody's: the line is encrypted, who is at its end is not known.
    case anyone
  }

  /// What is asked, and how much is borne with.
  package struct Question: Sendable {
    /// `http://` or `https://`.
    package var url: String
    /// `GET`, or a method with a body.
    package var method = "GET"
    /// `Name: value` each.
    package var headers: [String] = []
    /// The body of a method that has one.
    package var body: [UInt8] = []
    /// Nanoseconds for everything together.
    package var timeout: UInt64 = 10_000_000_000
    /// The longest answer in bytes.
    package var largestAnswer = 1 << 20
    /// Whose certificates count over https.
    package var trust = Trust.system
    /// Whether proxies that the environment names are passed by.
    package var isDirect = false

    /// A GET of ten seconds.
    package init(url: String) { self.url = url }
  }

  /// What the other side said.
  package struct Answer: Equatable, Sendable {
    /// The status.
    package let status: Int
    /// The body.
    package let body: [UInt8]
    /// Nanoseconds it asked to wait before the next try, or 0.
    package let retryAfter: UInt64
  }

  /// Why there is no answer.
  package enum Fault: Error, Equatable, CustomStringConvertible {
    /// The library cannot be loaded; the reason of the system.
    case noLibrary(String)
    /// The host has no address.
    case host(String)
    /// Nobody listens, or the network refused.
    case connection(String)
    /// No answer in time.
    case late(String)
    /// The certificate is not one that counts.
    case certificate(String)
    /// An answer longer than is read.
    case tooLong
    /// It was given up.
    case cancelled
    /// Anything else, such as bytes that are no answer.
    case other(String)

    /// What happened, a part of a sentence.
    package var description: String {
      switch self {
      case .noLibrary(let reason): "libcurl cannot be loaded: \(reason)"
      case .host(let reason), .connection(let reason), .late(let reason), .certificate(let reason),
        .other(let reason):
        reason
      case .tooLong: "the answer is too long"
      case .cancelled: "it was given up"
      }
    }
  }

  /// Read by the C side while a request is under way.
  private let cancelled = CancelFlag()
  private let idle = IdleClients()

  /// A client without connections yet.
  package init() {}

  /// Whether it has been cancelled.
  package var isCancelled: Bool { cancelled.isSet }

  /// Gives up what is under way and what is asked from now on, within a second.
  package func cancel() { cancelled.set() }

  /// Asks, and waits for the answer.
  package func ask(_ question: Question) throws(Fault) -> Answer { try ask(question, nil) }

  /// Asks for what goes on: `onPart` gets the parts of an answer of status 200 as they come, until it says false, the other
  /// side ends, or nothing comes for as long as the question's time-out. An answer of another status is given back whole.
  package func follow(_ question: Question, onPart: @escaping ([UInt8]) -> Bool) throws(Fault) -> Answer {
    try ask(question, PartTaker(onPart))
  }

  private func ask(_ question: Question, _ taker: PartTaker?) throws(Fault) -> Answer {
    if let reason = curl_client_load() { throw .noLibrary(String(cString: reason)) }
    if cancelled.isSet { throw .cancelled }
    guard let client = idle.take() else { throw .other("no memory") }
    defer { idle.put(client) }
    let lines = question.headers.map { strdup($0) }
    defer { for line in lines { free(line) } }
    var authority: String?
    if case .authority(let file) = question.trust { authority = file }
    let texts = [question.url, question.method, authority].map { $0.flatMap { strdup($0) } }
    defer { for text in texts { free(text) } }
    var answer = curl_answer()
    lines.map { UnsafePointer($0) }.withUnsafeBufferPointer { headers in
      question.body.withUnsafeBytes { body in
        var request = curl_request()
        request.url = UnsafePointer(texts[0])
        request.method = UnsafePointer(texts[1])
        request.authority = UnsafePointer(texts[2])
        request.trusts_anyone = question.trust == .anyone
        request.is_direct = question.isDirect
        request.headers = headers.baseAddress
        request.header_count = headers.count
        request.body = body.baseAddress
        request.body_size = body.count
        request.timeout_ms = Int(clamping: max(1, question.timeout / 1_000_000))
        request.answer_limit = question.largestAnswer
        request.cancelled = UnsafePointer(cancelled.address)
        if let taker {
          request.context = Unmanaged.passUnretained(taker).toOpaque()
          request.on_part = takePart
        }
        withExtendedLifetime(taker) { curl_client_ask(client, &request, &answer) }
      }
    }
    let trouble = withUnsafeBytes(of: answer.trouble) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if cancelled.isSet, !trouble.isEmpty { throw .cancelled }
    if answer.is_too_large { throw .tooLong }
    if taker?.hasEnough ?? false { return Answer(status: 200, body: [], retryAfter: 0) }
    switch answer.fault {
    case curl_fault_none: break
    case curl_fault_host: throw .host(trouble)
    case curl_fault_connection: throw .connection(trouble)
    case curl_fault_late: throw .late(trouble)
    case curl_fault_certificate: throw .certificate(trouble)
    default: throw .other(trouble)
    }
    let bytes = UnsafeBufferPointer(start: answer.body, count: answer.body_size)
    return Answer(
      status: answer.status, body: Array(bytes),
      retryAfter: UInt64(max(0, answer.retry_after)) * 1_000_000_000)
  }
}

/// Hands the parts of an answer on, until it is enough.
private final class PartTaker {
  private let body: ([UInt8]) -> Bool
  private(set) var hasEnough = false

  init(_ body: @escaping ([UInt8]) -> Bool) { self.body = body }

  func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    hasEnough = !body(Array(bytes))
    return !hasEnough
  }
}

/// What C calls with a part.
private func takePart(
  _ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ size: Int
) -> Bool {
  guard let context else { return false }
  return Unmanaged<PartTaker>.fromOpaque(context).takeUnretainedValue().take(
    UnsafeBufferPointer(start: bytes, count: size))
}

/// A byte that C reads while Swift may set it.
private final class CancelFlag: @unchecked Sendable {
  let address: UnsafeMutablePointer<UInt8>

  init() {
    address = .allocate(capacity: 1)
    address.initialize(to: 0)
  }

  deinit { address.deallocate() }

  var isSet: Bool { curl_is_cancelled(address) }

  func set() { curl_cancel(address) }
}

/// Clients that nobody uses now; as many as ever were in use at a time.
private final class IdleClients: @unchecked Sendable {
  private let lock = Lock()
  private var clients: [OpaquePointer] = []

  deinit { for client in clients { curl_client_close(client) } }

  func take() -> OpaquePointer? { lock.withLock { clients.popLast() } ?? curl_client_open() }

  func put(_ client: OpaquePointer) { lock.withLock { clients.append(client) } }
}
