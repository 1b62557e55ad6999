import Base
import CCurl

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sends requests over libcurl and waits for their answers; from several threads at once, each on a connection of its
/// own that is kept. What may pass with time is tried again.
package final class HTTPSender: Sendable {
  /// What is sent where, and how often.
  package struct Settings: Sendable {
    /// `http://` or `https://`.
    package var url: String
    /// `POST`, `PUT`, `PATCH` or `DELETE`.
    package var method = "POST"
    /// Sent as a token of the header `Authorization`; nil sends none.
    package var bearer: String?
    /// Sent as `Content-Type`.
    package var contentType = "application/json"
    /// Nanoseconds for one try, connecting included.
    package var timeout: UInt64 = 10_000_000_000
    /// How often a request is tried.
    package var tries = 3
    /// Nanoseconds before the second try; doubles each time.
    package var pause: UInt64 = 100_000_000
    /// The longest answer in bytes.
    package var largestAnswer = 1 << 20

    /// One that posts JSON.
    package init(url: String) { self.url = url }
  }

  /// What the other side said.
  package struct Answer: Equatable, Sendable {
    /// The status, 200 to 299.
    package let status: Int
    /// The body.
    package let body: [UInt8]
  }

  /// Why something was not sent.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// The library cannot be loaded; the reason of the system.
    case noLibrary(String)
    /// The other side refused for good.
    case refused(status: Int, url: String)
    /// So many tries came to nothing; the last reason.
    case gaveUp(tries: Int, url: String, reason: String)
    /// The run was over before it was sent.
    case cancelled(url: String)

    /// What happened, where, and what to do.
    package var description: String {
      switch self {
      case .noLibrary(let reason):
        "libcurl cannot be loaded: \(reason); install it with scripts/setup (Debian: libcurl4, Homebrew: curl)"
      case .refused(let status, let url): "\(url) refused with status \(status)"
      case .gaveUp(let tries, let url, let reason):
        "\(url): \(reason), after \(tries) \(tries == 1 ? "try" : "tries")"
      case .cancelled(let url): "\(url): the run ended before it was sent"
      }
    }
  }

  /// The longest pause between two tries, whatever the other side asks for, in nanoseconds.
  package static let longestPause: UInt64 = 60_000_000_000

  private let settings: Settings
  private let idle = IdleClients()
  private let pausing = ConditionLock()
  /// Read by the C side while a request is under way.
  private let cancelled = CancelFlag()

  /// A sender; nothing is loaded or connected before the first request.
  package init(_ settings: Settings) { self.settings = settings }

  /// Gives up what is under way and what is asked for from now on.
  package func cancel() {
    pausing.withLock { cancelled.set() }
    pausing.broadcast()
  }

  /// Sends a body and waits for the answer: for all tries and the pauses between them.
  package func send(_ body: [UInt8]) throws(Failure) -> Answer {
    if let reason = curl_client_load() { throw .noLibrary(String(cString: reason)) }
    var pause = settings.pause
    var reason = "no answer"
    for attempt in 1...max(1, settings.tries) {
      let (answer, trouble, wait) = try once(body)
      if let answer {
        if (200..<300).contains(answer.status) { return answer }
        guard answer.status >= 500 || answer.status == 408 || answer.status == 429 else {
          throw .refused(status: answer.status, url: settings.url)
        }
        reason = "status \(answer.status)"
      } else {
        reason = trouble
      }
      if attempt < settings.tries { try rest(max(pause, wait)) }
      pause = min(pause * 2, Self.longestPause)
    }
    throw .gaveUp(tries: max(1, settings.tries), url: settings.url, reason: reason)
  }

  /// Waits between two tries, no longer than the run.
  private func rest(_ nanoseconds: UInt64) throws(Failure) {
    let until = MonotonicClock.nanoseconds() + min(nanoseconds, Self.longestPause)
    pausing.wait(until: until) { cancelled.isSet }
    if cancelled.isSet { throw .cancelled(url: settings.url) }
  }

  private func once(_ body: [UInt8]) throws(Failure) -> (Answer?, String, UInt64) {
    if cancelled.isSet { throw .cancelled(url: settings.url) }
    guard let client = idle.take() else { return (nil, "no memory", 0) }
    defer { idle.put(client) }
    var answer = curl_answer()
    // Without Expect, or a server that does not know it costs a second.
    var headers = ["Content-Type: \(settings.contentType)", "Expect:"]
    if let bearer = settings.bearer { headers.append("Authorization: Bearer \(bearer)") }
    let lines = headers.map { strdup($0) }
    defer { for line in lines { free(line) } }
    settings.url.withCString { url in
      settings.method.withCString { method in
        lines.map { UnsafePointer($0) }.withUnsafeBufferPointer { list in
          body.withUnsafeBytes { bytes in
            var request = curl_request()
            request.url = url
            request.method = method
            request.headers = list.baseAddress
            request.header_count = list.count
            request.body = bytes.baseAddress
            request.body_size = bytes.count
            request.timeout_ms = Int(clamping: max(1, settings.timeout / 1_000_000))
            request.answer_limit = settings.largestAnswer
            request.cancelled = UnsafePointer(cancelled.address)
            curl_client_ask(client, &request, &answer)
          }
        }
      }
    }
    let trouble = withUnsafeBytes(of: answer.trouble) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if cancelled.isSet, !trouble.isEmpty { throw .cancelled(url: settings.url) }
    if answer.is_too_large {
      return (nil, "the answer is longer than \(settings.largestAnswer) bytes", 0)
    }
    guard trouble.isEmpty else { return (nil, trouble, 0) }
    let bytes = UnsafeBufferPointer(start: answer.body, count: answer.body_size)
    return (
      Answer(status: answer.status, body: Array(bytes)), "",
      UInt64(max(0, answer.retry_after)) * 1_000_000_000
    )
  }
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
