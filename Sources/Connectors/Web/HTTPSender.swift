import Base
import HTTP

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
    /// Sent as the header `Authorization` with its scheme, where that is not `Bearer`; nil sends none.
    package var authorization: String?
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
  private let client = WebClient()
  private let pausing = ConditionLock()

  /// A sender; nothing is loaded or connected before the first request.
  package init(_ settings: Settings) { self.settings = settings }

  /// Gives up what is under way and what is asked for from now on.
  package func cancel() {
    pausing.withLock { client.cancel() }
    pausing.broadcast()
  }

  /// Sends a body and waits for the answer: for all tries and the pauses between them.
  package func send(_ body: [UInt8]) throws(Failure) -> Answer {
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
    pausing.wait(until: until) { client.isCancelled }
    if client.isCancelled { throw .cancelled(url: settings.url) }
  }

  private func once(_ body: [UInt8]) throws(Failure) -> (Answer?, String, UInt64) {
    var question = WebClient.Question(url: settings.url)
    question.method = settings.method
    // Without Expect, or a server that does not know it costs a second.
    question.headers = ["Content-Type: \(settings.contentType)", "Expect:"]
    if let authorization = settings.authorization {
      question.headers.append("Authorization: \(authorization)")
    }
    if let bearer = settings.bearer { question.headers.append("Authorization: Bearer \(bearer)") }
    question.body = body
    question.timeout = settings.timeout
    question.largestAnswer = settings.largestAnswer
    do throws(WebClient.Fault) {
      let answer = try client.ask(question)
      return (Answer(status: answer.status, body: answer.body), "", answer.retryAfter)
    } catch {
      switch error {
      case .noLibrary(let reason): throw .noLibrary(reason)
      case .cancelled: throw .cancelled(url: settings.url)
      case .tooLong: return (nil, "the answer is longer than \(settings.largestAnswer) bytes", 0)
      case .host(let reason), .connection(let reason), .late(let reason), .certificate(let reason),
        .other(let reason):
        return (nil, reason, 0)
      }
    }
  }
}
