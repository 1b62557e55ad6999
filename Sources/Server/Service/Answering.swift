import Base
import HTTP

/// What a server of the house answers with: from a request to its response, without a socket. Thread-safe. What stands
/// before every answer is the same for all of them, and what is refused has the shape `metrics.error.v1`.
package protocol Answering: AnyObject, Sendable {
  /// What stands before every answer.
  var gate: Gate { get }
  /// The path that lists what there is.
  var guide: String { get }
  /// The answer to a request.
  func respond(_ request: Request) -> Response
}

/// Headers and texts that answers have in common.
enum Common {
  static let methods = "GET, HEAD, OPTIONS"
  static let jsonType = "application/json; charset=utf-8"

  /// On every answer.
  static let plainHeaders: [Response.Header] = [
    ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Vary", "Accept-Encoding"),
  ]

  /// On everything a browser shows or runs: nothing but this server's own files, and no frame around them.
  static let pageHeaders: [Response.Header] =
    plainHeaders + [
      (
        "Content-Security-Policy",
        """
        default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
        font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """
      ),
      ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

  /// What a browser shows that has no token.
  static let door = """
    <!doctype html>
    <html lang="en"><meta charset="utf-8"><title>Adhash</title>
    <h1>A token is needed</h1>
    <form action="/" method="get"><label>Token <input name="token" type="password" autofocus></label>
    <button>Open</button></form>
    </html>

    """
}

extension Answering {
  /// The answer to what a listener refuses by itself.
  package func refuse(_ status: Int, _ reason: String) -> Response {
    gate.meter.refused(.tooLarge)
    gate.meter.answered(path: nil, status: status, nanoseconds: nil)
    return problem(
      status, status == 413 ? "body_too_large" : "headers_too_large", reason,
      hint: "questions are asked with GET, in a few hundred bytes")
  }

  /// The answer to a request that may not be answered, nil for one that may. `path` is that of its route, nil for none;
  /// an open one needs no token.
  func refusal(_ request: Request, path: String?, isOpen: Bool, now: UInt64) -> Response? {
    if let own = gate.options.ownNames, !own.accept(request) {
      gate.meter.refused(.wrongHost)
      return problem(
        421, "wrong_host", "this server does not answer to \(request.header("Host")?.prefix(200) ?? "")",
        hint: "use localhost or an address in numbers, or start the server with --allowed-host NAME")
    }
    guard let path else {
      return problem(
        404, "not_found", "there is nothing at \(request.path.prefix(200))",
        hint: "\(guide) lists what there is")
    }
    switch request.method {
    case "GET", "HEAD": break
    case "OPTIONS":
      return Response(
        status: 204, headers: [("Allow", Common.methods)] + Common.plainHeaders, body: .bytes([]))
    default:
      return problem(
        405, "method_not_allowed", "\(request.method.prefix(20)) is not for \(path)",
        hint: "use \(Common.methods)", [("Allow", Common.methods)])
    }
    if path.hasPrefix("/api/"), let seconds = gate.limit.take(request.client, now: now) {
      gate.meter.refused(.rateLimit)
      return problem(
        429, "too_many_requests", "more than \(gate.options.rateLimit) requests in a second",
        hint: "wait \(seconds) s; --rate-limit sets the limit", [("Retry-After", String(seconds))])
    }
    if isOpen { return nil }
    switch gate.access.verdict(request, isPage: path == "/") {
    case .granted: return nil
    case .exchanged(let cookie):
      return Response(
        status: 303,
        headers: [
          ("Location", request.addressWithoutToken), ("Set-Cookie", cookie), ("Cache-Control", "no-store"),
        ],
        body: .bytes([]))
    case .refused:
      gate.meter.refused(.unauthorized)
      return unauthorized(request, isPage: path == "/")
    }
  }

  /// An answer that holds for the moment it is made.
  func json(_ status: Int, _ bytes: [UInt8], _ headers: [Response.Header] = []) -> Response {
    Response(
      status: status, type: Common.jsonType,
      headers: [("Cache-Control", "no-store")] + Common.plainHeaders + headers, bytes)
  }

  /// Everything that is refused.
  func problem(
    _ status: Int, _ error: String, _ detail: String, hint: String, _ headers: [Response.Header] = []
  ) -> Response {
    let answers = Answers(nil, generatedAt: Double(WallClock.nanoseconds()) / 1e9)
    return json(status, answers.problem(error, detail: detail, hint: hint), headers)
  }

  private func unauthorized(_ request: Request, isPage: Bool) -> Response {
    let challenge: Response.Header = ("WWW-Authenticate", "Bearer realm=\"adhash\"")
    guard isPage, request.header("Accept")?.contains("text/html") == true else {
      return problem(
        401, "unauthorized", "the token is missing or wrong",
        hint: "send Authorization: Bearer TOKEN, or open /?token=TOKEN in a browser", [challenge])
    }
    return Response(
      status: 401, type: "text/html; charset=utf-8",
      headers: [challenge, ("Cache-Control", "no-store")] + Common.pageHeaders, Array(Common.door.utf8))
  }

  /// An answer as gzip where that pays and is accepted.
  func packed(
    _ bytes: [UInt8], type: String, compress: Bool, _ headers: [Response.Header]
  ) -> Response {
    if compress, bytes.count >= Gzip.least, let packed = Gzip.compress(bytes), packed.count < bytes.count {
      return Response(type: type, headers: headers + [("Content-Encoding", "gzip")], packed)
    }
    return Response(type: type, headers: headers, bytes)
  }

  func notModified(_ tag: String) -> Response {
    Response(
      status: 304, headers: [("ETag", tag), ("Cache-Control", "no-cache")] + Common.plainHeaders,
      body: .bytes([]))
  }

  /// Whether an `If-None-Match` names a tag, or any; weak and strong tags count alike here.
  func isNamed(_ tag: String, in header: String) -> Bool {
    func bare(_ tag: some StringProtocol) -> String {
      let trimmed = tag.trimming(while: { $0 == " " })
      return trimmed.hasPrefix("W/") ? String(trimmed.dropFirst(2)) : String(trimmed)
    }
    return header.split(separator: ",").contains { bare($0) == bare(tag) || bare($0) == "*" }
  }
}

extension Request {
  /// The page's address with everything but the token.
  fileprivate var addressWithoutToken: String {
    func escaped(_ text: String) -> String {
      let digits = Array("0123456789ABCDEF")
      return String(
        text.utf8.flatMap { byte -> [Character] in
          let letter = Character(UnicodeScalar(byte))
          if byte < 128, letter.isLetter || letter.isNumber || "-._~,:".contains(letter) { return [letter] }
          return ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        })
    }
    let rest = query.filter { $0.name != "token" }
    if rest.isEmpty { return "/" }
    return "/?" + rest.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
  }
}

extension StringProtocol {
  /// Without the characters at both ends that fulfil the condition.
  func trimming(while condition: (Character) -> Bool) -> SubSequence {
    guard let first = firstIndex(where: { !condition($0) }), let last = lastIndex(where: { !condition($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
