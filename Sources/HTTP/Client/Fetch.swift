import Base

/// Asks a server of ours: GET over HTTP or HTTPS, bounded in time and bytes, never by way of a proxy. Thread-safe;
/// connections are kept.
package struct Fetch: Sendable {
  /// Bytes of an answer that are read.
  package static let defaultLimit = 16 << 20

  /// What a server said.
  package struct Answer: Equatable, Sendable {
    /// The status, such as 200.
    package let status: Int
    /// The body.
    package let body: [UInt8]
  }

  /// Where it asks.
  package let address: ServerAddress
  private let client = WebClient()
  private let pattern: WebClient.Question

  /// A client of one server.
  ///
  /// - Parameters:
  ///   - token: sent as bearer; refused where it would leave this machine unencrypted, or to nobody knows whom.
  ///   - timeout: nanoseconds a whole exchange may take.
  ///   - trust: whose certificates count over https.
  package init(
    _ address: ServerAddress, token: String?, timeout: UInt64, agent: String,
    trust: WebClient.Trust = .system, limit: Int = Fetch.defaultLimit
  ) throws(FetchError) {
    var question = WebClient.Question(url: "")
    question.headers = ["User-Agent: \(agent)", "Accept: application/json, text/plain"]
    question.timeout = timeout
    question.largestAnswer = limit
    question.trust = trust
    question.isDirect = true
    if let token {
      guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .token }
      if !address.isLoopback {
        if !address.isTLS { throw .exposedToken(host: address.host) }
        if trust == .anyone { throw .misdirectedToken(host: address.host) }
      }
      question.headers.append("Authorization: Bearer \(token)")
    }
    self.address = address
    pattern = question
  }

  /// The answer to a GET; `path` begins with a slash and is ASCII without spaces. Waits as long as the timeout.
  package func get(_ path: String) throws(FetchError) -> Answer {
    var question = pattern
    question.url = "\(address.description.dropLast())\(path)"
    do throws(WebClient.Fault) {
      let answer = try client.ask(question)
      return Answer(status: answer.status, body: answer.body)
    } catch {
      throw FetchError(error, address, limit: question.largestAnswer)
    }
  }
}

extension Fetch {
  /// Follows a stream of server-sent events: `onEvent` gets each as it comes, until it says false or the stream ends.
  ///
  /// Throws when nobody answers, and after a silence as long as the longer of the time-out and 45 seconds: streams of ours
  /// say every 15 seconds that they are still there. The status when the server has no such stream, else nil.
  package func follow(
    _ path: String, onEvent: @escaping (ServerEvent) -> Bool
  ) throws(FetchError) -> Int? {
    var question = pattern
    question.url = "\(address.description.dropLast())\(path)"
    question.timeout = max(question.timeout, 45_000_000_000)
    question.headers.append("Accept: text/event-stream")
    var reader = ServerEventReader(limit: question.largestAnswer)
    do throws(WebClient.Fault) {
      let answer = try client.follow(question) { part in
        for event in reader.take(part) where !onEvent(event) { return false }
        return !reader.isBroken
      }
      return answer.status == 200 ? nil : answer.status
    } catch {
      throw FetchError(error, address, limit: question.largestAnswer)
    }
  }

  /// Gives up what is under way and whatever is asked from now on, within a second.
  package func cancel() { client.cancel() }
}

extension FetchError {
  fileprivate init(_ fault: WebClient.Fault, _ address: ServerAddress, limit: Int) {
    let place = address.description
    switch fault {
    case .noLibrary(let reason): self = .noLibrary(reason)
    case .host(let reason): self = .unknownHost(address.host, reason: reason)
    case .connection(let reason), .other(let reason): self = .unreachable(place, reason: reason)
    case .late: self = .late(place)
    case .cancelled: self = .late(place)
    case .certificate(let reason): self = .untrusted(place, reason: reason)
    case .tooLong: self = .tooLong(limit: limit)
    }
  }
}
